package io.brainyflow.spring.observation;

import io.brainyflow.Visit;

/** The context of the observation of one execution of a flow. */
public final class FlowObservationContext extends VisitObservationContext {

    FlowObservationContext(Visit visit) {
        super(visit);
    }
}
