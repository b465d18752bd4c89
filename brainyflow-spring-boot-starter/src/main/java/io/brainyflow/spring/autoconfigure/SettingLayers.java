package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The settings of one node or flow from several sources: the effective values, and the origin of each. */
final class SettingLayers<S> {

    static final String CODE = "code";
    static final String DEFAULT = "default";

    private final S none;
    private final BinaryOperator<S> withDefaults;
    private final Function<S, Map<String, Object>> stated;
    private final List<Layer<S>> layers = new ArrayList<>();

    /** The settings of one source; the weakest are those of all nodes and flows. */
    private record Layer<S>(S settings, UnaryOperator<String> origin, boolean ofAll) {}

    private SettingLayers(S none, BinaryOperator<S> withDefaults, Function<S, Map<String, Object>> stated) {
        this.none = none;
        this.withDefaults = withDefaults;
        this.stated = stated;
    }

    static SettingLayers<RetryPolicy> ofRetries() {
        return new SettingLayers<>(RetryPolicy.create(), RetryPolicy::withDefaults, RetryPolicy::stated);
    }

    static SettingLayers<FlowOptions> ofOptions() {
        return new SettingLayers<>(FlowOptions.create(), FlowOptions::withDefaults, FlowOptions::stated);
    }

    /** Returns layers of settings that are said by name, such as whether a node is a join. */
    static SettingLayers<Map<String, Object>> ofNamed() {
        return new SettingLayers<>(
                Map.of(),
                (settings, defaults) -> {
                    Map<String, Object> all = new HashMap<>(defaults);
                    all.putAll(settings);
                    return all;
                },
                Function.identity());
    }

    /**
     * Adds what counts where those before state nothing.
     *
     * @param origin returns the origin of a setting, given its name
     */
    SettingLayers<S> then(S settings, UnaryOperator<String> origin) {
        layers.add(new Layer<>(settings, origin, false));
        return this;
    }

    /** Adds what holds for all nodes or flows where those before state nothing. */
    SettingLayers<S> thenForAll(S settings, UnaryOperator<String> origin) {
        layers.add(new Layer<>(settings, origin, true));
        return this;
    }

    /** Returns whether the setting is set only for all nodes or flows, and not for this one. */
    boolean isStatedForAll(String setting) {
        return layers.stream()
                .filter(layer -> stated.apply(layer.settings()).containsKey(setting))
                .findFirst()
                .map(Layer::ofAll)
                .orElse(false);
    }

    S inForce() {
        return layers.stream().map(Layer::settings).reduce(none, withDefaults);
    }

    /** Returns where the value comes from; one that no layer explains was set by code since. */
    String origin(String setting, Object value) {
        for (Layer<S> layer : layers) {
            Object here = stated.apply(layer.settings()).get(setting);
            if (here != null) {
                return here.equals(value) ? layer.origin().apply(setting) : CODE;
            }
        }
        return DEFAULT;
    }
}
