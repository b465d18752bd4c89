package io.brainyflow;

import java.util.concurrent.ConcurrentMap;

/** Performs one visit after the other, and between any two of them has the traversal written down and read back. */
final class SteppedRun extends Run {

    private final ConcurrentMap<String, Object> global;

    SteppedRun(Flow flow, ConcurrentMap<String, Object> global) {
        super(flow, Memory.over(global), "stepped");
        this.global = global;
    }

    @Override
    void performAll(Performer performer) {
        Visit visit = null;
        try {
            for (visit = traversal.next(); visit != null; visit = traversal.next()) {
                complete(visit, performer.perform(visit));
                traversal = TraversalNotes.of(traversal).restore(flow, Memory.over(global));
            }
        } catch (RuntimeException e) {
            failure = e;
            failedAt = visit;
        }
    }
}
