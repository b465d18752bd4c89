package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * The run was cancelled, or interrupted, and ended before it was through. If a thread was interrupted from outside, its flag
 * is set.
 */
public final class FlowCancelledException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    FlowCancelledException(Visit visit, @Nullable Exception cause) {
        super(visit.description() + " was interrupted", visit, cause);
    }

    private FlowCancelledException(String message, Visit root) {
        super(message, root, null);
    }

    static FlowCancelledException ofRun(Visit root, String reason) {
        return new FlowCancelledException(
                "Run " + root.runId() + " of flow '" + root.node() + "' was cancelled: " + reason, root);
    }
}
