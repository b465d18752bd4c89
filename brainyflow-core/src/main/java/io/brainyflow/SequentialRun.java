package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs one visit after the other on the calling thread. */
final class SequentialRun extends Run {

    private @Nullable Worker worker;
    private boolean ended;

    SequentialRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, null, options);
    }

    @Override
    void performAll(Worker worker) {
        start(worker);
        VisitState visit = traversal.root;
        try {
            VisitState next = traversal.next();
            while (next != null && !failure.hasHappened()) {
                visit = next;
                next = perform(worker, visit);
                if (next == null) {
                    next = traversal.next();
                }
            }
        } catch (RuntimeException | Error e) {
            fail(visit, e);
        }
        finish(worker);
    }

    private @Nullable VisitState perform(Worker worker, VisitState visit) {
        Completion completion;
        try {
            completion = worker.perform(visit);
        } catch (BrainyFlowException e) {
            if (!failure.hasHappened() && traversal.fail(visit, e)) {
                return null;
            }
            throw e;
        }
        VisitState next = advance(visit, completion);
        if (next == null) {
            complete(visit, completion);
        }
        return next;
    }

    private synchronized void start(Worker worker) {
        this.worker = worker;
    }

    private synchronized void fail(@Nullable VisitState visit, Throwable thrown) {
        failure.add(visit, thrown);
    }

    private synchronized void finish(Worker worker) {
        ended = true;
        worker.endInterruption();
    }

    /** What the interrupted visit makes of it does not matter. */
    @Override
    synchronized boolean cancel(FlowCancelledException why) {
        if (ended || failure.hasHappened()) {
            return false;
        }
        VisitState latest = latest();
        failure.add(latest == null ? traversal.root : latest, why);
        if (worker != null) {
            worker.interrupt();
        }
        return true;
    }

    @Override
    void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException {
        runtime.timing().pause().sleep(time);
    }
}
