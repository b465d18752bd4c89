package io.brainyflow;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The runs of a runtime that have begun and not ended, and whether more may begin. */
final class RunsUnderWay {

    private final Set<Run> runs = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile boolean closed;

    /**
     * Takes note of a run that is about to begin. One that a node of another run begins is that run's doing and is let
     * in even now, or the other could not end well.
     *
     * @throws RejectedExecutionException if no run may begin any more
     */
    void enter(Run run) {
        runs.add(run);
        if (closed && !VisitScope.isOpen()) {
            leave(run);
            throw new RejectedExecutionException("Flow '" + run.traversal.root.node()
                    + "' was not run: its runtime has been closed, as at the end of an application, and takes no more"
                    + " runs");
        }
    }

    void leave(Run run) {
        runs.remove(run);
        if (closed) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void cancelAll(String reason) {
        runs.forEach(run -> run.cancel(reason));
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

    /** Lets no more runs begin, waits for those under way, so long at most, and answers how many are left. */
    int close(Duration patience) throws InterruptedException {
        closed = true;
        long left = TimeUnit.NANOSECONDS.convert(patience);
        lock.lockInterruptibly();
        try {
            while (closed && !runs.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return runs.size();
        } finally {
            lock.unlock();
        }
    }
}
