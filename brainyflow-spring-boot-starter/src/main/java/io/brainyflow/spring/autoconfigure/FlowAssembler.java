package io.brainyflow.spring.autoconfigure;

import io.brainyflow.BaseNode;
import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Builds the declared flows of node beans. At the end of start-up it asks for every flow, lazy or not, so that a wrong
 * wiring stops the application and not a request.
 */
class FlowAssembler implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;
    private final BrainyFlowProperties properties;
    private final Settings settings;
    private final Deque<String> underWay = new ArrayDeque<>();
    private @Nullable NodeBeans nodes;

    FlowAssembler(ConfigurableListableBeanFactory beans, BrainyFlowProperties properties, Settings settings) {
        this.beans = beans;
        this.properties = properties;
        this.settings = settings;
    }

    static FlowType type(FlowSettings flow, BrainyFlowProperties properties) {
        FlowType type = flow.type() == null ? properties.defaults().type() : flow.type();
        return type == null ? FlowType.SEQUENTIAL : type;
    }

    /** Returns the properties as they are when flows are made: some come later than their declarations. */
    BrainyFlowProperties properties() {
        return properties;
    }

    NodeBeans nodes() {
        if (nodes == null) {
            nodes = NodeBeans.in(beans, settings.placeholders());
        }
        return nodes;
    }

    /** Returns what annotations and properties state of the edges of flows. */
    FlowWiring wiring() {
        return new FlowWiring(properties, settings, nodes());
    }

    /** Returns a flow as annotations and properties wire it; settings come with the {@link FlowConfigurer}. */
    Flow assemble(String name) {
        FlowSettings flow = Settings.of(properties, name);
        FlowWiring wiring = wiring();
        NodeBean start = wiring.start(name);
        List<FlowWiring.Edge> edges = wiring.edges(name);
        FlowBuilder builder = Flow.builder(name);
        boolean parallel = type(flow, properties) == FlowType.PARALLEL;
        AotCheck.checkType(name, parallel, Objects.requireNonNullElse(beans.getType(name, false), Flow.class));
        if (parallel) {
            builder.parallel();
        }
        Map<String, BaseNode<?, ?>> members = new LinkedHashMap<>();
        underWay.push(name);
        try {
            builder.start(member(name, start, builder, members));
            for (FlowWiring.Edge edge : edges) {
                BaseNode<?, ?> from = member(name, edge.from(), builder, members);
                if (edge.to() == null) {
                    builder.end(from, edge.action());
                } else {
                    builder.on(from, edge.action(), member(name, edge.to(), builder, members));
                }
            }
        } finally {
            underWay.pop();
        }
        return builder.build();
    }

    private BaseNode<?, ?> member(
            String flow, NodeBean node, FlowBuilder builder, Map<String, BaseNode<?, ?>> members) {
        BaseNode<?, ?> member = members.get(node.name());
        if (member == null) {
            member = node.scope() == NodeBean.Scope.SINGLETON ? bean(flow, node) : perVisit(node);
            members.put(node.name(), member);
            builder.node(node.name(), member);
            stateEffects(node, member, builder);
        }
        return member;
    }

    private static void stateEffects(NodeBean node, BaseNode<?, ?> member, FlowBuilder builder) {
        try {
            if (node.repeatable()) {
                builder.repeatable((Node<?, ?>) member);
            }
            if (node.transactional()) {
                builder.transactional((Node<?, ?>) member);
            }
        } catch (IllegalArgumentException e) {
            throw new MisconfigurationException(
                    "@FlowNode on " + node.source() + " is wrong: " + e.getMessage() + ".", "Leave it out.", e);
        }
    }

    /** A prototype is the visit's own, any other scope keeps its instances. */
    private Node<?, ?> perVisit(NodeBean node) {
        if (node.isFlow()) {
            throw new MisconfigurationException(
                    "Flow '" + node.name() + "' (" + node.source() + ") is not a singleton, and so cannot be a node of"
                            + " another flow.",
                    "Remove its scope: a flow holds no state of a run.");
        }
        if (node.isWait()) {
            throw new MisconfigurationException(
                    "Wait '" + node.name() + "' (" + node.source()
                            + ") is not a singleton: its instance would be gone when" + " the answer comes.",
                    "Remove its scope, and keep the state of a run in the memory.");
        }
        if (node.scope() == NodeBean.Scope.OTHER
                && owner(node.targetName()).getRegisteredScope(node.scopeName()) == null) {
            throw new MisconfigurationException(
                    "Node '" + node.name() + "' (" + node.source() + ") has the scope '" + node.scopeName()
                            + "', which this application does not have.",
                    "Remove the scope, or register it: those of requests and sessions exist in web applications only.");
        }
        RetryPolicy retries = RetryPolicy.create();
        Consumer<Node<?, ?>> disposal = instance -> {};
        if (node.scope() == NodeBean.Scope.PROTOTYPE) {
            disposal = instance -> owner(node.targetName()).destroyBean(node.targetName(), instance);
            Node<?, ?> example = instance(node);
            retries = example.retryPolicy();
            disposal.accept(example);
        }
        return Node.perVisit(node.name(), retries, () -> instance(node), disposal);
    }

    /** Returns the factory of the context that declares the bean: this one or a parent's. */
    private ConfigurableListableBeanFactory owner(String beanName) {
        ConfigurableListableBeanFactory owner = beans;
        while (!owner.containsBeanDefinition(beanName)
                && owner.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent) {
            owner = parent;
        }
        return owner;
    }

    private Node<?, ?> instance(NodeBean node) {
        return (Node<?, ?>) require(node, beans.getBean(node.targetName()));
    }

    /** A method that returns null makes a bean of a hidden class, which is equal to null. */
    @SuppressWarnings("EqualsNull")
    private static boolean isNull(Object bean) {
        return bean.equals(null);
    }

    private static BaseNode<?, ?> require(NodeBean node, Object bean) {
        if (bean instanceof BaseNode<?, ?> member) {
            return member;
        }
        if (isNull(bean)) {
            throw new MisconfigurationException(
                    "Node '" + node.name() + "' (" + node.source() + ") is null.",
                    "Return a node from the method, or remove the node from the flow.");
        }
        throw new MisconfigurationException(
                "Node '" + node.name() + "' (" + node.source() + ") is hidden by a proxy of its interfaces: "
                        + bean.getClass().getName() + " is no node.",
                "Proxy the class: leave spring.aop.proxy-target-class at true, or set"
                        + " proxyTargetClass = true where the proxy is switched on.");
    }

    private BaseNode<?, ?> bean(String flow, NodeBean node) {
        if (underWay.contains(node.beanName())) {
            List<String> chain = new ArrayList<>(List.of(node.name()));
            underWay.stream().takeWhile(name -> !name.equals(node.beanName())).forEach(name -> chain.add(1, name));
            chain.add(node.name());
            throw new MisconfigurationException(
                    "Flow '" + node.name() + "' contains itself: " + String.join(" > ", chain) + ".",
                    "Wire the flow's start node instead of the flow, to loop within it.");
        }
        BaseNode<?, ?> member = require(node, beans.getBean(node.beanName()));
        if (beans.containsBeanDefinition(node.beanName())) {
            beans.registerDependentBean(node.beanName(), flow);
        }
        return member;
    }

    /** Returns the flows of the context by bean name, without mocks and without those whose scope comes and goes. */
    static Map<String, Flow> flows(ListableBeanFactory beans) {
        Map<String, Flow> flows = new TreeMap<>();
        for (String name : beans.getBeanNamesForType(Flow.class, false, true)) {
            if (!beans.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(name))) {
                Flow flow = beans.getBean(name, Flow.class);
                if (FlowConfigurer.isReal(flow)) {
                    flows.put(name, flow);
                }
            }
        }
        return flows;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, Flow> flows = flows(beans);
        if (AotDetector.useGeneratedArtifacts()) {
            AotCheck.check(settings, properties, flows);
        }
        for (NodeBean node : nodes().all()) {
            Object instance = beans.getSingleton(node.beanName());
            if (instance != null) {
                NodeBeanReader.checkDeclaredType(node, instance);
            }
        }
        Set<String> known = new TreeSet<>(nodes().names());
        flows.values().forEach(flow -> known.addAll(flow.graph().nodes()));
        for (String node : properties.nodes().keySet()) {
            if (NameMatcher.resolve(node, known) == null) {
                settings.rejectUnlessVariable(
                        "nodes." + node,
                        "the node '" + node + "', which does not exist. "
                                + NameMatcher.hint(node, known, "nodes and flows"));
                continue;
            }
            NodeBean bean = nodes().find(node);
            if (bean != null && bean.isFlow()) {
                new FlowChecks(settings, properties, nodes()).checkNoRetries(node);
            }
        }
    }
}
