package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is stated of a flow and its nodes, by whom.
 *
 * @param origins where start and type come from
 * @param options the limits and rules of the flow
 * @param retries by node, those that are flows left out
 * @param joins by node, whether it is a join
 */
record FlowLayers(
        Map<String, Supplier<String>> origins,
        SettingLayers<FlowOptions> options,
        Map<String, SettingLayers<RetryPolicy>> retries,
        Map<String, SettingLayers<Map<String, Object>>> joins) {

    static final String START = "start";
    static final String TYPE = "type";
    static final String JOIN = "join";

    /** Returns whether each node is a join. */
    Map<String, Boolean> joinsInForce() {
        Map<String, Boolean> inForce = new LinkedHashMap<>();
        joins.forEach((node, join) ->
                inForce.put(node, Boolean.TRUE.equals(join.inForce().get(JOIN))));
        return inForce;
    }

    /** Returns where a setting of the flow comes from, or of one of its nodes. */
    String origin(@Nullable String node, String setting, Object value) {
        if (node != null) {
            SettingLayers<?> layers = setting.equals(JOIN) ? joins.get(node) : retries.get(node);
            return layers == null ? SettingLayers.CODE : layers.origin(setting, value);
        }
        Supplier<String> origin = origins.get(setting);
        return origin == null ? options.origin(setting, value) : origin.get();
    }
}
