package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Decides what ends a run before it is through: the first failure that no flow collects, or its cancellation. Keeps it with what
 * else was thrown; an error of the user's takes precedence. Guarded by its run's lock; whether there is a failure can be read
 * without.
 */
final class RunFailure {

    private volatile @Nullable Throwable thrown;
    private @Nullable VisitState at;
    private boolean over;

    /** The effect of a throwable on the run. */
    enum Effect {
        /** A flow around the visit collects it, and the run goes on. */
        COLLECTED,
        /** It ends the run. */
        ENDS,
        /** The run is being ended already. */
        ADDED
    }

    boolean hasHappened() {
        return thrown != null;
    }

    /** Returns what the run ends with, or null if it has not failed. */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** Returns the visit that failed; null if none has, or it is not known. */
    @Nullable
    VisitState at() {
        return at;
    }

    /** Notes that the run is over, so it can no longer be cancelled. */
    void runIsOver() {
        over = true;
    }

    /** Returns whether the run is over or being ended, so that no visit may begin. */
    boolean isRunEnding() {
        return over || thrown != null;
    }

    /** Cancels the run, and returns whether it was neither over nor being ended. */
    boolean cancel(VisitState visit, FlowCancelledException why) {
        return !isRunEnding() && add(visit, why) == Effect.ENDS;
    }

    /** Decides what follows when a visit threw. */
    Effect record(Traversal traversal, VisitState visit, Throwable another) {
        if (thrown == null && another instanceof BrainyFlowException failure && traversal.fail(visit, failure)) {
            return Effect.COLLECTED;
        }
        return add(visit, another);
    }

    /** Adds what ends the run whatever its flows collect. A visit that was cut short adds nothing. */
    Effect add(@Nullable VisitState visit, Throwable another) {
        Throwable first = thrown;
        if (first == null) {
            at = visit;
            thrown = another;
            return Effect.ENDS;
        }
        if (another instanceof Error && !(first instanceof Error)) {
            at = visit;
            thrown = another;
        } else if (!(another instanceof FlowCancelledException)) {
            BrainyFlowException.suppress(first, another);
        }
        return Effect.ADDED;
    }
}
