package io.brainyflow.spring.observation;

import io.brainyflow.Visit;

/** What is known of one visit of a node while it is observed. */
public final class NodeObservationContext extends VisitObservationContext {

    NodeObservationContext(Visit visit) {
        super(visit);
    }
}
