package io.brainyflow.spring;

import io.brainyflow.Flow;
import java.util.Map;

/** The application's flows, for engines that find the flow of a run by its name. */
@FunctionalInterface
public interface FlowBeans {

    /** Returns the flows by the names of their beans, in the order of the names. Makes those that are not there yet. */
    Map<String, Flow> all();
}
