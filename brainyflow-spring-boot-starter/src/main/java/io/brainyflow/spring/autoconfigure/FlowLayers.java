package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a flow and its nodes, with their origins.
 *
 * @param origins where start and type come from
 * @param options the limits and rules of the flow
 * @param retries by node, those that are flows left out
 * @param others by node, its other settings: whether it is a join, and how long it waits for an answer
 */
record FlowLayers(
        Map<String, Supplier<String>> origins,
        SettingLayers<FlowOptions> options,
        Map<String, SettingLayers<RetryPolicy>> retries,
        Map<String, SettingLayers<Map<String, Object>>> others) {

    static final String START = "start";
    static final String TYPE = "type";
    static final String JOIN = "join";
    static final String ANSWER_WITHIN = "answerWithin";

    /** Returns whether each node is a join. */
    Map<String, Boolean> joinsInForce() {
        Map<String, Boolean> inForce = new LinkedHashMap<>();
        others.forEach((node, stated) ->
                inForce.put(node, Boolean.TRUE.equals(stated.inForce().get(JOIN))));
        return inForce;
    }

    /** Returns the time limits of waits, by node, if set. */
    Map<String, Duration> answerWithinInForce() {
        Map<String, Duration> inForce = new LinkedHashMap<>();
        others.forEach((node, stated) -> {
            if (stated.inForce().get(ANSWER_WITHIN) instanceof Duration time) {
                inForce.put(node, time);
            }
        });
        return inForce;
    }

    /** Returns where a setting of the flow comes from, or of one of its nodes. */
    String origin(@Nullable String node, String setting, Object value) {
        if (node != null) {
            SettingLayers<?> layers =
                    setting.equals(JOIN) || setting.equals(ANSWER_WITHIN) ? others.get(node) : retries.get(node);
            return layers == null ? SettingLayers.CODE : layers.origin(setting, value);
        }
        Supplier<String> origin = origins.get(setting);
        return origin == null ? options.origin(setting, value) : origin.get();
    }
}
