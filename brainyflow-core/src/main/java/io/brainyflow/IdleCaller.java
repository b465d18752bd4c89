package io.brainyflow;

import java.util.concurrent.locks.Condition;

/** The thread that began a concurrent run, while nothing is ready for it. Guarded by the run's lock. */
final class IdleCaller {

    private final Condition wanted;
    private boolean idle;

    /** Whether it has been called and has not come yet. */
    private boolean called;

    IdleCaller(BriefLock lock) {
        this.wanted = lock.newCondition();
    }

    boolean isIdle() {
        return idle;
    }

    boolean isCalled() {
        return called;
    }

    /** Calls it if it is idle. */
    void call() {
        if (idle) {
            idle = false;
            called = true;
            wanted.signal();
        }
    }

    /** Waits until it is called, perhaps for less; the caller has to check again. */
    @SuppressWarnings("WaitNotInLoop")
    void await(boolean interruptibly) throws InterruptedException {
        idle = true;
        try {
            if (interruptibly) {
                wanted.await();
            } else {
                wanted.awaitUninterruptibly();
            }
        } finally {
            idle = false;
            called = false;
        }
    }
}
