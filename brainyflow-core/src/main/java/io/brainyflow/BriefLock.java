package io.brainyflow;

import java.util.concurrent.locks.ReentrantLock;

/** A lock that is held for a short time only. */
final class BriefLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;

    private static final int TRIES = 200;

    /**
     * Locks as {@link #lock} does, but tries for a while before it waits, which would take longer, for a virtual thread above
     * all. Returns whether the lock was free at once.
     */
    boolean lockSoon() {
        for (int i = 0; i < TRIES; i++) {
            if (tryLock()) {
                return i == 0;
            }
            Thread.onSpinWait();
        }
        lock();
        return false;
    }
}
