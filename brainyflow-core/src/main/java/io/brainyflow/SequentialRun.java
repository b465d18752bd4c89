package io.brainyflow;

/** Performs one visit after the other on the calling thread. */
final class SequentialRun extends Run {

    SequentialRun(Flow flow, Memory memory, String id) {
        super(flow, memory, id);
    }

    @Override
    void performAll(Performer performer) {
        Visit visit = traversal.root;
        try {
            for (visit = traversal.next(); visit != null; visit = traversal.next()) {
                complete(visit, performer.perform(visit));
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            failedAt = visit;
        }
    }
}
