package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one visit to the global store: all of them, where somebody asks, and what they leave under each key, where
 * conflicts are looked for. Thread-safe, since a node may write from threads of its own.
 */
final class Writes {

    /** What is left where a value was combined with whatever was there. */
    static final Object OPERATION = new Object();

    /** What is left where a key was removed. */
    private static final Object REMOVED = new Object();

    private @Nullable List<Write> all;
    private boolean notingLeft;
    private Map<String, Object> left = Map.of();

    /** Records every write from now on. */
    synchronized void recordAll() {
        if (all == null) {
            all = new ArrayList<>();
        }
    }

    /** Notes what is left from now on. */
    synchronized void noteLeft() {
        notingLeft = true;
    }

    synchronized void put(String key, @Nullable Object value) {
        if (notingLeft) {
            writableLeft().put(key, value == null ? REMOVED : value);
        }
        if (all != null) {
            all.add(new Write(value == null ? Write.Operation.REMOVE : Write.Operation.PUT, key, value, null));
        }
    }

    /** A value that was put and then combined with another is equal to no other. */
    synchronized void combine(Write.Operation operation, String key, Object value, @Nullable MemoryKey<?> memoryKey) {
        if (notingLeft) {
            writableLeft()
                    .merge(key, OPERATION, (present, combined) -> present == OPERATION ? OPERATION : new Object());
        }
        if (all != null) {
            all.add(new Write(operation, key, value, memoryKey));
        }
    }

    /** Answers what was left since {@link #noteLeft}, by key; what a stray thread leaves from now on is not noted. */
    synchronized Map<String, Object> takeLeft() {
        notingLeft = false;
        return left;
    }

    private Map<String, Object> writableLeft() {
        if (left.isEmpty()) {
            left = new HashMap<>(4);
        }
        return left;
    }

    synchronized List<Write> all() {
        return all == null ? List.of() : List.copyOf(all);
    }
}
