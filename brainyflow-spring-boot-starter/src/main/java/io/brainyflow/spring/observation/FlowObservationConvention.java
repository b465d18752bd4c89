package io.brainyflow.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observation of a flow's execution and gives its keys. A bean of this type replaces the default. */
public interface FlowObservationConvention extends ObservationConvention<FlowObservationContext> {

    /** Returns whether the context is one of a flow's execution. */
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof FlowObservationContext;
    }
}
