package io.brainyflow;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands for the instances of a node that is made anew for each visit. */
final class PerVisitNode extends Node<@Nullable Object, @Nullable Object> {

    private final Supplier<? extends Node<?, ?>> supplier;
    private final Consumer<Node<?, ?>> disposal;

    PerVisitNode(
            String name, RetryPolicy retries, Supplier<? extends Node<?, ?>> supplier, Consumer<Node<?, ?>> disposal) {
        super(Objects.requireNonNull(name, "name"), retries);
        this.supplier = Objects.requireNonNull(supplier, "supplier");
        this.disposal = Objects.requireNonNull(disposal, "disposal");
    }

    private Node<?, ?> instance() {
        return require(String.valueOf(name()), supplier.get());
    }

    /**
     * Returns a new instance for a visit, which {@link #dispose} is to be given in the end.
     *
     * @throws BrainyFlowException if there is none
     */
    Node<?, ?> instance(VisitState visit) {
        try {
            return instance();
        } catch (Throwable e) {
            throw Failures.of(visit, "its creation", 0, e);
        }
    }

    void dispose(Node<?, ?> instance) {
        try {
            disposal.accept(instance);
        } catch (Throwable e) {
            Log.warn("Disposing of an instance of node '" + name() + "' threw", e);
        }
    }

    static Node<?, ?> require(String name, @Nullable Node<?, ?> supplied) {
        if (supplied instanceof WaitNode) {
            throw new IllegalArgumentException(
                    "The supplier of node '" + name
                            + "' returned a WaitNode; what is asked by one instance cannot be answered to another, so pass the wait itself");
        }
        return Objects.requireNonNull(supplied, () -> "The supplier of node '" + name + "' returned null");
    }

    @Override
    VisitResult<@Nullable Object> visitAlone(Memory memory) {
        Node<?, ?> instance = instance();
        try {
            return as(instance).visitAlone(String.valueOf(name()), memory, retryPolicy());
        } finally {
            dispose(instance);
        }
    }

    @SuppressWarnings("unchecked") // the types of a supplier's nodes are unknown, and results are only passed on
    private static Node<@Nullable Object, @Nullable Object> as(Node<?, ?> node) {
        return (Node<@Nullable Object, @Nullable Object>) node;
    }
}
