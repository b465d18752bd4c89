package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * A node's step failed and ended the run. The cause is what the node threw; there is none if the engine found the fault, as
 * an {@linkplain OnUnmatched#FAIL unmatched action}.
 */
public final class NodeException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final int retryCount;

    NodeException(Location at, String step, int retryCount, Throwable cause) {
        this(at, step, retryCount, Throwables.describe(cause), cause);
    }

    private NodeException(Location at, String step, int retryCount, String reason, @Nullable Throwable cause) {
        super(
                at.description() + " failed in " + step
                        + (step.startsWith("exec") ? ", attempt " + (retryCount + 1) : "") + ": " + reason,
                at,
                cause);
        this.retryCount = retryCount;
    }

    /** Returns the failure of a visit that triggered an action which leads nowhere. */
    static NodeException ofUnmatched(Location at, int retryCount, String unmatched) {
        return new NodeException(at, "post", retryCount, unmatched, null);
    }

    /** Returns the index of the last attempt, 0 for the first, as in the reference; 0 if {@code prep} failed. */
    public int retryCount() {
        return retryCount;
    }
}
