package io.brainyflow;

import java.time.Duration;
import java.util.concurrent.ConcurrentMap;

/** Performs one visit after the other, and between any two of them has the traversal written down and read back. */
final class SteppedRun extends Run {

    private final ConcurrentMap<String, Object> global;

    SteppedRun(Flow flow, ConcurrentMap<String, Object> global) {
        super(flow, Memory.over(global), RunOptions.create().withRunId("stepped"));
        this.global = global;
    }

    @Override
    boolean cancel(FlowCancelledException why) {
        throw new UnsupportedOperationException();
    }

    @Override
    void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException {
        runtime.timing().pause().sleep(time);
    }

    @Override
    void performAll(Worker worker) {
        VisitState visit = null;
        try {
            for (visit = traversal.next(); visit != null; visit = traversal.next()) {
                complete(visit, worker.perform(visit));
                traversal = TraversalNotes.of(traversal).restore(flow, Memory.over(global));
            }
        } catch (RuntimeException e) {
            failure.add(visit, e);
        }
    }
}
