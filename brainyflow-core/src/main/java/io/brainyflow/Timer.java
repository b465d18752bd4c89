package io.brainyflow;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls back when some time has passed. */
interface Timer {

    /** Schedules a short callback after the time, on any thread, and returns what cancels it. */
    Runnable set(Duration time, Runnable callback);

    /** Returns the clock of the engine, one daemon thread for all. */
    static Timer shared() {
        return Shared.CLOCK;
    }

    /** Made when it is first asked for. */
    final class Shared {

        private static final ScheduledThreadPoolExecutor TIMER =
                new ScheduledThreadPoolExecutor(1, task -> DaemonThreads.create("brainyflow-timer", task));

        static {
            TIMER.setRemoveOnCancelPolicy(true);
        }

        private static final Timer CLOCK = (time, callback) -> {
            Future<?> pending = TIMER.schedule(callback, TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
            return () -> pending.cancel(false);
        };

        private Shared() {}
    }
}
