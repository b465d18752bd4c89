package io.brainyflow;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of a concurrent run. A helper may stay in an executor's queue long after the run has ended, so it references
 * only this object, which then drops its reference to the run.
 */
final class Helpers {

    /** Asking an executor that has just refused costs more than a visit, and it may have threads again a moment later. */
    private static final long PAUSE_NANOS = 1_000_000;

    private volatile @Nullable Runnable help;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** The most helpers that one thread submits before it performs its own visit. */
    private static final int MOST = 1 << 20;

    /** How many were submitted and have not begun. Guarded by the run's lock, as is the rest of what is counted here. */
    private int submitted;

    private int standingBy;

    /**
     * How many may be awaited at once. Of threads that are the engine's own, one for each processor will do as long as visits are
     * performed, since no more could begin; where helpers begin and no visit ends, visits block, and the number is doubled each
     * time. A user's executor is offered all that are of use at once: it may start more threads only when its queue is full.
     */
    private int mostAwaited;

    private long performedBefore;
    private final boolean ownThreads;

    /** Whether it was warned that the executor threw: one line for a run is enough. */
    private volatile boolean warned;

    private boolean wasRefused;
    private long refusedAt;
    private final LongSupplier nanoTime;

    /** Creates the helpers of a run; {@code help} lets the calling thread take part in it. */
    Helpers(FlowRuntime runtime, Runnable help) {
        this.help = help;
        this.nanoTime = runtime.timing().nanoTime();
        this.ownThreads = runtime.hasOwnThreads();
        this.mostAwaited = ownThreads ? PROCESSORS : MOST;
    }

    void dismiss() {
        help = null;
    }

    /** Returns how many additional helpers to submit for the ready visits. */
    int want(int ready) {
        if (wasRefused && ready > 0) {
            if (nanoTime.getAsLong() - refusedAt < PAUSE_NANOS) {
                return 0;
            }
            wasRefused = false;
        }
        int wanted = Math.max(0, Math.min(ready, mostAwaited) - awaited());
        submitted += wanted;
        return wanted;
    }

    private int awaited() {
        return submitted + standingBy;
    }

    /** Records how many of those that were wanted will not come. */
    void refused(int number) {
        submitted -= number;
        wasRefused = true;
        refusedAt = nanoTime.getAsLong();
    }

    /** Returns whether some were submitted and have not begun, or stand by. */
    boolean areAwaited() {
        return awaited() > 0;
    }

    /** Notes that one has begun; {@code performed} is the number of visits performed by then. */
    void begun(long performed) {
        submitted--;
        if (ownThreads) {
            mostAwaited = performed == performedBefore ? Math.min(2 * mostAwaited, MOST) : PROCESSORS;
        }
        performedBefore = performed;
    }

    /** Notes that one stands by. */
    void standsBy() {
        standingBy++;
    }

    /** Notes that one takes part again. */
    void isBack() {
        standingBy--;
    }

    /**
     * Submits helpers, and returns how many were taken. An executor that refuses one, that cannot create a thread, or that
     * runs it in the calling thread, is not offered more: those who are there perform the visits.
     */
    int submit(int wanted, FlowRuntime runtime) {
        for (int taken = 0; taken < wanted; taken++) {
            Helper helper = new Helper();
            try {
                runtime.execute(helper);
            } catch (RejectedExecutionException e) {
                return taken;
            } catch (RuntimeException | Error e) {
                if (!warned) {
                    warned = true;
                    Log.warn(
                            "The executor of branches, or its task decorator, threw an exception; the run continues without it",
                            e);
                }
                return taken;
            }
            if (helper.submitted()) {
                return taken;
            }
        }
        return wanted;
    }

    private final class Helper implements Runnable {

        private final Thread submitter = Thread.currentThread();
        private boolean inSubmitter;
        private volatile boolean submitted;

        /** Notes that the helper has been submitted, and returns whether it already ran in the submitting thread. */
        boolean submitted() {
            submitted = true;
            return inSubmitter;
        }

        /** Does nothing in the submitting thread, which goes on with the visits itself and would only nest them here. */
        @Override
        public void run() {
            if (!submitted && Thread.currentThread() == submitter) {
                inSubmitter = true;
                return;
            }
            Runnable helping = help;
            if (helping != null) {
                helping.run();
            }
        }
    }
}
