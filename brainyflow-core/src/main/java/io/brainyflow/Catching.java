package io.brainyflow;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines which flows a failed visit ends, with which failure, and in which flow around them other branches go on. */
final class Catching {

    private Catching() {}

    /** Returns whether a run goes on where a visit of the flow has failed. */
    static boolean goesOnAfter(Frame frame, BrainyFlowException failure) {
        boolean endsRun = failure instanceof VisitLimitException || failure instanceof FlowCancelledException;
        return frame.cancelled || (!endsRun && (frame.graph.options().collects() || around(frame, failure) != null));
    }

    /** Fails the flow, and those around it up to one in which others go on; returns the last of these. */
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

    /** Returns what a flow fails with when it is left, or null if it does not. */
    static @Nullable BrainyFlowException failureToLeaveWith(Frame frame) {
        if (frame.cancelled) {
            return frame.failure == null ? new FlowCancelledException(frame.owner.location(), null) : frame.failure;
        }
        if (frame.failures.isEmpty()) {
            return null;
        }
        List<BrainyFlowException> inOrder = frame.failures.stream()
                .sorted(Comparator.comparing(Frame.Failure::visit, TreeOrder.INSTANCE))
                .map(Frame.Failure::failure)
                .toList();
        return new BranchesFailedException(frame.owner.location(), frame.graph.name(), inOrder, frame.tree);
    }

    /** Returns whether a visit has ended because its thread was interrupted, so that nothing came of it. */
    static boolean isCutShort(VisitState visit, @Nullable Throwable thrown) {
        boolean isOfItsFlow = visit.inside != null && visit.inside.cancelled && visit.inside.failure == null;
        return thrown instanceof FlowCancelledException && !isOfItsFlow;
    }

    /** Returns whether a visit, which is no flow's that is being left, is in a flow that was ended by something else. */
    static boolean isOfCancelledFlow(VisitState visit) {
        return visit.frame != null && visit.frame.cancelled && visit.inside == null;
    }
}
