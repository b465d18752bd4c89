package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRuntime;
import io.brainyflow.FlowSetup;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Gives every flow bean, a declared one as well as a user's own, the bean's name, its settings and its runtime. This is
 * the one place that knows which setting counts over which.
 */
class FlowConfigurer implements BeanPostProcessor {

    private static final String JOIN = "join";

    private final Map<String, Configured> configured = new ConcurrentHashMap<>();
    private final RetryChecks retryChecks = new RetryChecks();
    private final Settings settings;
    private final Supplier<BrainyFlowProperties> properties;
    private final Supplier<NodeBeans> nodes;
    private final Supplier<FlowRuntime> runtime;

    private record Configured(
            Layers<FlowOptions> options,
            Map<String, Layers<RetryPolicy>> retries,
            Map<String, Layers<Map<String, Object>>> joins) {}

    FlowConfigurer(
            Settings settings,
            Supplier<BrainyFlowProperties> properties,
            Supplier<NodeBeans> nodes,
            Supplier<FlowRuntime> runtime) {
        this.settings = settings;
        this.properties = properties;
        this.nodes = nodes;
        this.runtime = runtime;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof Flow flow && isReal(flow)) {
            configure(flow, NodeBeanNamer.withoutScope(beanName));
        }
        return bean;
    }

    private void configure(Flow flow, String name) {
        FlowSetup.nameNode(flow, name);
        FlowSettings stated = Settings.of(properties.get(), name);
        checkNodes(flow, name, stated);
        checkParallel(flow, name, stated.maxConcurrency(), "maxConcurrency");
        checkParallel(flow, name, stated.onConflict(), "onConflict");
        Configured layers = new Configured(options(flow, name), retries(flow, name), joins(flow, name));
        Map<String, RetryPolicy> policies = new LinkedHashMap<>();
        layers.retries().forEach((node, retries) -> {
            retryChecks.check(node, retries);
            policies.put(node, retries.inForce());
        });
        Map<String, Boolean> joins = new LinkedHashMap<>();
        layers.joins()
                .forEach((node, join) ->
                        joins.put(node, Boolean.TRUE.equals(join.inForce().get(JOIN))));
        FlowSetup.create()
                .name(name)
                .options(layers.options().inForce())
                .retries(policies)
                .joins(joins)
                .runtime(runtime.get())
                .applyTo(flow);
        configured.put(name, layers);
    }

    /** A test's mock of a flow has no graph. */
    static boolean isReal(Flow flow) {
        return flow.graph() != null;
    }

    /** Answers where a setting of a flow bean, or of a node in one, comes from. */
    String origin(String flow, @Nullable String node, String setting, Object value) {
        Configured layers = configured.get(flow);
        if (layers == null) {
            return Layers.CODE;
        }
        if (node != null && setting.equals(JOIN)) {
            Layers<Map<String, Object>> joins = layers.joins().get(node);
            return joins == null ? Layers.CODE : joins.origin(setting, value);
        }
        if (node != null) {
            Layers<RetryPolicy> retries = layers.retries().get(node);
            return retries == null ? Layers.CODE : retries.origin(setting, value);
        }
        return switch (setting) {
            case "start" -> startOrigin(flow);
            case "type" -> typeOrigin(flow);
            default -> layers.options().origin(setting, value);
        };
    }

    private String startOrigin(String flow) {
        if (Settings.of(properties.get(), flow).start() != null) {
            return property(section(flow), "start");
        }
        NodeBean start = nodes.get().startOf(flow);
        return start == null ? Layers.CODE : annotation(start);
    }

    private String typeOrigin(String flow) {
        FlowSettings stated = Settings.of(properties.get(), flow);
        if (stated.type() != null) {
            return property(section(flow), "type");
        }
        if (!isDeclared(flow)) {
            return Layers.CODE;
        }
        return properties.get().defaults().type() == null ? Layers.DEFAULT : property("defaults", "type");
    }

    /** Answers whether properties or annotations say where the flow starts, and so how it is wired. */
    private boolean isDeclared(String flow) {
        return Settings.of(properties.get(), flow).start() != null
                || nodes.get().startOf(flow) != null;
    }

    private Layers<FlowOptions> options(Flow flow, String name) {
        return Layers.ofOptions()
                .then(Settings.of(properties.get(), name).options(), setting -> property(section(name), setting))
                .then(flow.graph().options(), setting -> Layers.CODE)
                .thenForAll(properties.get().defaults().options(), setting -> property("defaults", setting));
    }

    private Map<String, Layers<RetryPolicy>> retries(Flow flow, String name) {
        FlowGraph graph = flow.graph();
        Map<String, Layers<RetryPolicy>> layers = new LinkedHashMap<>();
        for (String node : graph.nodes()) {
            if (graph.nested(node) == null) {
                NodeBean bean = bean(flow, node);
                layers.put(node, retries(graph, name, node, bean));
            }
        }
        return layers;
    }

    private Layers<RetryPolicy> retries(FlowGraph graph, String flow, String node, @Nullable NodeBean bean) {
        Map<String, NodeSettings> inFlow = Settings.of(properties.get(), flow).nodes();
        String section = section(flow) + ".nodes";
        String name = bean == null ? node : bean.name();
        Layers<RetryPolicy> layers = Layers.ofRetries();
        add(layers, inFlow, section, node, NodeSettings::retryPolicy);
        add(layers, inFlow, section, name, NodeSettings::retryPolicy);
        add(layers, properties.get().nodes(), "nodes", name, NodeSettings::retryPolicy);
        if (bean != null) {
            layers.then(bean.retryPolicy(), setting -> annotation(bean));
        }
        return layers.then(graph.retryPolicy(node), setting -> Layers.CODE)
                .thenForAll(properties.get().defaults().retryPolicy(), setting -> property("defaults", setting));
    }

    /** What an annotation states holds in all declared flows; one that is built in code states its joins itself. */
    private Map<String, Layers<Map<String, Object>>> joins(Flow flow, String flowName) {
        FlowGraph graph = flow.graph();
        FlowSettings stated = Settings.of(properties.get(), flowName);
        boolean declared = isDeclared(flowName);
        String section = section(flowName) + ".nodes";
        Map<String, Layers<Map<String, Object>>> joins = new LinkedHashMap<>();
        for (String node : graph.nodes()) {
            NodeBean bean = bean(flow, node);
            String name = bean == null ? node : bean.name();
            Layers<Map<String, Object>> layers = Layers.ofNamed();
            add(layers, stated.nodes(), section, node, FlowConfigurer::join);
            add(layers, stated.nodes(), section, name, FlowConfigurer::join);
            add(layers, properties.get().nodes(), "nodes", name, FlowConfigurer::join);
            if (bean != null && declared && bean.join()) {
                layers.then(Map.of(JOIN, true), setting -> annotation(bean));
            }
            joins.put(node, layers.then(graph.isJoin(node) ? Map.of(JOIN, true) : Map.of(), setting -> Layers.CODE));
        }
        return joins;
    }

    private static Map<String, Object> join(NodeSettings settings) {
        return settings.join() == null ? Map.of() : Map.of(JOIN, settings.join());
    }

    private <S> void add(
            Layers<S> layers,
            Map<String, NodeSettings> stated,
            String section,
            String node,
            Function<NodeSettings, S> of) {
        String key = Names.relaxedKey(stated.keySet(), node);
        NodeSettings settings = key == null ? null : stated.get(key);
        if (settings != null) {
            layers.then(of.apply(settings), setting -> property(section + "." + key, setting));
        }
    }

    private String section(String flow) {
        String key = Names.relaxedKey(properties.get().flows().keySet(), flow);
        return "flows." + (key == null ? flow : key);
    }

    private String property(String section, String setting) {
        return "property " + settings.describe(section, setting);
    }

    private static String annotation(NodeBean node) {
        return "annotation @FlowNode on " + node.source();
    }

    /** Returns the bean that a node is: a flow that is built in code may have given it another name. */
    private @Nullable NodeBean bean(Flow flow, String node) {
        String name = flow.node(node).name();
        return nodes.get().find(name == null ? node : name);
    }

    private void checkParallel(Flow flow, String name, @Nullable Object stated, String setting) {
        if (stated != null && !flow.graph().parallel()) {
            throw new MisconfigurationException(
                    "Property " + settings.describe(section(name), setting) + " is of flow '" + name
                            + "', which is sequential and has one node under way at a time.",
                    "Set type: parallel for the flow, or leave the property out.");
        }
    }

    private void checkNodes(Flow flow, String name, FlowSettings stated) {
        FlowGraph graph = flow.graph();
        List<String> known = new ArrayList<>(graph.nodes());
        for (String node : graph.nodes()) {
            NodeBean bean = bean(flow, node);
            if (bean != null && !known.contains(bean.name())) {
                known.add(bean.name());
            }
        }
        for (String node : stated.nodes().keySet()) {
            String section = settings.describe("flows." + name + ".nodes." + node);
            String resolved = Names.resolve(node, known);
            if (resolved == null) {
                String unknown = "the node '" + node + "', which flow '" + name + "' does not have. "
                        + Names.hint(node, known, "nodes")
                        + (stated.successors().isEmpty()
                                ? ""
                                : " Its successors in properties replace all that annotations wire.");
                settings.rejectUnlessVariable("flows." + name + ".nodes." + node, unknown);
                continue;
            }
            if (graph.nodes().contains(resolved) && graph.nested(resolved) != null) {
                checkNoRetries(stated.nodes().get(node), () -> section, node);
            }
        }
    }

    /** A flow that is a node can be a join, but is not retried. */
    static void checkNoRetries(@Nullable NodeSettings stated, Supplier<String> section, String node) {
        if (stated != null && !stated.retries().byKey().isEmpty()) {
            throw new MisconfigurationException(
                    "The properties under " + section.get() + " are for '" + node
                            + "', which is a flow and is not retried.",
                    "Set them for the nodes inside, under brainyflow.flows." + node + ".nodes.");
        }
    }
}
