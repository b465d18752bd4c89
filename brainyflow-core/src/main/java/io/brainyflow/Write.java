package io.brainyflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A write to the global store, as the operation that it was, so that it can be repeated on another store.
 *
 * @param operation what was called
 * @param key the key that was written
 * @param value what was put, added, appended or merged, by reference; null where the key was removed
 * @param memoryKey the key with the reducer of a merge; null for the other operations
 * @see Visit#recordWrites
 */
public record Write(
        Operation operation,
        String key,
        @Nullable Object value,
        @Nullable MemoryKey<?> memoryKey) {

    /** The operations of a {@link Memory} that write. */
    public enum Operation {
        /** {@link Memory#put} of a value. */
        PUT,
        /** {@link Memory#remove}, or {@link Memory#put} of null. */
        REMOVE,
        /** {@link Memory#add}. */
        ADD,
        /** {@link Memory#append}. */
        APPEND,
        /** {@link Memory#merge}. */
        MERGE
    }

    /** Applies the write to another memory. */
    public void applyTo(Memory memory) {
        switch (operation) {
            case PUT -> memory.put(key, value);
            case REMOVE -> memory.remove(key);
            case ADD -> memory.add(key, (Number) given());
            case APPEND -> memory.append(key, given());
            case MERGE -> merge(memory, Objects.requireNonNull(memoryKey, "memoryKey"));
        }
    }

    private <T> void merge(Memory memory, MemoryKey<T> by) {
        memory.merge(by, by.cast(given()));
    }

    private Object given() {
        return Objects.requireNonNull(value, "value");
    }
}
