package io.brainyflow;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signals of the node whose {@code post} this thread is in, for the functions that it is made of. */
final class NodeSignals implements Signals {

    static final NodeSignals INSTANCE = new NodeSignals();

    private NodeSignals() {}

    @Override
    public void trigger(String action) {
        trigger(action, Map.of());
    }

    @Override
    public void trigger(String action, Map<String, ? extends @Nullable Object> forkingData) {
        VisitScope.trigger(action, forkingData);
    }

    @Override
    public void emit(Object event) {
        VisitScope.emit(Objects.requireNonNull(event, "event"));
    }
}
