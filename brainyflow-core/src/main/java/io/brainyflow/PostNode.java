package io.brainyflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node that does all it does in {@code post}, by a function. */
final class PostNode extends Node<@Nullable Void, @Nullable Void> {

    private final Step step;
    private final Signals signals = new NodeSignals(this);

    PostNode(String name, Step step) {
        super(Objects.requireNonNull(name, "name"), RetryPolicy.NEVER);
        this.step = Objects.requireNonNull(step, "step");
    }

    @Override
    public void post(Memory memory, @Nullable Void prepared, @Nullable Void result) throws Exception {
        step.perform(memory, signals);
    }
}
