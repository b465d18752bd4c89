package io.brainyflow.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations, with their names and keys. */
public enum BrainyFlowObservation implements ObservationDocumentation {

    /** One visit of a node, which may itself be a flow. */
    NODE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultNodeObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[] {Key.FLOW, Key.NODE, Key.OUTCOME};
        }
    },

    /** One execution of a flow, as a root or as a node of another. */
    FLOW {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultFlowObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[] {Key.FLOW, Key.OUTCOME};
        }
    };

    /** The keys of the observations; all are of low cardinality but the last. */
    public enum Key implements KeyName {
        /** The name of the flow that the node stands in, or that is executed. */
        FLOW("brainyflow.flow"),
        /** The name of the node. */
        NODE("brainyflow.node"),
        /**
         * {@code SUCCESS}, {@code FALLBACK} (a success whose result the fallback gave), {@code ERROR} or {@code CANCELLED};
         * there when the visit has ended.
         */
        OUTCOME("outcome"),
        /** The id of the run; of high cardinality, so in traces only. */
        RUN_ID("brainyflow.run.id");

        private final String text;

        Key(String text) {
            this.text = text;
        }

        /** Returns the key as it is written. */
        @Override
        public String asString() {
            return text;
        }
    }

    /** Returns the key of high cardinality: {@link Key#RUN_ID}. */
    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return new KeyName[] {Key.RUN_ID};
    }
}
