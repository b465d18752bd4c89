package io.brainyflow;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands for the instances of a node that is made anew for each visit. */
final class PerVisitNode extends Node<@Nullable Object, @Nullable Object> {

    private final Supplier<? extends Node<?, ?>> supplier;

    PerVisitNode(String name, Supplier<? extends Node<?, ?>> supplier) {
        super(Objects.requireNonNull(name, "name"), instance(name, supplier).retryPolicy());
        this.supplier = supplier;
    }

    Node<?, ?> instance() {
        return instance(String.valueOf(name()), supplier);
    }

    @Override
    VisitResult<@Nullable Object> visitAlone(Memory memory) {
        return as(instance()).visitAlone(String.valueOf(name()), memory, retryPolicy());
    }

    @SuppressWarnings("unchecked") // nobody knows the types of a supplier's nodes, and results are only passed on
    private static Node<@Nullable Object, @Nullable Object> as(Node<?, ?> node) {
        return (Node<@Nullable Object, @Nullable Object>) node;
    }

    private static Node<?, ?> instance(String name, Supplier<? extends Node<?, ?>> supplier) {
        return Objects.requireNonNull(supplier.get(), () -> "The supplier of node '" + name + "' answered null");
    }
}
