package io.brainyflow.spring.observation;

import io.brainyflow.Visit;

/** What is known of one visit of a node while it is observed. */
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
