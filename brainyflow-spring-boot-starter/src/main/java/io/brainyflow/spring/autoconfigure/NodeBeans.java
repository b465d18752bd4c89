package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.PropertyResolver;

/**
 * The beans that can be nodes, found by their definitions: no bean is created, and the answer is the same before and
 * after one has been, proxied or not.
 */
final class NodeBeans {

    private final Map<String, NodeBean> byName = new LinkedHashMap<>();

    private NodeBeans() {}

    /**
     * Returns the nodes among the beans, and those of the parent contexts that no bean here stands before.
     *
     * @throws MisconfigurationException if one is declared in a way that makes no sense, or two have one name
     */
    static NodeBeans in(ConfigurableListableBeanFactory beans, PropertyResolver placeholders) {
        NodeBeans found = new NodeBeans();
        found.addAll(beans, placeholders);
        if (beans.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent) {
            in(parent, placeholders).byName.forEach(found.byName::putIfAbsent);
        }
        return found;
    }

    private void addAll(ConfigurableListableBeanFactory beans, PropertyResolver placeholders) {
        NodeBeanReader reader = new NodeBeanReader(beans, placeholders);
        for (String beanName : beans.getBeanDefinitionNames()) {
            NodeBean node = reader.read(beanName);
            NodeBean other = node == null ? null : byName.putIfAbsent(node.name(), node);
            if (node != null && other != null) {
                throw new MisconfigurationException(
                        "Two nodes are called '" + other.name() + "': the bean '" + other.beanName() + "' of "
                                + other.source() + " and the bean '" + node.beanName() + "' of " + node.source() + ".",
                        "Name one of them by @FlowNode(\"…\"): the default name of a nested class leaves the outer class"
                                + " out.");
            }
        }
    }

    Collection<NodeBean> all() {
        return byName.values();
    }

    Collection<String> names() {
        return byName.keySet();
    }

    @Nullable
    NodeBean find(String name) {
        String known = NameMatcher.resolve(name, byName.keySet());
        return known == null ? null : byName.get(known);
    }

    /** Returns the bean that a flow's node is, or null; a flow that is built in code may have given it another name. */
    @Nullable
    NodeBean of(Flow flow, String node) {
        String name = flow.node(node).name();
        return find(name == null ? node : name);
    }

    /** Returns the node that is the bean of that name, or null if it is none. */
    @Nullable
    NodeBean ofBean(String beanName) {
        NodeBean node = byName.get(beanName);
        if (node != null && node.beanName().equals(beanName)) {
            return node;
        }
        return byName.values().stream()
                .filter(other -> other.beanName().equals(beanName))
                .findFirst()
                .orElse(null);
    }

    /** Returns the node whose annotation says that the flow starts there. */
    @Nullable
    NodeBean startOf(String flow) {
        return byName.values().stream()
                .filter(node -> node.startsFlow().equals(flow))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the node of that name.
     *
     * @param where who names it, for the message
     * @throws MisconfigurationException if there is none
     */
    NodeBean require(String name, Supplier<String> where) {
        NodeBean node = find(name);
        if (node == null) {
            throw new MisconfigurationException(
                    where.get() + " names the node '" + name + "', which does not exist. "
                            + NameMatcher.hint(name, names(), "nodes and flows"),
                    "Correct the name, or declare a node of that name: a bean of a class that extends Node, usually with"
                            + " @FlowNode."
                            + (names().stream().anyMatch(known -> known.startsWith(name + "."))
                                    ? " " + BindingFailures.DOTS
                                    : ""));
        }
        return node;
    }

    /**
     * Returns the one node of that class.
     *
     * @param where who names it, for the message
     * @throws MisconfigurationException if there is none or more than one
     */
    NodeBean require(Class<?> type, Supplier<String> where) {
        List<NodeBean> nodes = byName.values().stream()
                .filter(node -> type.isAssignableFrom(node.type()))
                .toList();
        if (nodes.size() == 1) {
            return nodes.get(0);
        }
        if (nodes.isEmpty()) {
            throw new MisconfigurationException(
                    where.get() + " names the class " + type.getName() + ", of which there is no node. "
                            + NameMatcher.hint(type.getSimpleName(), names(), "nodes and flows"),
                    "Annotate the class with @FlowNode and scan its package, or name another node.");
        }
        throw new MisconfigurationException(
                where.get() + " names the class " + type.getName() + ", of which there are several nodes: "
                        + nodes.stream().map(NodeBean::name).toList() + ".",
                "Name one of them by node = \"…\".");
    }
}
