package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The run was cancelled, or interrupted, and ended before it was through. If a thread was interrupted from outside, its flag
 * is set.
 */
public final class FlowCancelledException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final boolean requested;

    FlowCancelledException(Visit visit, @Nullable Throwable cause) {
        super(visit.description() + " was interrupted", visit, cause);
        this.requested = false;
    }

    private FlowCancelledException(Visit root, String reason, boolean requested) {
        super("Run " + root.runId() + " of flow '" + root.node() + "' was cancelled: " + reason, root, null);
        this.requested = requested;
    }

    static FlowCancelledException ofRequest(Visit root, String reason) {
        return new FlowCancelledException(root, reason, true);
    }

    static FlowCancelledException ofDeadline(Visit root, Duration deadline) {
        return new FlowCancelledException(root, "its deadline of " + deadline + " has passed", false);
    }

    /** Returns whether the caller, or the application, asked for it. */
    boolean requested() {
        return requested;
    }
}
