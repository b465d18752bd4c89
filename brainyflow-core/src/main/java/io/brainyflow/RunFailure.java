package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * What ends a run before it is through: the first failure, or its cancellation, with what else was thrown. An error of the
 * user's takes precedence. Guarded by its run's lock; whether there is a failure can be read without.
 */
final class RunFailure {

    private volatile @Nullable Throwable thrown;
    private @Nullable VisitState at;

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

    /** Adds what a visit threw, and returns whether it is the first. A visit that was cut short adds nothing. */
    boolean add(@Nullable VisitState visit, Throwable another) {
        Throwable first = thrown;
        if (first == null) {
            at = visit;
            thrown = another;
            return true;
        }
        if (another instanceof Error && !(first instanceof Error)) {
            at = visit;
            thrown = another;
        } else if (!(another instanceof FlowCancelledException)) {
            BrainyFlowException.suppress(first, another);
        }
        return false;
    }
}
