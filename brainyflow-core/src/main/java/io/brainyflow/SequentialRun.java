package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs one visit after the other on the calling thread. */
final class SequentialRun extends Run {

    private @Nullable Performer performer;
    private boolean ended;

    SequentialRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, null, options);
    }

    @Override
    void performAll(Performer performer) {
        begin(performer);
        VisitState visit = traversal.root;
        try {
            for (visit = traversal.next(); visit != null && !failure.hasHappened(); visit = traversal.next()) {
                perform(performer, visit);
            }
        } catch (RuntimeException | Error e) {
            fail(visit, e);
        }
        end(performer);
    }

    private void perform(Performer performer, VisitState visit) {
        Completion completion;
        try {
            completion = performer.perform(visit);
        } catch (BrainyFlowException e) {
            if (!failure.hasHappened() && traversal.fail(visit, e)) {
                return;
            }
            throw e;
        }
        complete(visit, completion);
    }

    private synchronized void begin(Performer performer) {
        this.performer = performer;
    }

    private synchronized void fail(@Nullable VisitState visit, Throwable thrown) {
        failure.add(visit, thrown);
    }

    private synchronized void end(Performer performer) {
        ended = true;
        performer.endInterruption();
    }

    /** What the interrupted visit makes of it does not matter. */
    @Override
    synchronized boolean cancel(FlowCancelledException why) {
        if (ended || failure.hasHappened()) {
            return false;
        }
        VisitState latest = latest();
        failure.add(latest == null ? traversal.root : latest, why);
        if (performer != null) {
            performer.interrupt();
        }
        return true;
    }

    @Override
    void pause(Performer performer, VisitState visit, Duration time) throws InterruptedException {
        runtime.timing().pause().sleep(time);
    }
}
