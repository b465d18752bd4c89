package io.brainyflow;

/** A node's step failed and ended the run. The cause is what the node threw. */
public final class NodeException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final int retryCount;

    NodeException(Visit visit, String step, int retryCount, Exception cause) {
        super(
                visit.description() + " failed in " + step
                        + (step.startsWith("exec") ? ", attempt " + (retryCount + 1) : "") + ": " + cause,
                visit,
                cause);
        this.retryCount = retryCount;
    }

    /** Answers the index of the last attempt, 0 for the first, as in the reference; 0 if {@code prep} failed. */
    public int retryCount() {
        return retryCount;
    }
}
