package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a step of a node fails, which ends the run unless the failure is collected or has successors. The cause is what
 * the node threw; there is none if the engine detected the error, such as an {@linkplain OnUnmatched#FAIL unmatched action}.
 */
public final class NodeException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    /** Stands for the class of what was thrown where the engine found the fault, which no successor gets to see. */
    private static final String NOT_CAUGHT = NodeException.class.getName();

    private final transient Failure failure;
    private final int retryCount;

    NodeException(Location at, String step, int retryCount, int attempts, Throwable cause) {
        this(at, retryCount, new Failure(at.node(), step, attempts, cause));
    }

    private NodeException(Location at, int retryCount, Failure failure) {
        super(
                at.description() + " failed in " + failure.step()
                        + (failure.step().startsWith("exec") ? ", attempt " + (retryCount + 1) : "") + ": "
                        + failure.message(),
                at,
                failure.cause());
        this.failure = failure;
        this.retryCount = retryCount;
    }

    /** Returns the failure of a visit that triggered an action which leads nowhere. */
    static NodeException ofUnmatched(Location at, int retryCount, String unmatched) {
        return new NodeException(at, retryCount, new Failure(at.node(), "post", NOT_CAUGHT, unmatched, 0, null));
    }

    /** Returns the failure of a visit in a process that is gone. */
    static NodeException ofEntry(Location at, Failure failure) {
        return new NodeException(at, Math.max(0, failure.attempts() - 1), failure);
    }

    @Override
    @Nullable
    Failure caught() {
        String thrown = failure.exceptionClass();
        return thrown.equals(NOT_CAUGHT) || thrown.equals(ReservedActionException.class.getName()) ? null : failure;
    }

    @Override
    Failure toFailure() {
        return failure;
    }

    /** Returns the index of the last attempt, 0 for the first, as in the reference; 0 if {@code prep} failed. */
    public int retryCount() {
        return retryCount;
    }
}
