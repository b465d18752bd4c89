package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * A node's step failed and ended the run. The cause is what the node threw; there is none if the engine found the fault, as
 * an {@linkplain OnUnmatched#FAIL unmatched action}.
 */
public final class NodeException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final int retryCount;

    NodeException(Visit visit, String step, int retryCount, Throwable cause) {
        this(visit, step, retryCount, Throwables.describe(cause), cause);
    }

    private NodeException(Visit visit, String step, int retryCount, String reason, @Nullable Throwable cause) {
        super(
                visit.description() + " failed in " + step
                        + (step.startsWith("exec") ? ", attempt " + (retryCount + 1) : "") + ": " + reason,
                visit,
                cause);
        this.retryCount = retryCount;
    }

    /** Returns the failure of a visit that triggered an action which leads nowhere. */
    static NodeException ofUnmatched(Visit visit, int retryCount, String unmatched) {
        return new NodeException(visit, "post", retryCount, unmatched, null);
    }

    /** Answers the index of the last attempt, 0 for the first, as in the reference; 0 if {@code prep} failed. */
    public int retryCount() {
        return retryCount;
    }
}
