package io.brainyflow.spring.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/** The names and keys that the documentation lists for a node's visit. */
public class DefaultNodeObservationConvention implements NodeObservationConvention {

    /** Makes the convention. */
    public DefaultNodeObservationConvention() {}

    /** Answers {@code brainyflow.node}. */
    @Override
    public String getName() {
        return "brainyflow.node";
    }

    /** Answers the name of a span: {@code flow/node}. */
    @Override
    public String getContextualName(NodeObservationContext context) {
        return context.visit().flow() + "/" + context.visit().node();
    }

    /** Answers flow, node and outcome; when the visit has ended, the outcome alone, since the others are known. */
    @Override
    public KeyValues getLowCardinalityKeyValues(NodeObservationContext context) {
        KeyValue outcome = BrainyFlowObservation.Key.OUTCOME.withValue(context.outcome());
        if (context.hasEnded()) {
            return KeyValues.of(outcome);
        }
        return KeyValues.of(
                BrainyFlowObservation.Key.FLOW.withValue(context.visit().flow()),
                BrainyFlowObservation.Key.NODE.withValue(context.visit().node()),
                outcome);
    }

    /** Answers the id of the run; nothing when the visit has ended, since it is known. */
    @Override
    public KeyValues getHighCardinalityKeyValues(NodeObservationContext context) {
        if (context.hasEnded()) {
            return KeyValues.empty();
        }
        return KeyValues.of(
                BrainyFlowObservation.Key.RUN_ID.withValue(context.visit().runId()));
    }
}
