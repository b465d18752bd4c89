package io.brainyflow;

import java.util.concurrent.locks.LockSupport;

/**
 * Where helpers wait that get in the way of others: if visits take less time than the run's lock, one thread less is faster.
 * Guarded by the run's lock.
 */
final class StandBy {

    /** Reached by five visits in a row after which the lock was taken. */
    private static final int MOST_CONTENTION = 8;

    /** If the others take no more visits than these in a pause, they are no faster without the helper. */
    private static final int FEW = 20;

    private static final long SHORTEST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 400_000;

    /** Ready visits may be slow, though others are fast, so each helper tries again after a while. */
    private static final int MOST_PAUSES = 12;

    private final ConcurrentRun run;
    private final BriefLock lock;
    private final Helpers helpers;

    StandBy(ConcurrentRun run, BriefLock lock, Helpers helpers) {
        this.run = run;
        this.lock = lock;
        this.helpers = helpers;
    }

    /** Returns whether the helper is to stand by. */
    static boolean isDueFor(Worker helper) {
        return helper.contention() > MOST_CONTENTION;
    }

    /**
     * Waits, with the lock released, as long as the others get on fast without this helper, but no longer than a few milliseconds, and
     * returns whether it is needed
     * then. While it stands by, no other helper is submitted for it.
     */
    boolean spend(Worker helper) {
        helper.forgetContention();
        helpers.standsBy();
        long nanos = SHORTEST_NANOS;
        boolean fast = true;
        for (int pauses = 0; fast && pauses < MOST_PAUSES && isNeeded(); pauses++) {
            long before = run.taken;
            lock.unlock();
            try {
                LockSupport.parkNanos(this, nanos);
            } finally {
                lock.lockSoon();
            }
            nanos = Math.min(2 * nanos, LONGEST_NANOS);
            fast = run.taken - before > FEW;
        }
        helpers.isBack();
        return isNeeded();
    }

    private boolean isNeeded() {
        return run.crew.hasReady() && !Thread.currentThread().isInterrupted();
    }
}
