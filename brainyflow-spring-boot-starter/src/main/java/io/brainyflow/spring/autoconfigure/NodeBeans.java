package io.brainyflow.spring.autoconfigure;

import io.brainyflow.BaseNode;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.ClassUtils;

/**
 * The beans that can be nodes, found by their definitions: no bean is created, and the answer is the same before and
 * after one has been, proxied or not.
 */
final class NodeBeans {

    private final Map<String, NodeBean> byName = new LinkedHashMap<>();

    private NodeBeans() {}

    static NodeBeans in(ConfigurableListableBeanFactory beans, PropertyResolver placeholders) {
        NodeBeans found = new NodeBeans();
        for (String beanName : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getMergedBeanDefinition(beanName);
            Class<?> type = definition.isAbstract() || beanName.startsWith("scopedTarget.")
                    ? null
                    : declaredType(beans, beanName, definition);
            if (type != null && BaseNode.class.isAssignableFrom(type)) {
                NodeBean node = describe(placeholders, beanName, type, definition);
                found.byName.put(node.name(), node);
            }
        }
        return found;
    }

    Collection<NodeBean> all() {
        return byName.values();
    }

    Collection<String> names() {
        return byName.keySet();
    }

    @Nullable
    NodeBean find(String name) {
        String known = Names.resolve(name, byName.keySet());
        return known == null ? null : byName.get(known);
    }

    /**
     * Answers the node of that name.
     *
     * @param where who names it, for the message
     * @throws FailureAnalyzedException if there is none
     */
    NodeBean require(String name, String where) {
        NodeBean node = find(name);
        if (node == null) {
            throw new FailureAnalyzedException(
                    where + " names the node '" + name + "', which does not exist. "
                            + Names.hint(name, names(), "nodes and flows"),
                    "Correct the name, or declare a node of that name: a bean of a class that extends Node, usually with"
                            + " @FlowNode.");
        }
        return node;
    }

    /**
     * Answers the one node of that class.
     *
     * @param where who names it, for the message
     * @throws FailureAnalyzedException if there is none or more than one
     */
    NodeBean require(Class<?> type, String where) {
        List<NodeBean> nodes = byName.values().stream()
                .filter(node -> type.isAssignableFrom(node.type()))
                .toList();
        if (nodes.size() == 1) {
            return nodes.get(0);
        }
        if (nodes.isEmpty()) {
            throw new FailureAnalyzedException(
                    where + " names the class " + type.getName() + ", of which there is no node. "
                            + Names.hint(type.getSimpleName(), names(), "nodes and flows"),
                    "Annotate the class with @FlowNode and have it scanned, or name another node.");
        }
        throw new FailureAnalyzedException(
                where + " names the class " + type.getName() + ", of which there are several nodes: "
                        + nodes.stream().map(NodeBean::name).toList() + ".",
                "Name one of them by node = \"…\".");
    }

    private static @Nullable Class<?> declaredType(
            ConfigurableListableBeanFactory beans, String beanName, BeanDefinition definition) {
        Object original = definition.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE);
        Class<?> type = original instanceof Class<?> target ? target : beans.getType(beanName, false);
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    private static NodeBean describe(
            PropertyResolver placeholders, String beanName, Class<?> type, BeanDefinition definition) {
        Method method = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
        List<MergedAnnotations> sources = new ArrayList<>(2);
        if (method != null) {
            sources.add(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY));
        }
        sources.add(MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY));
        String source = method == null
                ? type.getName()
                : "@Bean method " + method.getDeclaringClass().getName() + "." + method.getName();
        MergedAnnotation<FlowNode> node = sources.stream()
                .map(annotations -> annotations.get(FlowNode.class))
                .filter(MergedAnnotation::isPresent)
                .findFirst()
                .orElse(MergedAnnotation.missing());
        List<NodeBean.Edge> edges = sources.stream()
                .map(annotations -> edges(placeholders, annotations))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        return new NodeBean(
                nodeName(beanName, type),
                beanName,
                type,
                node.isPresent(),
                node.isPresent() ? retryPolicy(placeholders, node, source) : RetryPolicy.unstated(),
                node.isPresent() ? text(placeholders, node.getString("startsFlow")) : "",
                edges,
                definition.isPrototype(),
                source);
    }

    /** Default names that cannot be keys of properties are shortened: a nested class's, and an imported class's. */
    private static String nodeName(String beanName, Class<?> type) {
        boolean ofNested = type.isMemberClass()
                && beanName.equals(Introspector.decapitalize(ClassUtils.getShortName(type.getName())));
        return ofNested || beanName.equals(type.getName()) ? Introspector.decapitalize(type.getSimpleName()) : beanName;
    }

    private static List<NodeBean.Edge> edges(PropertyResolver placeholders, MergedAnnotations annotations) {
        Stream<MergedAnnotation<Successor>> successors = annotations.stream(Successor.class);
        return successors
                .map(edge -> new NodeBean.Edge(
                        text(placeholders, edge.getString("on")),
                        edge.getClass("value"),
                        text(placeholders, edge.getString("node"))))
                .toList();
    }

    private static RetryPolicy retryPolicy(
            PropertyResolver placeholders, MergedAnnotation<FlowNode> node, String source) {
        RetryPolicy policy = RetryPolicy.unstated();
        int maxAttempts = node.getInt("maxAttempts");
        String waitTime = text(placeholders, node.getString("waitTime"));
        try {
            if (maxAttempts != FlowNode.UNSET) {
                policy = policy.withMaxAttempts(maxAttempts);
            }
            return waitTime.isEmpty() ? policy : policy.withWaitTime(DurationStyle.detectAndParse(waitTime));
        } catch (IllegalArgumentException e) {
            throw new FailureAnalyzedException(
                    "@FlowNode on " + source + " is out of range: " + e.getMessage() + ".",
                    "State maxAttempts of at least 1, and waitTime as a duration such as 500ms, 2s or PT1M.",
                    e);
        }
    }

    /** Resolved by the environment, since the bean factory has no resolver yet when flows are declared. */
    private static String text(PropertyResolver placeholders, String attribute) {
        return placeholders.resolveRequiredPlaceholders(attribute);
    }
}
