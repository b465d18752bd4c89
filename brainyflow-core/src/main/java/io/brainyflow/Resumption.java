package io.brainyflow;

import java.util.List;

/** The beginning of a stretch of a run that goes on from its entries. */
final class Resumption {

    private Resumption() {}

    /** Lets the interceptors set up again what they set up when flows were entered, and starts the timers of the waits. */
    static void of(JournalingRun run) {
        VisitState at = run.traversal.root;
        try {
            for (VisitState flow : run.traversal.entered) {
                at = flow;
                new Invocation(
                                flow,
                                VisitPart.RESUME,
                                run.runtime.interceptors(),
                                () -> new Completion.Finished(List.of()))
                        .perform();
            }
        } catch (RuntimeException | Error e) {
            run.failure.add(at, e); // ends the run as any failure does
        }
        run.lock.lock();
        try {
            List.copyOf(run.traversal.waits.all()).forEach(run.waits::asked);
        } finally {
            run.lock.unlock();
        }
    }
}
