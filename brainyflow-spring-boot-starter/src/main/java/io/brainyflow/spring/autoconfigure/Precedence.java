package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows which setting overrides which: first the properties of a node in its flow, then those of the node, its annotation, the
 * code that built it, and last the defaults.
 */
final class Precedence {

    private final Settings settings;
    private final BrainyFlowProperties properties;
    private final NodeBeans nodes;

    Precedence(Settings settings, BrainyFlowProperties properties, NodeBeans nodes) {
        this.settings = settings;
        this.properties = properties;
        this.nodes = nodes;
    }

    /** Returns the settings of the flow. */
    FlowLayers of(Flow flow, String name) {
        Map<String, SettingLayers<RetryPolicy>> retries = new LinkedHashMap<>();
        Map<String, SettingLayers<Map<String, Object>>> others = new LinkedHashMap<>();
        for (String node : flow.graph().nodes()) {
            NodeBean bean = nodes.of(flow, node);
            others.put(node, others(flow.graph(), name, node, bean));
            if (flow.graph().isRetryable(node)) {
                retries.put(node, retries(flow.graph(), name, node, bean));
            }
        }
        return new FlowLayers(
                Map.of(FlowLayers.START, () -> startOrigin(name), FlowLayers.TYPE, () -> typeOrigin(name)),
                options(flow, name),
                retries,
                others);
    }

    private String startOrigin(String flow) {
        if (Settings.of(properties, flow).start() != null) {
            return property(section(flow), FlowLayers.START);
        }
        NodeBean start = nodes.startOf(flow);
        return start == null ? SettingLayers.CODE : annotation(start);
    }

    private String typeOrigin(String flow) {
        if (Settings.of(properties, flow).type() != null) {
            return property(section(flow), FlowLayers.TYPE);
        }
        if (!isDeclared(flow)) {
            return SettingLayers.CODE;
        }
        return properties.defaults().type() == null ? SettingLayers.DEFAULT : property("defaults", FlowLayers.TYPE);
    }

    /** Returns whether properties or annotations state where the flow starts, and so how it is wired. */
    private boolean isDeclared(String flow) {
        return Settings.of(properties, flow).start() != null || nodes.startOf(flow) != null;
    }

    private SettingLayers<FlowOptions> options(Flow flow, String name) {
        return SettingLayers.ofOptions()
                .then(OptionSettings.of(Settings.of(properties, name)), setting -> property(section(name), setting))
                .then(flow.graph().options(), setting -> SettingLayers.CODE)
                .thenForAll(OptionSettings.of(properties.defaults()), setting -> property("defaults", setting));
    }

    private SettingLayers<RetryPolicy> retries(FlowGraph graph, String flow, String node, @Nullable NodeBean bean) {
        SettingLayers<RetryPolicy> layers =
                ofProperties(SettingLayers.ofRetries(), flow, node, bean, RetrySettings::of);
        if (bean != null) {
            layers.then(bean.retryPolicy(), setting -> annotation(bean));
        }
        return layers.then(graph.retryPolicy(node), setting -> SettingLayers.CODE)
                .thenForAll(RetrySettings.of(properties.defaults()), setting -> property("defaults", setting));
    }

    private SettingLayers<Map<String, Object>> others(
            FlowGraph graph, String flow, String node, @Nullable NodeBean bean) {
        SettingLayers<Map<String, Object>> layers =
                ofProperties(SettingLayers.ofNamed(), flow, node, bean, of -> named(of.join(), of.answerWithin()));
        if (bean != null) {
            // That a node is a join holds in all declared flows; one that is built in code states its joins itself.
            Boolean join = (bean.join() && isDeclared(flow)) ? true : null;
            layers.then(named(join, bean.answerWithin()), setting -> annotation(bean));
        }
        return layers.then(
                named(graph.isJoin(node) ? true : null, graph.answerWithin(node).orElse(null)),
                setting -> SettingLayers.CODE);
    }

    /** Returns the set values, by the name of the setting. */
    private static Map<String, Object> named(@Nullable Boolean join, @Nullable Duration answerWithin) {
        Map<String, Object> named = new HashMap<>();
        if (join != null) {
            named.put(FlowLayers.JOIN, join);
        }
        if (answerWithin != null) {
            named.put(FlowLayers.ANSWER_WITHIN, answerWithin);
        }
        return named;
    }

    /** Adds what properties state of a node: in its flow, by the name that it has there or by its bean's, and in all flows. */
    private <S> SettingLayers<S> ofProperties(
            SettingLayers<S> layers, String flow, String node, @Nullable NodeBean bean, Function<NodeSettings, S> of) {
        FlowSettings stated = Settings.of(properties, flow);
        String name = bean == null ? node : bean.name();
        String inFlow = section(flow) + ".nodes";
        add(layers, stated.nodes(), inFlow, node, of);
        add(layers, stated.nodes(), inFlow, name, of);
        add(layers, properties.nodes(), "nodes", name, of);
        return layers;
    }

    private <S> void add(
            SettingLayers<S> layers,
            Map<String, NodeSettings> stated,
            String section,
            String node,
            Function<NodeSettings, S> of) {
        String key = NameMatcher.relaxedKey(stated.keySet(), node);
        NodeSettings ofNode = key == null ? null : stated.get(key);
        if (key != null && ofNode != null) {
            layers.then(of.apply(ofNode), setting -> property(KnownKeys.section(section, key), setting));
        }
    }

    private String section(String flow) {
        return Settings.section(properties, flow);
    }

    private String property(String section, String setting) {
        return "property " + settings.describe(section, setting);
    }

    private static String annotation(NodeBean node) {
        return "annotation @FlowNode on " + node.source();
    }
}
