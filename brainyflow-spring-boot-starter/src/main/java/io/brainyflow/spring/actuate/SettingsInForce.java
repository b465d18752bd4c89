package io.brainyflow.spring.actuate;

import io.brainyflow.Flow;
import java.util.Map;

/** Describes the settings of flows and nodes that are in force. */
public interface SettingsInForce {

    /**
     * A setting that is in force.
     *
     * @param value the value
     * @param origin the word "default" or "code", an annotation with its class, or a property with its location
     */
    record Setting(Object value, String origin) {}

    /** Returns the settings of a flow, by name. */
    Map<String, Setting> of(Flow flow);

    /** Returns the settings of a node in a flow, by name; of one that is a flow, only whether it is a join. */
    Map<String, Setting> of(Flow flow, String node);
}
