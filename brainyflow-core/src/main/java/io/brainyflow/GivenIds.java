package io.brainyflow;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The ids that callers have given to runs that are active. Thread-safe. */
final class GivenIds {

    private final ConcurrentMap<String, ActiveRun> runs = new ConcurrentHashMap<>();

    /**
     * Adds the id of a run that is about to begin, if it was given one.
     *
     * @throws IllegalStateException if one of the same id is active
     */
    void add(ActiveRun run) {
        String id = run.givenId();
        if (id != null && runs.putIfAbsent(id, run) != null) {
            throw new IllegalStateException("Flow '" + run.flowName() + "' was not run: a run of the id "
                    + Log.quote(id) + " is active; give each run an id of its own, or wait until that one has ended");
        }
    }

    /** Frees the id for another run; does nothing if another has it already. */
    void remove(ActiveRun run) {
        String id = run.givenId();
        if (id != null) {
            runs.remove(id, run);
        }
    }
}
