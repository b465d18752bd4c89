package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRuntime;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Gives every flow bean, a declared one as well as a user's own, the bean's name, its settings and its runtime. This is the one place that
 * knows which setting counts over which.
 */
class FlowConfigurer implements BeanPostProcessor {

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
            checkNodes(beanName, stated, graph);
            FlowOptions options = stated.options()
                    .withDefaults(graph.options())
                    .withDefaults(properties.get().defaults().options());
            flow.configure(options, retries(stated, graph), runtime.get());
        }
        return bean;
    }

    /** A test's mock of a flow has no graph. */
    static boolean isReal(Flow flow) {
        return flow.graph() != null;
    }

    private Map<String, RetryPolicy> retries(FlowSettings flow, FlowGraph graph) {
        Map<String, RetryPolicy> policies = new LinkedHashMap<>();
        for (String node : graph.nodes()) {
            if (graph.nested(node) == null) {
                NodeBean bean = nodes.get().find(node);
                policies.put(
                        node,
                        stated(flow.nodes(), node)
                                .withDefaults(stated(properties.get().nodes(), node))
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

    private void checkNodes(String flow, FlowSettings stated, FlowGraph graph) {
        for (String node : stated.nodes().keySet()) {
            if (Names.resolve(node, graph.nodes()) == null) {
                throw unknownNode(settings.describe("flows." + flow + ".nodes." + node), node, graph.nodes());
            }
            if (graph.nested(String.valueOf(Names.resolve(node, graph.nodes()))) != null) {
                throw retriesOfAFlow(settings.describe("flows." + flow + ".nodes." + node), node);
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
