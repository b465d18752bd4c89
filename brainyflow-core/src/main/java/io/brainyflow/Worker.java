package io.brainyflow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread's part in a run: performs visits, with all that surrounds them. */
final class Worker implements AutoCloseable, Timing.Pause {

    private final Run run;
    private final FlowRuntime runtime;
    private Interruption interruption;
    private @Nullable VisitState visit;

    /** The index among the busy workers. */
    private int position;

    /** Recent contention for the run's lock: increased by two each time it was taken, decreased by one each time it was free. */
    private int contention;

    /** The failure of the visit performed last that is followed. */
    private @Nullable BrainyFlowException followed;

    private final VisitScope scope;
    private final VisitWork work;

    /** Creates this thread's worker, possibly nested in another of its workers that waits, or in another run's visit. */
    Worker(Run run) {
        this.run = run;
        this.runtime = run.runtime;
        this.scope = VisitScope.open();
        this.interruption = scope.beginInterruption();
        this.work = new VisitWork(
                run, scope, new NodeWork(scope, run.listeners, runtime.timing(), runtime.execInterceptors(), this));
    }

    void standAt(int position) {
        this.position = position;
    }

    int position() {
        return position;
    }

    /** Notes whether the run's lock was free when this had performed a visit. */
    void noteLock(boolean wasFree) {
        contention = Math.max(0, wasFree ? contention - 1 : contention + 2);
    }

    int contention() {
        return contention;
    }

    /** Notes that it has stood by, and begins anew. */
    void forgetContention() {
        contention = 0;
    }

    /** Says which visit is performed next. */
    void assign(VisitState visit) {
        this.visit = visit;
        interruption.rest(false);
    }

    /** Notes that the visit has been performed. */
    void rest() {
        interruption.rest(true);
    }

    /**
     * Performs what is ready of the visit.
     *
     * @throws BrainyFlowException if it fails or is interrupted
     */
    Completion perform(VisitState visit) {
        if (visit.inside != null) {
            visit.beginLeaving();
        }
        followed = null;
        run.begin(visit);
        if (visit.frame != null && visit.inside == null && !visit.isGoingOn()) {
            run.listeners.tell(visit, FlowListener::visitStarted);
        }
        try {
            VisitWork.forkForJoin(visit);
            Completion completion = runtime.interceptors().isEmpty() ? work.perform(visit) : performWrapped(visit);
            if (completion.tree() != null && work.transaction() == null) {
                run.listeners.tell(visit, FlowListener::visitCompleted);
            }
            UnmatchedActions.warn(visit, completion, run.warnings);
            return completion;
        } catch (BrainyFlowException e) {
            work.rollBack(visit); // and not what listeners do
            tellOfFailure(visit, e);
            return followFailure(visit, e);
        } catch (RuntimeException | Error e) {
            work.rollBack(visit);
            tellOfFailure(visit, e);
            throw e;
        }
    }

    /** Performs a part of a flow that neither interceptors nor listeners see, since they would not see its other part here. */
    Completion pass(VisitState visit) {
        if (visit.inside != null) {
            visit.beginLeaving();
        }
        followed = null;
        visit.recordWrites();
        try {
            VisitWork.forkForJoin(visit);
            Completion completion = work.perform(visit);
            UnmatchedActions.warn(visit, completion, run.warnings);
            return completion;
        } catch (BrainyFlowException e) {
            return followFailure(visit, e);
        }
    }

    /** Returns what follows the failure where the node has successors for that; otherwise throws it. */
    private Completion followFailure(VisitState visit, BrainyFlowException failure) {
        visit.endWrites();
        if (visit.inside != null && visit.inside.conflicts != null) {
            visit.inside.conflicts.detect(); // what it wrote stays, and may conflict with others' further out
        }
        Completion completion = null;
        try {
            completion = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, failure);
        } catch (RuntimeException e) {
            BrainyFlowException.suppress(failure, e);
        }
        if (completion == null) {
            throw failure;
        }
        if (visit.inside != null) {
            WriteConflicts.warn(visit.inside, run.warnings);
        }
        followed = failure;
        scope.endVisit();
        Log.debug(visit.description() + " failed, and its branch goes on by '" + Actions.FAILED + "'", failure);
        return completion;
    }

    private Completion performWrapped(VisitState visit) {
        Invocation step = new Invocation(visit, runtime.interceptors(), () -> work.perform(visit));
        try {
            return step.perform();
        } catch (RuntimeException | Error e) {
            if (step.completion() instanceof Completion.Entered) {
                // Interceptors further in have seen the flow entered, so they are to see it left.
                visit.beginLeaving();
                leaveWrapped(visit, e);
            }
            throw e;
        }
    }

    /** Leaves a flow that something inside or beside it has ended. */
    void abandon(VisitState visit, Throwable failure) {
        leaveWrapped(visit, failure);
        tellOfFailure(visit, failure);
    }

    private void leaveWrapped(VisitState visit, Throwable failure) {
        if (!runtime.interceptors().isEmpty()) {
            try {
                new Invocation(visit, runtime.interceptors(), () -> {
                            throw Throwables.asUnchecked(failure);
                        })
                        .perform();
            } catch (RuntimeException | Error e) {
                if (e != failure) {
                    Log.warn("An interceptor threw while flow '" + visit.executes() + "' was left", e);
                }
            }
        }
    }

    private void tellOfFailure(VisitState visit, Throwable failure) {
        if (visit.frame != null) {
            run.listeners.tell(visit, (listener, seen) -> listener.visitFailed(seen, failure));
        }
    }

    /** Returns what the visit performed last has triggered itself. */
    List<Trigger> ownTriggers() {
        return scope.triggers();
    }

    /** Returns what the visit performed last was performed in, and is to be committed with it; null if in nothing. */
    Journal.@Nullable Transaction transaction() {
        return work.transaction();
    }

    /** Takes back what was done in a transaction that is not committed, if there is one. */
    void endTransaction() {
        work.endTransaction();
    }

    /** Returns the failure of the visit performed last that its node has successors for, or null. */
    @Nullable
    BrainyFlowException followed() {
        return followed;
    }

    /** Spends the wait between two attempts of the visit under way. */
    @Override
    public void sleep(Duration time) throws InterruptedException {
        run.pause(this, scope.currentVisit(), time);
    }

    /** Interrupts the visit that is being performed because the run has ended elsewhere. */
    void interrupt() {
        interruption.fire();
    }

    /** Keeps an interrupt that was meant for the last visit from the next one. */
    void endInterruption() {
        scope.endInterruption(interruption);
        interruption = scope.beginInterruption();
    }

    /** Returns whether the visit it performs is in a flow that is being cancelled. */
    boolean isCancelled() {
        return visit != null && visit.frame != null && visit.frame.cancelled;
    }

    @Override
    public void close() {
        scope.close();
    }
}
