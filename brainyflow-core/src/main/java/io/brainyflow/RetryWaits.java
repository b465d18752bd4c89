package io.brainyflow;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The waits between two attempts in the parallel flows of a concurrent run: a visit that waits gives up its permit, so that
 * another can be active meanwhile, and wants it back before others begin. Guarded by the run's lock.
 */
final class RetryWaits {

    private final ConcurrentRun run;
    private final FlowRuntime runtime;
    private final BriefLock lock;
    private final Condition permitFree;

    RetryWaits(ConcurrentRun run, BriefLock lock) {
        this.run = run;
        this.runtime = run.runtime;
        this.lock = lock;
        this.permitFree = lock.newCondition();
    }

    /** Spends the wait, and returns when the visit has its permit again. */
    void spend(Worker worker, Frame frame, Duration time) throws InterruptedException {
        lock.lock();
        try {
            run.traversal.changePermits(frame, Frame::suspend);
            permitFreed(frame);
            run.crew.callOthers();
        } finally {
            lock.unlock();
        }
        try {
            runtime.timing().pause().sleep(time);
        } catch (InterruptedException e) {
            restore(frame, false);
            throw e;
        }
        resume(worker, frame);
    }

    private void restore(Frame frame, boolean wanted) {
        lock.lock();
        try {
            run.traversal.changePermits(frame, flow -> flow.restore(wanted));
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those who want a permit of the flow, one having become free. */
    void permitFreed(@Nullable Frame frame) {
        if (frame != null && frame.resuming > 0) {
            permitFree.signalAll();
        }
    }

    /** Wakes all, since none of them gets to make another attempt, or since no other thread is available for what is ready. */
    void wakeAll() {
        permitFree.signalAll();
    }

    /**
     * Waits until there is a permit again. Others are given a while to begin with what is ready meanwhile: it may take long,
     * and this thread has a retry to make. If no other thread comes, this thread performs it, since the one that is to free a permit
     * may wait for just that.
     */
    private void resume(Worker worker, Frame frame) throws InterruptedException {
        int wanted;
        lock.lock();
        try {
            run.traversal.changePermits(frame, Frame::want);
            long patience = runtime.timing().helperPatience();
            while (!isPermitted(worker, frame)) {
                if (run.traversal.readyCount == 0) {
                    permitFree.await();
                } else if (patience > 0 && run.crew.callOthers()) {
                    patience = permitFree.awaitNanos(patience);
                } else if (!run.isEnding(frame)) { // it may be since others were called, and this thread be interrupted
                    run.helpOut(worker);
                    patience = runtime.timing().helperPatience();
                }
            }
            // What became ready meanwhile is for others: this thread has a retry to make.
            wanted = run.crew.wanted();
        } catch (InterruptedException e) {
            run.traversal.changePermits(frame, flow -> flow.restore(true));
            throw e;
        } finally {
            lock.unlock();
        }
        run.crew.submit(wanted);
    }

    /** Takes a permit if there is one; the run must not have ended, since no one would interrupt the attempt that follows. */
    private boolean isPermitted(Worker worker, Frame frame) throws InterruptedException {
        if (run.isEnding(frame)) {
            worker.interrupt();
            throw new InterruptedException();
        }
        return frame.resume();
    }
}
