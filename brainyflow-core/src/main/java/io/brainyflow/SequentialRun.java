package io.brainyflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs one visit after the other on the calling thread. */
final class SequentialRun extends Run {

    private volatile @Nullable FlowCancelledException cancelled;
    private @Nullable Performer performer;
    private boolean ended;

    SequentialRun(Flow flow, Memory memory, RunOptions options) {
        super(flow, memory, null, options);
    }

    @Override
    void performAll(Performer performer) {
        begin(performer);
        Visit visit = traversal.root;
        try {
            for (visit = traversal.next(); visit != null; visit = traversal.next()) {
                if (cancelled != null) {
                    throw cancelled;
                }
                perform(performer, visit);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            failedAt = visit;
        }
        end(performer);
    }

    private void perform(Performer performer, Visit visit) {
        Completion completion;
        try {
            completion = performer.perform(visit);
        } catch (BrainyFlowException e) {
            if (cancelled == null && traversal.fail(visit, e)) {
                return;
            }
            throw e;
        }
        complete(visit, completion);
    }

    private synchronized void begin(Performer performer) {
        this.performer = performer;
    }

    /** What an interrupted node makes of it does not matter: the run was cancelled. An error does. */
    private synchronized void end(Performer performer) {
        ended = true;
        performer.endInterruption();
        Throwable thrown = failure;
        if (cancelled != null && cancelled != thrown && !(thrown instanceof Error)) {
            if (thrown != null && !(thrown instanceof FlowCancelledException)) {
                BrainyFlowException.suppress(cancelled, thrown);
            }
            failure = cancelled;
        }
    }

    @Override
    synchronized boolean cancel(FlowCancelledException why) {
        if (ended || cancelled != null) {
            return false;
        }
        cancelled = why;
        if (performer != null) {
            performer.interrupt();
        }
        return true;
    }

    @Override
    void pause(Performer performer, Visit visit, Duration time) throws InterruptedException {
        runtime.timing().pause().sleep(time);
    }
}
