package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** Which of the flows around a failed visit has others go on, and which are ended by the failure. */
final class Catching {

    private Catching() {}

    /** Returns whether a run goes on where a visit of the flow has failed. */
    static boolean goesOnAfter(Frame frame, BrainyFlowException failure) {
        boolean endsRun = failure instanceof VisitLimitException || failure instanceof FlowCancelledException;
        return frame.cancelled || (!endsRun && (frame.graph.collects() || around(frame, failure) != null));
    }

    /** Has the flow fail, and those around it up to one in which others go on; returns the last of these. */
    static Frame failOutermost(Frame frame, BrainyFlowException failure) {
        Frame around = around(frame, failure);
        Frame outermost = frame;
        for (Frame failed = frame; failed != null && failed != around; failed = failed.owner.frame) {
            failed.failWith(failure);
            outermost = failed;
        }
        return outermost;
    }

    /** Returns the innermost flow in which others go on when a flow that is a node there fails. */
    private static @Nullable Frame around(Frame frame, BrainyFlowException failure) {
        Frame inner = frame;
        Frame around = frame.owner.frame;
        while (around != null && !around.catches(inner.owner, failure)) {
            inner = around;
            around = around.owner.frame;
        }
        return around;
    }
}
