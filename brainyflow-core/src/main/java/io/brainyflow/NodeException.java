package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * A node's step failed, which ends the run unless the failure is collected or followed. The cause is what the node threw; there is none if the engine found the fault, as
 * an {@linkplain OnUnmatched#FAIL unmatched action}.
 */
public final class NodeException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final String step;
    private final int retryCount;
    private final int attempts;

    NodeException(Location at, String step, int retryCount, int attempts, Throwable cause) {
        this(at, step, retryCount, attempts, Throwables.describe(cause), cause);
    }

    private NodeException(
            Location at, String step, int retryCount, int attempts, String reason, @Nullable Throwable cause) {
        super(
                at.description() + " failed in " + step
                        + (step.startsWith("exec") ? ", attempt " + (retryCount + 1) : "") + ": " + reason,
                at,
                cause);
        this.step = step;
        this.retryCount = retryCount;
        this.attempts = attempts;
    }

    /** Returns the failure of a visit that triggered an action which leads nowhere. */
    static NodeException ofUnmatched(Location at, int retryCount, String unmatched) {
        return new NodeException(at, "post", retryCount, 0, unmatched, null);
    }

    @Override
    @Nullable
    Failure caught() {
        Throwable cause = getCause();
        return cause == null || cause instanceof ReservedActionException
                ? null
                : new Failure(node(), step, attempts, cause);
    }

    /** Returns the index of the last attempt, 0 for the first, as in the reference; 0 if {@code prep} failed. */
    public int retryCount() {
        return retryCount;
    }
}
