package io.brainyflow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** The counts of a runtime's runs: its own, and those of the runtimes around it. The plain runtime has none. */
final class CountedRuns {

    static final CountedRuns NONE = new CountedRuns(List.of());

    /** Its own first. */
    private final List<ActiveRuns> counts;

    private CountedRuns(List<ActiveRuns> counts) {
        this.counts = counts;
    }

    static CountedRuns create() {
        return new CountedRuns(List.of(new ActiveRuns()));
    }

    CountedRuns within(CountedRuns outer) {
        List<ActiveRuns> all = new ArrayList<>(counts);
        all.addAll(outer.counts);
        return new CountedRuns(List.copyOf(all));
    }

    /** Returns its own count. */
    ActiveRuns own() {
        if (counts.isEmpty()) {
            throw new UnsupportedOperationException("The plain runtime is shared; build one to close it");
        }
        return counts.get(0);
    }

    /** The outermost comes first: it is the application's, and the one that is closed. */
    void add(ActiveRun run) {
        for (int entering = counts.size() - 1; entering >= 0; entering--) {
            try {
                counts.get(entering).add(run);
            } catch (RejectedExecutionException e) {
                counts.subList(entering + 1, counts.size()).forEach(others -> others.remove(run));
                throw e;
            }
        }
    }

    void noteWaiting() {
        counts.forEach(ActiveRuns::noteWaiting);
    }

    void remove(ActiveRun run) {
        for (ActiveRuns count : counts) {
            count.remove(run);
        }
    }
}
