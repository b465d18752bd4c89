package io.brainyflow.spring.observation;

import io.micrometer.common.KeyValues;

/** The names and keys that the documentation lists for a node's visit. */
public class DefaultNodeObservationConvention implements NodeObservationConvention {

    /** Creates the convention. */
    public DefaultNodeObservationConvention() {}

    /** Returns {@code brainyflow.node}. */
    @Override
    public String getName() {
        return "brainyflow.node";
    }

    /** Returns the name of a span: {@code flow/node}. */
    @Override
    public String getContextualName(NodeObservationContext context) {
        return context.visit().flow() + "/" + context.visit().node();
    }

    /** Returns flow and node; when the visit has ended, the outcome alone, since the others are known. */
    @Override
    public KeyValues getLowCardinalityKeyValues(NodeObservationContext context) {
        if (context.outcome() != null) {
            return context.outcomeKey();
        }
        return KeyValues.of(
                BrainyFlowObservation.Key.FLOW.withValue(context.visit().flow()),
                BrainyFlowObservation.Key.NODE.withValue(context.visit().node()));
    }

    /** Returns the id of the run; nothing when the visit has ended, since it is known. */
    @Override
    public KeyValues getHighCardinalityKeyValues(NodeObservationContext context) {
        if (context.outcome() != null) {
            return KeyValues.empty();
        }
        return KeyValues.of(
                BrainyFlowObservation.Key.RUN_ID.withValue(context.visit().runId()));
    }
}
