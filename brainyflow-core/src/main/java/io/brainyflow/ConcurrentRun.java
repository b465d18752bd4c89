package io.brainyflow;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Performs ready visits on the calling thread and on helpers, each of which takes visits as long as some are ready. The
 * calling thread waits only while none is ready, so whatever the executor does with a helper (queue it, reject it, run it in the
 * thread that submits it), the run goes on.
 *
 * <p>One lock guards the traversal and everything here; the user's code runs outside of it.
 */
class ConcurrentRun extends Run {

    final BriefLock lock = new BriefLock();
    private final Helpers helpers = new Helpers(runtime, this::help);
    private final RetryWaits retryWaits = new RetryWaits(this, lock);
    final RunWaits waits = new RunWaits(traversal, runtime.timing(), warnings, this::timeOut);
    final Crew crew = new Crew(traversal, failure, runtime, lock, helpers, retryWaits::wakeAll, waits);
    private final StandBy standBy = new StandBy(this, lock, helpers);
    final BusyWorkers busy = new BusyWorkers();

    /** How many visits have been performed, or parts of them. */
    private long performed;

    /** Whether the run is being suspended, so that no further visit begins here. */
    private boolean suspending;

    /** How many visits were taken from the traversal, excluding those that directly followed another on the same thread. */
    long taken;

    ConcurrentRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, options);
    }

    @Override
    boolean performAll(Worker worker) {
        boolean suspended = false;
        lock.lock();
        try {
            waits.begin();
            do {
                performReady(worker, false);
            } while (waitForMore());
            suspended = waits.isSuspended();
            return !suspended;
        } finally {
            if (!suspended) {
                failure.runIsOver();
                waits.close();
                helpers.dismiss();
            }
            lock.unlock();
        }
    }

    /** Performs ready visits and returns false; returns true early if this helper is to stand by. */
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
        if (failure.hasHappened() || suspending) {
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
        int wanted = crew.wanted();
        Completion completion = null;
        Throwable thrown = null;
        lock.unlock();
        try {
            crew.submit(wanted);
            completion = worker.perform(visit);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            worker.rest();
            worker.noteLock(lock.lockSoon());
        }
        boolean settled = false;
        try {
            settled = settle(worker, visit, completion, thrown);
        } catch (Throwable e) {
            thrown = e;
            completion = null;
        }
        performed++;
        busy.remove(worker);
        if (failure.hasHappened() || worker.isCancelled()) {
            worker.endInterruption();
        }
        VisitState following = null;
        try {
            following = settled ? null : complete(visit, completion, thrown, goOn && !failure.hasHappened());
        } catch (Throwable e) {
            fail(visit, e);
        }
        if (following != null) {
            worker.assign(following);
            busy.add(worker);
        }
        return following;
    }

    /**
     * Does what is needed between performing a visit and applying its result, and returns whether it has applied the result.
     * Called under the lock, which may be released meanwhile; the worker counts as busy. What it throws ends the run.
     */
    boolean settle(Worker worker, VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown) {
        return false;
    }

    /** Applies the result of a visit, and returns the visit that follows, already counted, if its turn has come. */
    final @Nullable VisitState complete(
            VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown, boolean goOn) {
        if (completion != null) {
            VisitState following = goOn ? advance(visit, completion) : null;
            if (following != null) {
                return following;
            }
            complete(visit, completion);
            if (completion instanceof Completion.Asked && visit.part() == VisitPart.ANSWER) {
                waits.asked((WaitVisit) visit);
            }
        } else if (thrown != null) {
            interruptAfter(failure.record(traversal, visit, thrown));
        }
        retryWaits.permitFreed(visit.frame);
        return null;
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
                crew.caller().call();
            }
            if (crew.hasReady()) {
                // It was interrupted while it stood by, and leaves what is ready to others.
                wanted = crew.wanted();
                retryWaits.wakeAll();
            }
            lock.unlock();
        }
        crew.submit(wanted);
    }

    @Override
    boolean cancel(FlowCancelledException why) {
        return crew.changing(() -> {
            boolean cancelled = failure.cancel(traversal.root, why);
            if (cancelled) {
                interruptAfter(RunFailure.Effect.ENDS);
            }
            return cancelled;
        });
    }

    /** Lets no visit begin any more, and suspends the run when the active ones have ended. */
    final void suspend() {
        crew.changing(() -> suspending = !waits.isSuspended());
    }

    @Override
    void releaseThread(Runnable resume) {
        waits.releaseThread(resume);
    }

    @Override
    public boolean isWaiting() {
        return waits.isSuspended();
    }

    @Override
    List<Wait> waits() {
        lock.lock();
        try {
            return failure.isRunEnding() ? List.of() : waits.open();
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean answer(Predicate<Wait> meant, Object answer) {
        return crew.changing(() -> !failure.isRunEnding() && waits.answer(meant, answer));
    }

    private void timeOut(WaitVisit visit) {
        crew.changing(() -> waits.goOn(visit, WaitVisit.TIMEOUT));
    }

    /** Times out the wait of a visit; returns false if it does not wait for an answer. */
    final boolean timeOut(long visit) {
        return crew.changing(() -> !failure.isRunEnding() && waits.timeOut(visit));
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

    /** Waits until visits are ready again, and returns false if none will be as long as this thread performs the run. */
    private boolean waitForMore() {
        while (failure.hasHappened() || suspending || traversal.readyCount == 0) {
            if (busy.isEmpty()
                    && (failure.hasHappened() || (!suspending && traversal.waits.areNone()) || waits.suspend())) {
                return false;
            }
            try {
                crew.caller().await(!failure.hasHappened());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(traversal.root, new FlowCancelledException(traversal.root.location(), e));
            }
        }
        return true;
    }

    /** Ends the run because of what none of its flows collects. */
    private void fail(@Nullable VisitState visit, Throwable thrown) {
        interruptAfter(failure.add(visit, thrown));
    }

    /** Interrupts the workers whose visits are no longer needed. */
    private void interruptAfter(RunFailure.Effect effect) {
        if (effect == RunFailure.Effect.COLLECTED) {
            busy.interruptCancelled();
        } else if (effect == RunFailure.Effect.ENDS) {
            busy.interruptAll();
            retryWaits.wakeAll();
        }
    }
}
