package io.brainyflow;

/** What becomes of conflicts among the branches of a parallel flow, by the flow's {@link OnConflict}. */
final class WriteConflicts {

    private WriteConflicts() {}

    /**
     * Looks for conflicts in a flow that is through.
     *
     * @throws WriteConflictException if there is one, and the flow fails by it
     */
    static void check(VisitState visit, Frame inside, Warnings warnings) {
        if (inside.conflicts != null) {
            for (ConflictDetector.Conflict conflict : inside.conflicts.detect()) {
                if (inside.graph.options().onConflict() == OnConflict.FAIL) {
                    throw new WriteConflictException(visit.location(), conflict);
                }
                warn(inside, conflict, warnings);
            }
        }
    }

    /** Warns of conflicts in a flow that has failed otherwise, and whose writes stay. */
    static void warn(Frame inside, Warnings warnings) {
        if (inside.conflicts != null) {
            inside.conflicts.detect().forEach(conflict -> warn(inside, conflict, warnings));
        }
    }

    private static void warn(Frame inside, ConflictDetector.Conflict conflict, Warnings warnings) {
        if (inside.graph.options().onConflict() != OnConflict.IGNORE) {
            warnings.giveOnce(conflict::describe, conflict.key());
        }
    }
}
