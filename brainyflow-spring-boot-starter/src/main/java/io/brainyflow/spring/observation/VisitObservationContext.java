package io.brainyflow.spring.observation;

import io.brainyflow.Visit;
import io.micrometer.observation.Observation;

/** What the observations of nodes and of flows have in common. */
public abstract class VisitObservationContext extends Observation.Context {

    private static final String UNKNOWN = "UNKNOWN";

    private final Visit visit;
    private String outcome = UNKNOWN;

    VisitObservationContext(Visit visit) {
        this.visit = visit;
    }

    /** Answers the visit that is observed. */
    public Visit visit() {
        return visit;
    }

    /** Answers {@code SUCCESS}, {@code ERROR} or {@code CANCELLED}, and {@code UNKNOWN} while it is under way. */
    public String outcome() {
        return outcome;
    }

    /** Answers whether the outcome is known. */
    boolean hasEnded() {
        return !UNKNOWN.equals(outcome);
    }

    void outcome(String outcome) {
        this.outcome = outcome;
    }
}
