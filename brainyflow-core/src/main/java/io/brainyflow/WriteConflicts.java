package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** Treats conflicts among the branches of a parallel flow, by the flow's {@link OnConflict}. */
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

    /** Returns what a flow has failed with that is through, or null if that was no conflict. */
    static @Nullable WriteConflictException failure(VisitState visit, Frame inside) {
        try {
            check(visit, inside, new Warnings());
            return null;
        } catch (WriteConflictException e) {
            return e;
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
