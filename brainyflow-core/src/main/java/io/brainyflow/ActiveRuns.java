package io.brainyflow;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;

/** The runs of a runtime that have begun and not ended, and whether more may begin. */
final class ActiveRuns {

    private final Set<ActiveRun> runs = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /** Held for reading while a run enters, so that closing sees each run either entered or rejected. */
    private final StampedLock gate = new StampedLock();

    private volatile boolean closed;

    /**
     * Adds a run that is about to begin. One that a node of another run begins is part of that run and is let
     * in even now, or the other could not end well.
     *
     * @throws RejectedExecutionException if no run may begin any more
     */
    void add(ActiveRun run) {
        long stamp = gate.readLock();
        try {
            if (closed && !VisitScope.isOpen()) {
                throw new RejectedExecutionException("Flow '" + run.flowName()
                        + "' was not run: its runtime has been closed, as at the end of an application, and takes no more"
                        + " runs");
            }
            runs.add(run);
        } finally {
            gate.unlockRead(stamp);
        }
    }

    void remove(ActiveRun run) {
        runs.remove(run);
        noteWaiting();
    }

    /** Removes a run that has ended or is waiting. */
    void noteWaiting() {
        if (closed) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Cancels all, and returns how many it has. */
    int cancelAll(String reason) {
        return (int) runs.stream().filter(run -> run.cancel(reason)).count();
    }

    private int underWay() {
        return (int) runs.stream().filter(run -> !run.isWaiting()).count();
    }

    void open() {
        closed = false;
        lock.lock();
        try {
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Rejects new runs, waits up to {@code patience} for those that do not wait to be answered, and returns how many of
     * them are left. */
    int close(Duration patience) throws InterruptedException {
        long stamp = gate.writeLock();
        closed = true;
        gate.unlockWrite(stamp);
        long left = TimeUnit.NANOSECONDS.convert(patience);
        lock.lockInterruptibly();
        try {
            while (closed && underWay() > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return underWay();
        } finally {
            lock.unlock();
        }
    }
}
