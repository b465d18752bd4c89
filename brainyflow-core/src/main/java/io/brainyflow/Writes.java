package io.brainyflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records the writes of one visit to the global store: all of them, on request, and the last value of each key, where
 * conflicts are looked for. Thread-safe, since a node may write from threads of its own.
 */
final class Writes {

    /** Stands for a value that was combined with the present one. */
    static final Object OPERATION = new Object();

    /** Stands for a key that was removed. */
    private static final Object REMOVED = new Object();

    private @Nullable List<Write> all;
    private boolean notingWritten;
    private boolean ended;
    private Map<String, Object> written = Map.of();

    /** The visit's memory without the view that records here, while there is one. */
    private @Nullable Memory viewed;

    private @Nullable LocalStore localBefore;

    /** Creates a record of the last value of each key, or an empty one. */
    Writes(boolean notingWritten) {
        this.notingWritten = notingWritten;
    }

    /** Records every write from now on. */
    synchronized void recordAll() {
        if (all == null) {
            all = new ArrayList<>();
        }
    }

    synchronized void put(String key, @Nullable Object value) {
        if (notingWritten) {
            written = SmallMap.put(written, key, value == null ? REMOVED : value);
        }
        if (all != null) {
            all.add(new Write(value == null ? Write.Operation.REMOVE : Write.Operation.PUT, key, value, null));
        }
    }

    /** A value that was put and then combined with another is equal to no other. */
    synchronized void combine(Write.Operation operation, String key, Object value, @Nullable MemoryKey<?> memoryKey) {
        if (notingWritten) {
            Object present = written.getOrDefault(key, OPERATION);
            written = SmallMap.put(written, key, present == OPERATION ? OPERATION : new Object());
        }
        if (all != null) {
            all.add(new Write(operation, key, value, memoryKey));
        }
    }

    /** Keeps what the branch's local store is before the visit. */
    synchronized void noteLocal(LocalStore before) {
        localBefore = before;
    }

    /** Returns whether the local store is surely what it was. */
    synchronized boolean hasSameLocal(LocalStore now) {
        return localBefore != null && now.isSame(localBefore);
    }

    /** Restores the local store to its state before the visit. */
    synchronized void restore(LocalStore local) {
        if (localBefore != null) {
            local.replaceBy(localBefore);
        }
    }

    /** Records a write that was made elsewhere. */
    void record(Write write) {
        if (write.operation() == Write.Operation.PUT || write.operation() == Write.Operation.REMOVE) {
            put(write.key(), write.value());
        } else {
            combine(write.operation(), write.key(), Objects.requireNonNull(write.value(), "value"), write.memoryKey());
        }
    }

    /** Begins to record what is written to a view of the memory, which is returned by {@link #end}. */
    synchronized void begin(Memory viewed) {
        this.viewed = viewed;
    }

    /**
     * Ends the recording: what a stray thread writes from now on is not noted. Returns the memory without the view, or null if there
     * is none any more.
     */
    synchronized @Nullable Memory end() {
        notingWritten = false;
        ended = true;
        Memory own = viewed;
        viewed = null;
        return own;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /**
     * Checks that what is written will be applied.
     *
     * @throws IllegalStateException if the recording has ended
     */
    synchronized void requireRecording(String key) {
        if (ended) {
            throw new IllegalStateException("'" + key
                    + "' was written when the visit had ended, so nothing would come of it; wait in the node for the threads"
                    + " that it has write");
        }
    }

    /** Returns the last value of each key that was noted, once that has ended. */
    Map<String, Object> written() {
        return written;
    }

    /** Returns whether nothing was recorded, once that has ended. */
    boolean areNone() {
        return all == null && written.isEmpty();
    }

    synchronized List<Write> all() {
        return all == null ? List.of() : List.copyOf(all);
    }
}
