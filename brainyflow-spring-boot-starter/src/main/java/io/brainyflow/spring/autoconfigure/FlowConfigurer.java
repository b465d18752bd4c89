package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuntime;
import io.brainyflow.FlowSetup;
import io.brainyflow.RetryPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Gives every flow bean, a declared one as well as a user's own, the bean's name, its settings and its runtime. */
class FlowConfigurer implements BeanPostProcessor {

    private final Map<String, FlowLayers> configured = new ConcurrentHashMap<>();
    private final RetryChecks retryChecks = new RetryChecks();
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
            configure(flow, NodeBeanNamer.withoutScope(beanName));
        }
        return bean;
    }

    /** Configures what a factory bean makes, which is seen by this method only. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Flow flow
                && !AopUtils.isAopProxy(bean)
                && isReal(flow)
                && !configured.containsKey(NodeBeanNamer.withoutScope(beanName))) {
            configure(flow, NodeBeanNamer.withoutScope(beanName));
        }
        return bean;
    }

    private void configure(Flow flow, String name) {
        FlowSetup.nameNode(flow, name);
        new FlowChecks(settings, properties.get(), nodes.get()).check(flow, name);
        FlowLayers layers = new Precedence(settings, properties.get(), nodes.get()).of(flow, name);
        Map<String, RetryPolicy> retries = new LinkedHashMap<>();
        layers.retries().forEach((node, ofNode) -> {
            retryChecks.check(node, ofNode);
            retries.put(node, ofNode.inForce());
        });
        FlowSetup.create()
                .name(name)
                .options(layers.options().inForce())
                .retries(retries)
                .answerWithin(layers.answerWithinInForce())
                .joins(layers.joinsInForce())
                .runtime(runtime.get())
                .applyTo(flow);
        configured.put(name, layers);
    }

    /** Returns whether the flow has a graph, as all have but a test's mock of one. */
    static boolean isReal(Flow flow) {
        return flow.graph() != null;
    }

    /** Returns where a setting of a flow bean, or of a node in one, comes from. */
    String origin(String flow, @Nullable String node, String setting, Object value) {
        FlowLayers layers = configured.get(flow);
        return layers == null ? SettingLayers.CODE : layers.origin(node, setting, value);
    }
}
