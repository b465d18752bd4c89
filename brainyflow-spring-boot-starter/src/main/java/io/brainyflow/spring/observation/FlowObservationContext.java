package io.brainyflow.spring.observation;

import io.brainyflow.Visit;

/** What is known of one execution of a flow while it is observed. */
public final class FlowObservationContext extends VisitObservationContext {

    FlowObservationContext(Visit visit) {
        super(visit);
    }
}
