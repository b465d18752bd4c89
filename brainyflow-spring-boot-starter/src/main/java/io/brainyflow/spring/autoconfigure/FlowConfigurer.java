package io.brainyflow.spring.autoconfigure;

import io.brainyflow.BaseNode;
import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRuntime;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Gives every flow bean, a declared one as well as a user's own, the bean's name, its settings and its runtime. This is the one place that
 * knows which setting counts over which.
 */
class FlowConfigurer implements BeanPostProcessor {

    /** Held weakly, since a prototype's instances come and go. */
    private final Map<BaseNode<?, ?>, String> beanNames = Collections.synchronizedMap(new WeakHashMap<>());

    private final Settings settings;
    private final Supplier<BrainyFlowProperties> properties;
    private final Supplier<NodeBeans> nodes;
    private final Supplier<FlowRuntime> runtime;

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
            flow.rename(beanName);
            FlowSettings stated = Settings.of(properties.get(), beanName);
            FlowGraph graph = flow.graph();
            checkNodes(flow, stated);
            FlowOptions options = stated.options()
                    .withDefaults(graph.options())
                    .withDefaults(properties.get().defaults().options());
            flow.configure(options, retries(stated, flow), runtime.get());
        }
        return bean;
    }

    /** A test's mock of a flow has no graph. */
    static boolean isReal(Flow flow) {
        return flow.graph() != null;
    }

    /** Notes which bean a node is: a flow that is built in code may know it by the name of its class. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof BaseNode<?, ?> node) {
            beanNames.put(node, beanName);
        }
        return bean;
    }

    private @Nullable NodeBean bean(Flow flow, String node) {
        return nodes.get().find(beanNames.getOrDefault(flow.node(node), node));
    }

    private Map<String, RetryPolicy> retries(FlowSettings stated, Flow flow) {
        FlowGraph graph = flow.graph();
        Map<String, RetryPolicy> policies = new LinkedHashMap<>();
        for (String node : graph.nodes()) {
            if (graph.nested(node) == null) {
                NodeBean bean = bean(flow, node);
                String name = bean == null ? node : bean.name();
                policies.put(
                        node,
                        stated(stated.nodes(), node)
                                .withDefaults(stated(stated.nodes(), name))
                                .withDefaults(stated(properties.get().nodes(), name))
                                .withDefaults(bean == null ? RetryPolicy.unstated() : bean.retryPolicy())
                                .withDefaults(graph.retryPolicy(node))
                                .withDefaults(properties.get().defaults().retryPolicy()));
            }
        }
        return policies;
    }

    private static RetryPolicy stated(Map<String, NodeSettings> settings, String node) {
        @Nullable NodeSettings stated = Names.relaxed(settings, node);
        return stated == null ? RetryPolicy.unstated() : stated.retryPolicy();
    }

    private void checkNodes(Flow flow, FlowSettings stated) {
        FlowGraph graph = flow.graph();
        List<String> known = new ArrayList<>(graph.nodes());
        for (String node : graph.nodes()) {
            NodeBean bean = bean(flow, node);
            if (bean != null && !known.contains(bean.name())) {
                known.add(bean.name());
            }
        }
        for (String node : stated.nodes().keySet()) {
            String section = settings.describe("flows." + graph.name() + ".nodes." + node);
            String resolved = Names.resolve(node, known);
            if (resolved == null) {
                throw unknownNode(section, node, known);
            }
            if (graph.nodes().contains(resolved) && graph.nested(resolved) != null) {
                throw retriesOfAFlow(section, node);
            }
        }
    }

    static FailureAnalyzedException retriesOfAFlow(String section, String node) {
        return new FailureAnalyzedException(
                "The properties under " + section + " are for '" + node + "', which is a flow and is not retried.",
                "Set them for the nodes inside, under brainyflow.flows." + node + ".nodes.");
    }

    static FailureAnalyzedException unknownNode(String section, String node, Collection<String> known) {
        return new FailureAnalyzedException(
                "The properties under " + section + " are for the node '" + node + "', which does not exist. "
                        + Names.hint(node, known, "nodes"),
                "Correct the name, or remove the properties.");
    }
}
