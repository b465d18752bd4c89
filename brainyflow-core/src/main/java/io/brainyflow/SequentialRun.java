package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs one visit after the other on the calling thread. */
class SequentialRun extends Run {

    private @Nullable Worker worker;

    SequentialRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, options);
    }

    @Override
    boolean performAll(Worker worker) {
        start(worker);
        VisitState visit = traversal.root;
        try {
            VisitState next = traversal.next();
            while (next != null && !failure.hasHappened()) {
                visit = next;
                next = perform(worker, visit);
                if (next == null && !failure.hasHappened()) {
                    next = traversal.next();
                }
            }
        } catch (RuntimeException | Error e) {
            end(visit, e);
        }
        finish(worker);
        return true;
    }

    /** Performs a visit, and returns the one that follows if its turn has come by that. */
    @Nullable
    VisitState perform(Worker worker, VisitState visit) {
        Completion completion;
        try {
            completion = worker.perform(visit);
        } catch (RuntimeException | Error e) {
            fail(visit, e);
            return null;
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

    final synchronized void fail(VisitState visit, Throwable thrown) {
        failure.record(traversal, visit, thrown);
    }

    private synchronized void end(VisitState visit, Throwable thrown) {
        failure.add(visit, thrown);
    }

    private synchronized void finish(Worker worker) {
        failure.runIsOver();
        worker.endInterruption();
    }

    /** Whatever the interrupted visit results in does not matter. */
    @Override
    synchronized boolean cancel(FlowCancelledException why) {
        VisitState latest = latest();
        boolean cancelled = failure.cancel(latest == null ? traversal.root : latest, why);
        if (cancelled && worker != null) {
            worker.interrupt();
        }
        return cancelled;
    }

    @Override
    void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException {
        runtime.timing().pause().sleep(time);
    }
}
