package io.brainyflow.spring.observation;

import io.micrometer.common.KeyValues;

/** The names and keys that the documentation lists for a flow's execution. */
public class DefaultFlowObservationConvention implements FlowObservationConvention {

    /** Creates the convention. */
    public DefaultFlowObservationConvention() {}

    /** Returns {@code brainyflow.flow}. */
    @Override
    public String getName() {
        return "brainyflow.flow";
    }

    /** Returns the name of a span: that of the flow. */
    @Override
    public String getContextualName(FlowObservationContext context) {
        return flow(context);
    }

    /** Returns the flow, and the outcome when the flow has ended. */
    @Override
    public KeyValues getLowCardinalityKeyValues(FlowObservationContext context) {
        return context.outcomeKey().and(BrainyFlowObservation.Key.FLOW.withValue(flow(context)));
    }

    /** Returns the id of the run. */
    @Override
    public KeyValues getHighCardinalityKeyValues(FlowObservationContext context) {
        return KeyValues.of(
                BrainyFlowObservation.Key.RUN_ID.withValue(context.visit().runId()));
    }

    private static String flow(FlowObservationContext context) {
        String executed = context.visit().executes();
        return executed == null ? context.visit().flow() : executed;
    }
}
