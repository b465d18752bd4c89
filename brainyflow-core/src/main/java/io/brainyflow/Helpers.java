package io.brainyflow;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of a concurrent run. One may wait in an executor's queue long after the run has ended, so all that it holds
 * is this, and this lets go of the run.
 */
final class Helpers {

    private static final System.Logger LOG = System.getLogger(Helpers.class.getName());

    private static final int VISITS_WITHOUT_ASKING = 100;

    private volatile @Nullable ConcurrentRun run;

    /** How many were submitted and have not begun. Guarded by the run's lock, as is the rest of what is counted here. */
    private int awaited;

    /** Asking an executor that has just refused costs more than a visit. */
    private int visitsUntilAskingAgain;

    Helpers(ConcurrentRun run) {
        this.run = run;
    }

    void dismiss() {
        run = null;
    }

    /** Answers how many helpers more so many ready visits could use, and awaits them. */
    int want(int ready) {
        if (visitsUntilAskingAgain > 0) {
            visitsUntilAskingAgain--;
            return 0;
        }
        int wanted = Math.max(0, ready - awaited);
        awaited += wanted;
        return wanted;
    }

    /** Takes note of so many that will not come. */
    void refused(int number) {
        awaited -= number;
        visitsUntilAskingAgain = VISITS_WITHOUT_ASKING;
    }

    /** Takes note of one that has come. */
    void begun() {
        awaited--;
    }

    /**
     * Submits so many helpers, and answers how many were taken. An executor that refuses one, or that runs it in the
     * calling thread, is not offered more: those who are there perform the visits.
     */
    int submit(int wanted, FlowRuntime runtime) {
        for (int taken = 0; taken < wanted; taken++) {
            Helper helper = new Helper();
            try {
                runtime.execute(helper);
            } catch (RejectedExecutionException e) {
                return taken;
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The executor of branches, or its task decorator, threw; the run goes on without it",
                        e);
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

        /** Notes that the helper is out of the submitting thread's hands, and answers whether it ran in it already. */
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
            ConcurrentRun helped = run;
            if (helped != null) {
                helped.help();
            }
        }
    }
}
