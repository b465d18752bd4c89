package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.spring.actuate.SettingsInForce;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings in force, as {@link RetrySettings} and {@link OptionSettings} describe them, with their origins. */
final class EffectiveSettings implements SettingsInForce {

    private final Origins origins;

    /** The origin of a setting with a value; the node is null for a setting of the flow. */
    @FunctionalInterface
    interface Origins {
        String origin(String flow, @Nullable String node, String setting, Object value);
    }

    EffectiveSettings(Origins origins) {
        this.origins = origins;
    }

    @Override
    public Map<String, Setting> of(Flow flow) {
        FlowGraph graph = flow.graph();
        Map<String, Setting> shown = new LinkedHashMap<>();
        add(shown, flow, null, FlowLayers.START, graph.start());
        add(shown, flow, null, FlowLayers.TYPE, graph.parallel() ? "parallel" : "sequential");
        OptionSettings.ALL.forEach(setting -> {
            if (graph.parallel() || !OptionSettings.PARALLEL_ONLY.contains(setting)) {
                Object value = setting.inForce().apply(graph.options());
                boolean isUnset = value == null && setting == OptionSettings.MAX_CONCURRENCY;
                add(shown, flow, null, setting.name(), isUnset ? flow.runtime().maxConcurrency() : value);
            }
        });
        return shown;
    }

    @Override
    public Map<String, Setting> of(Flow flow, String node) {
        FlowGraph graph = flow.graph();
        Map<String, Setting> shown = new LinkedHashMap<>();
        if (graph.isRetryable(node)) {
            RetrySettings.ALL.forEach(setting ->
                    add(shown, flow, node, setting.name(), setting.inForce().apply(graph.retryPolicy(node))));
        }
        graph.answerWithin(node).ifPresent(time -> add(shown, flow, node, FlowLayers.ANSWER_WITHIN, time));
        if (graph.isJoin(node)) {
            add(shown, flow, node, FlowLayers.JOIN, true);
        }
        return shown;
    }

    private void add(
            Map<String, Setting> shown, Flow flow, @Nullable String node, String name, @Nullable Object value) {
        if (value != null) {
            shown.put(
                    name, new Setting(shown(value), origins.origin(flow.graph().name(), node, name, value)));
        }
    }

    private static Object shown(Object value) {
        if (value instanceof Enum<?> rule) {
            return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value.equals(Integer.MAX_VALUE) || value.equals(Long.MAX_VALUE) ? "unlimited" : value;
    }
}
