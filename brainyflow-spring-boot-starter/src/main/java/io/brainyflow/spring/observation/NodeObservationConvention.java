package io.brainyflow.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observation of a node's visit and gives its keys. A bean of this type replaces the default. */
public interface NodeObservationConvention extends ObservationConvention<NodeObservationContext> {

    /** Returns whether the context is one of a node's visit. */
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof NodeObservationContext;
    }
}
