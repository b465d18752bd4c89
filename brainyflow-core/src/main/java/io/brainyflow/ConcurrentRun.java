package io.brainyflow;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Performs ready visits on the calling thread and on helpers, each of which takes visits as long as some are ready. The
 * calling thread waits only while none is ready, so whatever the executor does with a helper (queue it, reject it, run it in the
 * thread that submits it), the run goes on.
 *
 * <p>One lock guards the traversal and everything here; the user's code runs outside of it.
 */
final class ConcurrentRun extends Run {

    private final BriefLock lock = new BriefLock();
    private final Condition callerWanted = lock.newCondition();
    private final Helpers helpers = new Helpers(this);
    private final RetryWaits retryWaits = new RetryWaits(this, lock);
    private final StandBy standBy = new StandBy(this, lock, helpers);

    private final BusyWorkers busy = new BusyWorkers();

    /** How many visits have been performed, or parts of them. */
    private long performed;

    /** How many visits have been taken in their turn, and not as what follows another on the same thread. */
    long taken;

    private boolean callerIdle;

    /** Whether the caller has been woken and has not come yet. */
    private boolean callerCalled;

    ConcurrentRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, options);
    }

    @Override
    void performAll(Worker caller) {
        lock.lock();
        try {
            do {
                performReady(caller, false);
            } while (waitForMore());
        } finally {
            failure.runIsOver();
            helpers.dismiss();
            lock.unlock();
        }
    }

    /** Performs what is ready, and returns false; returns true before that if this is a helper that gets in the way. */
    private boolean performReady(Worker worker, boolean isHelper) {
        VisitState visit = next(worker);
        while (visit != null) {
            VisitState following = perform(worker, visit, true);
            if (following == null && isHelper && StandBy.isDueFor(worker)) {
                return true;
            }
            visit = following == null ? next(worker) : following;
        }
        return false;
    }

    private @Nullable VisitState next(Worker worker) {
        if (failure.hasHappened()) {
            return null;
        }
        VisitState visit = traversal.peek();
        try {
            VisitState polled = traversal.next();
            if (polled != null) {
                taken++;
                worker.assign(polled);
                busy.add(worker);
            }
        } catch (VisitLimitException e) {
            fail(visit, e);
            return null;
        }
        return visit;
    }

    /**
     * Performs a visit, the lock being released meanwhile. If it is to go on, returns the visit that follows, if that one's turn
     * has come; the worker is busy with it then.
     */
    private @Nullable VisitState perform(Worker worker, VisitState visit, boolean goOn) {
        int wanted = helpersWanted();
        Completion completion = null;
        Throwable thrown = null;
        lock.unlock();
        try {
            submit(wanted);
            completion = worker.perform(visit);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            worker.rest();
            worker.noteLock(lock.lockSoon());
        }
        performed++;
        busy.remove(worker);
        if (failure.hasHappened() || worker.isCancelled()) {
            worker.endInterruption();
        }
        VisitState following = null;
        try {
            following = complete(visit, completion, thrown, goOn && !failure.hasHappened());
        } catch (Throwable e) {
            fail(visit, e);
        }
        if (following != null) {
            worker.assign(following);
            busy.add(worker);
        }
        return following;
    }

    private @Nullable VisitState complete(
            VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown, boolean goOn) {
        if (completion != null) {
            VisitState following = goOn ? advance(visit, completion) : null;
            if (following != null) {
                return following;
            }
            complete(visit, completion);
        } else if (thrown != null) {
            interruptAfter(failure.record(traversal, visit, thrown));
        }
        retryWaits.permitFreed(visit.frame);
        return null;
    }

    private void wakeCaller() {
        if (callerIdle) {
            callerIdle = false;
            callerCalled = true;
            callerWanted.signal();
        }
    }

    /** Returns how many helpers the ready visits could use, having woken the caller for one of them if it is idle. */
    int helpersWanted() {
        int ready = traversal.readyCount;
        if (ready > 0 && callerIdle) {
            wakeCaller();
            ready--;
        }
        return helpers.want(ready);
    }

    /** Hands over that many helpers, with the lock released. */
    void submit(int wanted) {
        if (wanted == 0) {
            return;
        }
        int taken = helpers.submit(wanted, runtime);
        if (taken < wanted) {
            lock.lock();
            try {
                helpers.refused(wanted - taken);
                retryWaits.wakeAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes part in the run, on a helper's thread, while visits are ready. */
    void help() {
        underContextClassLoader(() -> {
            try (Worker helper = new Worker(this)) {
                helpOn(helper);
            }
        });
    }

    private void helpOn(Worker helper) {
        int wanted = 0;
        lock.lockSoon();
        try {
            helpers.begun(performed);
            while (performReady(helper, true) && (busy.isEmpty() || standBy.spend(helper))) {}
        } finally {
            if (busy.isEmpty()) {
                wakeCaller();
            }
            if (hasReady()) {
                // It was interrupted while it stood by, and leaves what is ready to others.
                wanted = helpersWanted();
                retryWaits.wakeAll();
            }
            lock.unlock();
        }
        submit(wanted);
    }

    /** Returns whether there is something to perform. Called under the lock. */
    boolean hasReady() {
        return !failure.isRunEnding() && traversal.readyCount > 0;
    }

    @Override
    boolean cancel(FlowCancelledException why) {
        lock.lock();
        try {
            if (!failure.cancel(traversal.root, why)) {
                return false;
            }
            interruptAfter(RunFailure.Effect.ENDS);
            wakeCaller();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException {
        Frame frame = visit.frame;
        if (frame == null || !frame.graph.parallel()) {
            runtime.timing().pause().sleep(time);
        } else {
            retryWaits.spend(worker, frame, time);
        }
    }

    /** Returns whether the visits of the flow are being ended, so no attempt may begin. Called under the lock. */
    boolean isEnding(Frame frame) {
        return failure.hasHappened() || frame.cancelled;
    }

    /** Asks others to perform what is ready, and returns whether any are to be expected. Called under the lock. */
    boolean callOthers() {
        int wanted = helpersWanted();
        if (wanted > 0) {
            lock.unlock();
            try {
                submit(wanted);
            } finally {
                lock.lock();
            }
        }
        return callerCalled || helpers.areAwaited();
    }

    /** Performs another visit in between. What interrupts the waiting one is not meant for that. Called under the lock. */
    void helpOut(Worker waiting) {
        busy.remove(waiting);
        try (Worker nested = new Worker(this)) {
            VisitState other = next(nested);
            if (other != null) {
                perform(nested, other, false);
            }
        }
        busy.add(waiting);
    }

    /** Waits until visits are ready again, and returns false if none will be. */
    private boolean waitForMore() {
        while (failure.hasHappened() || traversal.readyCount == 0) {
            if (busy.isEmpty()) {
                return false;
            }
            callerIdle = true;
            try {
                if (failure.hasHappened()) {
                    callerWanted.awaitUninterruptibly();
                } else {
                    callerWanted.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(traversal.root, new FlowCancelledException(traversal.root.location(), e));
            } finally {
                callerIdle = false;
                callerCalled = false;
            }
        }
        return true;
    }

    /** Ends the run because of what none of its flows collects. */
    private void fail(@Nullable VisitState visit, Throwable thrown) {
        interruptAfter(failure.add(visit, thrown));
    }

    /** Interrupts those whose visits are not wanted any more. */
    private void interruptAfter(RunFailure.Effect effect) {
        if (effect == RunFailure.Effect.COLLECTED) {
            busy.interruptCancelled();
        } else if (effect == RunFailure.Effect.ENDS) {
            busy.interruptAll();
            retryWaits.wakeAll();
        }
    }
}
