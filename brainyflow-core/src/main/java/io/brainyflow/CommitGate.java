package io.brainyflow;

import java.util.concurrent.locks.Condition;

/**
 * Keeps other entries back from the moment a transaction gets a number for its entry until it has committed, for which the run's lock is
 * not held: it takes as long as the database takes. Guarded by that lock.
 */
final class CommitGate {

    private final Condition opened;
    private boolean closed;

    CommitGate(BriefLock lock) {
        this.opened = lock.newCondition();
    }

    /** Waits until no transaction is being committed; an interrupt does not end that. */
    void awaitOpen() {
        while (closed) {
            opened.awaitUninterruptibly();
        }
    }

    /** Closes the gate, which is open. */
    void close() {
        closed = true;
    }

    void open() {
        closed = false;
        opened.signalAll();
    }
}
