package io.brainyflow.spring.observation;

import io.brainyflow.Visit;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** The common part of the contexts of observations of nodes and of flows. */
public abstract class VisitObservationContext extends Observation.Context {

    private final Visit visit;
    private @Nullable String outcome;

    VisitObservationContext(Visit visit) {
        this.visit = visit;
    }

    /** Returns the visit that is observed. */
    public Visit visit() {
        return visit;
    }

    /**
     * Returns {@code SUCCESS}, {@code FALLBACK}, {@code ERROR}, {@code CANCELLED}, or {@code SUSPENDED} where the visit goes on later,
     * or elsewhere; null while it is under way.
     */
    public @Nullable String outcome() {
        return outcome;
    }

    /** Returns the outcome as a key, none while the visit is under way: what is counted meanwhile would have a constant. */
    KeyValues outcomeKey() {
        return outcome == null ? KeyValues.empty() : KeyValues.of(BrainyFlowObservation.Key.OUTCOME.withValue(outcome));
    }

    void outcome(String outcome) {
        this.outcome = outcome;
    }
}
