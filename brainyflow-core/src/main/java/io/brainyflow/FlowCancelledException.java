package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a run is cancelled or interrupted before it has completed. If a thread was interrupted from outside, its flag
 * is set.
 */
public final class FlowCancelledException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final boolean requested;
    private final boolean ofRun;

    FlowCancelledException(Location at, @Nullable Throwable cause) {
        super(at.description() + " was interrupted", at, cause);
        this.requested = false;
        this.ofRun = false;
    }

    private FlowCancelledException(String run, Location root, String reason, boolean requested) {
        super("Run " + run + " of flow '" + root.node() + "' was cancelled: " + reason, root, null);
        this.requested = requested;
        this.ofRun = true;
    }

    static FlowCancelledException ofRequest(String run, Location root, String reason) {
        return new FlowCancelledException(run, root, reason, true);
    }

    static FlowCancelledException ofDeadline(String run, Location root, Duration deadline) {
        return new FlowCancelledException(run, root, "its deadline of " + deadline + " has passed", false);
    }

    /** Recreates the exception that a run ended with in an earlier process. */
    static FlowCancelledException ofEntry(Location root, String message, boolean requested) {
        return new FlowCancelledException(root, message, requested);
    }

    private FlowCancelledException(Location root, String message, boolean requested) {
        super(message, root, null);
        this.requested = requested;
        this.ofRun = true;
    }

    /** Returns whether the run as a whole was cancelled: on request or by its deadline, and not by an interrupt. */
    boolean ofRun() {
        return ofRun;
    }

    /** Returns whether the caller or the application requested the cancellation; false for a deadline or an interrupt. */
    public boolean requested() {
        return requested;
    }
}
