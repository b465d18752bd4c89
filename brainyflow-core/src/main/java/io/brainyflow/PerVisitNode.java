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

    private static Node<?, ?> instance(String name, Supplier<? extends Node<?, ?>> supplier) {
        return Objects.requireNonNull(supplier.get(), () -> "The supplier of node '" + name + "' answered null");
    }
}
