package io.brainyflow.spring.observation;

import io.brainyflow.Visit;

/** The context of the observation of one visit of a node. */
public final class NodeObservationContext extends VisitObservationContext {

    private boolean fallback;

    NodeObservationContext(Visit visit) {
        super(visit);
    }

    /** Returns whether the fallback gave the visit's result. */
    boolean hasFallback() {
        return fallback;
    }

    void noteFallback() {
        fallback = true;
    }
}
