package io.brainyflow;

import java.util.List;

/** Treats actions that have no successors and are not declared as ends, by the flow's {@link OnUnmatched}. */
final class UnmatchedActions {

    private UnmatchedActions() {}

    /**
     * Rejects the result of a visit that triggered one, where the flow says so.
     *
     * @throws NodeException if there is one
     */
    static void reject(VisitState visit, Completion completion, int retryCount) {
        List<String> unmatched = completion.unmatched();
        if (!unmatched.isEmpty()
                && visit.frame != null
                && visit.frame.graph.options().onUnmatched() == OnUnmatched.FAIL) {
            throw NodeException.ofUnmatched(
                    visit.location(), retryCount, describe(visit, visit.frame, unmatched.get(0)));
        }
    }

    /** Warns of those that the run has not warned of yet. */
    static void warn(VisitState visit, Completion completion, Warnings warnings) {
        for (String action : completion.unmatched()) {
            Frame frame = visit.frame;
            if (frame != null) {
                warnings.giveOnce(
                        () -> "A branch ended at node '" + visit.node() + "' of flow '" + visit.flow() + "': "
                                + describe(visit, frame, action),
                        visit.flow(),
                        visit.node(),
                        action);
            }
        }
    }

    private static String describe(VisitState visit, Frame frame, String action) {
        List<String> known = frame.graph.exits(visit.index).actions();
        return "it triggered " + Log.quote(action) + ", which is neither wired nor declared as an end; "
                + (known.isEmpty() ? "it has no actions" : "its actions are " + Log.quote(known));
    }
}
