package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.ParallelFlow;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean definition for each flow that an annotation or a property declares. Imported by an
 * auto-configuration, it runs when the user's definitions are known.
 */
final class FlowBeansRegistrar implements ImportBeanDefinitionRegistrar {

    /** Boot's own bean of the properties, for other beans; flows are made from a stricter and faster binding. */
    private static final String PROPERTIES = BrainyFlowProperties.PREFIX + "-" + BrainyFlowProperties.class.getName();

    private final Environment environment;
    private final Settings settings;
    private final ConfigurableListableBeanFactory beans;

    FlowBeansRegistrar(Environment environment, BeanFactory beans) {
        this.environment = environment;
        this.settings = new Settings(environment);
        this.beans = (ConfigurableListableBeanFactory) beans;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        BrainyFlowProperties properties = settings.bind();
        if (registry.containsBeanDefinition(PROPERTIES)) {
            registry.getBeanDefinition(PROPERTIES).setLazyInit(true);
        }
        NodeBeans nodes = NodeBeans.in(beans, environment);
        Map<String, NodeBean> starts = starts(nodes);
        Set<String> names = new LinkedHashSet<>(starts.keySet());
        Set<String> declared = new LinkedHashSet<>(names);
        nodes.all().stream().filter(NodeBean::isFlow).forEach(node -> declared.add(node.beanName()));
        names.addAll(flowNames(properties, declared));
        for (String name : names) {
            FlowSettings flow = Settings.of(properties, name);
            NodeBean start = starts.get(name);
            if (registry.containsBeanDefinition(name)) {
                checkUsersBean(name, flow, start, nodes);
            } else if (!isInParent(name)) {
                checkStart(name, flow, start, names);
                registry.registerBeanDefinition(name, definition(name, flow, properties, start));
            }
        }
    }

    /** A flow that a parent context has declared from the same properties or nodes is that context's. */
    private boolean isInParent(String name) {
        BeanFactory parent = beans.getParentBeanFactory();
        return parent != null && parent.containsBean(name) && parent.isTypeMatch(name, Flow.class);
    }

    private static Map<String, NodeBean> starts(NodeBeans nodes) {
        Map<String, NodeBean> starts = new LinkedHashMap<>();
        for (NodeBean node : nodes.all()) {
            NodeBean other = node.startsFlow().isEmpty() ? null : starts.putIfAbsent(node.startsFlow(), node);
            if (other != null) {
                throw new MisconfigurationException(
                        "Flow '" + node.startsFlow() + "' is started by two nodes: startsFlow names it on "
                                + other.source() + " and on " + node.source() + ".",
                        "Leave startsFlow on one of them, or name another flow.");
            }
        }
        return starts;
    }

    /** Returns the flows that properties name, in the spelling in which they are declared otherwise, if they are. */
    private static List<String> flowNames(BrainyFlowProperties properties, Set<String> declared) {
        Set<String> keys = properties.flows().keySet();
        return keys.stream()
                .filter(name -> !NameMatcher.isTwin(name, keys))
                .map(name -> Objects.requireNonNullElse(NameMatcher.resolve(name, declared), name))
                .toList();
    }

    private void checkUsersBean(String name, FlowSettings flow, @Nullable NodeBean start, NodeBeans nodes) {
        NodeBean bean = nodes.find(name);
        if (bean != null && !bean.isFlow()) {
            throw new MisconfigurationException(
                    "'" + name + "' is called both a flow and a node: the node is declared by " + bean.source() + ".",
                    "Give one of them another name. Settings of a node belong under brainyflow.nodes." + name + ".");
        }
        if (bean == null) {
            throw new MisconfigurationException(
                    "Flow '" + name + "' cannot become a bean, since there is a bean of that name already: "
                            + beans.getType(name, false) + ", declared in "
                            + beans.getBeanDefinition(name).getResourceDescription() + ".",
                    "Give the flow or the bean another name.");
        }
        String key = start != null
                ? "startsFlow on " + start.source()
                : flow.start() != null
                        ? "property " + settings.describe("flows." + name + ".start")
                        : flow.type() != null
                                ? "property " + settings.describe("flows." + name + ".type")
                                : flow.successors().isEmpty()
                                        ? null
                                        : "property 'brainyflow.flows." + name + ".successors'";
        if (key != null) {
            throw new MisconfigurationException(
                    "Flow '" + name + "' is built by " + bean.source() + ", but " + key + " would wire it anew.",
                    "Leave start, type and wiring to the code, or remove the bean and declare the flow in full.");
        }
    }

    private void checkStart(String name, FlowSettings flow, @Nullable NodeBean start, Set<String> names) {
        if (flow.start() == null && start == null) {
            List<String> others =
                    names.stream().filter(other -> !other.equals(name)).toList();
            throw new MisconfigurationException(
                    "Flow '" + name + "', which the properties under " + settings.describe("flows." + name)
                            + " declare, has no start. " + NameMatcher.hint(name, others, "other flows"),
                    "Correct the name, or set brainyflow.flows." + name
                            + ".start to the name of a node, or state startsFlow = \"" + name
                            + "\" in the @FlowNode of the node that it starts with.");
        }
    }

    private static RootBeanDefinition definition(
            String name, FlowSettings flow, BrainyFlowProperties properties, @Nullable NodeBean start) {
        boolean parallel = FlowAssembler.type(flow, properties) == FlowType.PARALLEL;
        RootBeanDefinition definition = new RootBeanDefinition(parallel ? ParallelFlow.class : Flow.class);
        definition.setFactoryBeanName(BrainyFlowAutoConfiguration.ASSEMBLER);
        definition.setFactoryMethodName("assemble");
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.setTargetType(parallel ? ParallelFlow.class : Flow.class);
        definition.setResourceDescription(
                start == null ? "properties under brainyflow.flows." + name : "startsFlow on " + start.source());
        return definition;
    }
}
