package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowRuntime;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the runs when the application ends: no more begin, and those under way get some time, before any bean is destroyed.
 */
final class FlowRuntimeLifecycle implements SmartLifecycle {

    private static final Log LOG = LogFactory.getLog(FlowRuntimeLifecycle.class);

    /**
     * After the web server has let requests in flight end, which is Boot's default phase less 1024, and before it is
     * stopped, which is 2048 less.
     */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024 - 512;

    /** What a node that heeds its interrupt needs at most to end. */
    private static final Duration CANCELLATION = Duration.ofSeconds(2);

    private final FlowRuntime runtime;
    private final Duration patience;
    private volatile boolean running;

    FlowRuntimeLifecycle(FlowRuntime runtime, Duration patience) {
        this.runtime = runtime;
        this.patience = patience;
    }

    /** A user may have made the runtime that is everybody's the application's; nobody can close that. */
    @Override
    public void start() {
        if (runtime != FlowRuntime.plain()) {
            runtime.open();
            running = true;
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            int left = runtime.close(Duration.ZERO);
            if (left > 0) {
                LOG.info("Waiting up to " + patience + " for " + left + " run(s) of flows to end");
                left = runtime.close(patience);
            }
            if (left > 0) {
                LOG.warn(left + " run(s) of flows are still under way after " + patience + " and are cancelled; raise"
                        + " brainyflow.shutdown.await-termination-period to give them more time");
                runtime.cancelRuns("the application is ending");
                left = runtime.close(CANCELLATION);
            }
            if (left > 0) {
                LOG.warn(left + " cancelled run(s) of flows do not end; what their nodes use is closed now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("The wait for run(s) of flows to end was interrupted; what their nodes use is closed now");
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
