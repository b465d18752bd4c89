package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** The run was interrupted and ended before it was through. The interrupt flag of the interrupted thread is set. */
public final class FlowCancelledException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    FlowCancelledException(Visit visit, @Nullable Exception cause) {
        super(visit.description() + " was interrupted", visit, cause);
    }
}
