package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowRuntime;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the runs when the application ends: no more begin, and those under way get some time, before any bean is destroyed.
 */
final class FlowRuntimeLifecycle implements SmartLifecycle {

    /**
     * After the web server has let requests in flight end, which is Boot's default phase less 1024, and before it is
     * stopped, which is 2048 less.
     */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024 - 512;

    /** The longest time that a node which heeds its interrupt needs to end. */
    private static final Duration CANCELLATION = Duration.ofSeconds(2);

    private final FlowRuntime runtime;
    private final Duration patience;
    private volatile boolean running;

    /** Whether the runs were ended since the last start. */
    private volatile boolean ended;

    FlowRuntimeLifecycle(FlowRuntime runtime, Duration patience) {
        this.runtime = runtime;
        this.patience = patience;
    }

    /** The application may use the runtime that is shared by the whole JVM, which cannot be closed. */
    @Override
    public void start() {
        if (runtime != FlowRuntime.plain()) {
            runtime.open();
            running = true;
            ended = false;
        }
    }

    @Override
    public void stop() {
        running = false;
        end(() -> {
            int left = runtime.close(Duration.ZERO);
            if (left > 0) {
                StarterLog.LOG.info("Waiting up to " + patience + " for " + left + " run(s) of flows to end");
                left = runtime.close(patience);
            }
            if (left > 0) {
                StarterLog.LOG.warn(left + " run(s) of flows are still active after " + patience
                        + " and are cancelled; raise brainyflow.shutdown.await-termination-period to give them more"
                        + " time");
            }
            return left;
        });
    }

    /** Ends the runs where this was not started, as at a start that fails. */
    void endUnlessStarted() {
        if (runtime != FlowRuntime.plain() && !running && !ended) {
            end(() -> runtime.close(Duration.ZERO));
        }
    }

    FlowRuntime runtime() {
        return runtime;
    }

    private interface Closing {
        int close() throws InterruptedException;
    }

    /** Closes the runtime, and cancels the runs that are left then. */
    private void end(Closing closing) {
        ended = true;
        try {
            int left = closing.close();
            int waiting = runtime.cancelRuns("the application is ending") - left;
            if (waiting > 0) {
                StarterLog.LOG.warn(waiting + " run(s) of flows waited for an answer, and are lost, since they were in"
                        + " memory");
            }
            if (left + waiting > 0) {
                left = runtime.close(CANCELLATION);
            }
            if (left > 0) {
                StarterLog.LOG.warn(left + " cancelled run(s) of flows do not end; beans that their nodes use are"
                        + " destroyed now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            StarterLog.LOG.warn(
                    "The wait for run(s) of flows to end was interrupted; beans that their nodes use are destroyed now");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** A pause, as of a test's context that is not in use, is no end. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
