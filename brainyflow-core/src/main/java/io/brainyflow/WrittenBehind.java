package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * The entries of repeatable nodes that the run has gone on from and that may not be durable yet. Written under the run's lock; can be
 * waited for without.
 */
final class WrittenBehind {

    /** Of more, the thread waits, so that a journal that is slower than the nodes catches up. */
    private static final int MOST = 1_000;

    private volatile Journal.@Nullable Pending last;
    private int count;

    /** Notes an entry that the caller need not wait for; returns false if it has to. */
    boolean add(Journal.Pending pending) {
        last = pending;
        count = (count + 1) % MOST;
        return count != 0;
    }

    /**
     * Waits until all of them are durable: they are in the order of the journal.
     *
     * @throws LostOwnershipException if they will never be
     */
    void await() {
        Journal.Pending pending = last;
        if (pending != null && !pending.isDurable()) {
            pending.await();
        }
    }
}
