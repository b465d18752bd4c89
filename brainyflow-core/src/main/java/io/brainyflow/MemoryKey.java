package io.brainyflow;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link Memory} with the type of its value, and the reducer by which {@link Memory#merge} combines values.
 * Immutable; usually a constant beside the nodes that share it.
 *
 * <pre>{@code
 * static final MemoryKey<List<Item>> ITEMS = MemoryKey.append("items");
 * static final MemoryKey<Long> HIGHEST = MemoryKey.<Long>of("highest", Long.class).reducedBy(Math::max);
 * }</pre>
 *
 * @param <T> the type of the value
 */
public final class MemoryKey<T> {

    private final String name;
    private final Class<? super T> type;
    private final @Nullable BinaryOperator<T> reducer;
    private final Reduction reduction;

    /** How {@link Memory#merge} combines the values of a key. */
    public enum Reduction {
        /** Not at all. */
        NONE,
        /** As {@link MemoryKey#sum} says. */
        SUM,
        /** As {@link MemoryKey#append} says. */
        APPEND,
        /** As {@link MemoryKey#union} says. */
        UNION,
        /** As {@link MemoryKey#last} says. */
        LAST,
        /** By a function that was given. */
        OWN
    }

    /** The value that the first value is combined with; null if the first value is stored as it is. */
    private final @Nullable T empty;

    private MemoryKey(
            String name,
            Class<? super T> type,
            Reduction reduction,
            @Nullable BinaryOperator<T> reducer,
            @Nullable T empty) {
        this.name = MemoryNames.check(name);
        this.type = type;
        this.reduction = reduction;
        this.reducer = reducer;
        this.empty = empty;
    }

    /**
     * Returns a key of the given name and type.
     *
     * @param type the value's class; for a generic type the raw class, which is all that is checked
     * @throws IllegalArgumentException if the name is reserved
     */
    public static <T> MemoryKey<T> of(String name, Class<? super T> type) {
        return new MemoryKey<>(name, type, Reduction.NONE, null, null);
    }

    /** Returns a key of a number that {@link Memory#merge} adds to, in the type of the number that is there. */
    @SuppressWarnings("unchecked") // the sum has the type of the present number
    public static <N extends Number> MemoryKey<N> sum(String name, Class<N> type) {
        return new MemoryKey<>(
                name, type, Reduction.SUM, (present, added) -> (N) Numbers.add(name, present, added), null);
    }

    /**
     * Returns a key of a list to which {@link Memory#merge} appends the elements of another. The result is unmodifiable and
     * independent of it: a merged list is read once and not retained.
     */
    @SuppressWarnings("unchecked") // it has the elements of both
    public static <E> MemoryKey<List<E>> append(String name) {
        return new MemoryKey<List<E>>(
                name,
                List.class,
                Reduction.APPEND,
                (present, added) -> (List<E>) AppendedList.ofAll(present, added),
                List.of());
    }

    /**
     * Returns a key of a set that {@link Memory#merge} adds the elements of another to. The result is unmodifiable and its
     * own: a set that was merged is read once and not kept.
     */
    public static <E> MemoryKey<Set<E>> union(String name) {
        return new MemoryKey<Set<E>>(
                name,
                Set.class,
                Reduction.UNION,
                (present, added) -> {
                    Set<E> both = new LinkedHashSet<>(present);
                    both.addAll(added);
                    return Collections.unmodifiableSet(both);
                },
                Set.of());
    }

    /** Returns a key whose value {@link Memory#merge} replaces: of branches that run concurrently, any may be the last. */
    public static <T> MemoryKey<T> last(String name, Class<? super T> type) {
        return new MemoryKey<T>(name, type, Reduction.LAST, (present, added) -> added, null);
    }

    /**
     * Returns a copy whose values are combined by {@code reducer}.
     *
     * @param reducer takes the present and the new value; it must be free of side effects, since it may be called more
     *     than once for one merge, and associative and commutative where branches run concurrently
     */
    public MemoryKey<T> reducedBy(BinaryOperator<T> reducer) {
        return new MemoryKey<>(name, type, Reduction.OWN, reducer, null);
    }

    /** Returns the key as the memory's other methods take it. */
    public String name() {
        return name;
    }

    /** Returns the class that a value is checked against. */
    public Class<? super T> type() {
        return type;
    }

    /** Returns how values are combined. */
    public Reduction reduction() {
        return reduction;
    }

    /**
     * Returns the value that a store has under this key, such as one of those that {@link Memory#joined} returns; null if
     * it has none.
     *
     * @throws ClassCastException if the value is not of the key's type; the message names key and both types
     */
    public @Nullable T in(Map<String, ?> store) {
        Object value = store.get(name);
        return value == null ? null : cast(value);
    }

    T cast(Object value) {
        return Memory.cast(name, value, type);
    }

    /** Returns what the first value becomes. */
    T begin(T value) {
        return empty == null ? value : reducer().apply(empty, value);
    }

    /** Returns the present value and the new one combined. */
    T reduce(Object present, T value) {
        return reducer().apply(cast(present), value);
    }

    BinaryOperator<T> reducer() {
        if (reducer == null) {
            throw new IllegalStateException(
                    "MemoryKey '" + name + "' has no reducer to merge by; declare it with reducedBy(…)");
        }
        return reducer;
    }

    /** Returns name and type. */
    @Override
    public String toString() {
        return "MemoryKey[" + name + ": " + type.getName() + "]";
    }
}
