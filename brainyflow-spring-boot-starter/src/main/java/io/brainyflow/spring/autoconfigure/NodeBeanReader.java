package io.brainyflow.spring.autoconfigure;

import io.brainyflow.BaseNode;
import io.brainyflow.Flow;
import io.brainyflow.RetryPolicy;
import io.brainyflow.WaitNode;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.ClassUtils;

/** Reads a node from its bean definition: its name, settings and edges, from the {@code @Bean} method or the class. */
final class NodeBeanReader {

    private final ConfigurableListableBeanFactory beans;
    private final PropertyResolver placeholders;

    NodeBeanReader(ConfigurableListableBeanFactory beans, PropertyResolver placeholders) {
        this.beans = beans;
        this.placeholders = placeholders;
    }

    /** Returns the node, or null if the bean is none. */
    @Nullable
    NodeBean read(String beanName) {
        if (ScopedProxyUtils.isScopedTarget(beanName)) {
            return null;
        }
        String targetName = ScopedProxyUtils.getTargetBeanName(beanName);
        if (!beans.containsBeanDefinition(targetName)) {
            targetName = beanName;
        }
        BeanDefinition definition = beans.getMergedBeanDefinition(targetName);
        if (definition.isAbstract()) {
            return null;
        }
        Class<?> type = declaredType(targetName, definition);
        if (type == null) {
            return null;
        }
        Method method = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
        List<MergedAnnotations> annotations = new ArrayList<>(2);
        if (method != null) {
            annotations.add(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY));
        }
        annotations.add(MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY));
        String source = method == null
                ? type.getName()
                : "@Bean method " + method.getDeclaringClass().getName() + "." + method.getName();
        MergedAnnotation<FlowNode> node = annotations.stream()
                .map(found -> found.get(FlowNode.class))
                .filter(MergedAnnotation::isPresent)
                .findFirst()
                .orElse(MergedAnnotation.missing());
        if (!BaseNode.class.isAssignableFrom(type)) {
            checkUnannotated(node, source, type);
            return null;
        }
        checkName(node, method, beanName, source);
        return new NodeBean(
                nodeName(beanName, type),
                beanName,
                targetName,
                type,
                node.isPresent() ? retryPolicy(node, source) : RetryPolicy.create(),
                node.isPresent() && node.getBoolean("join"),
                node.isPresent() ? answerWithin(node, type, source) : null,
                states(node, "repeatable", type, source),
                states(node, "transactional", type, source),
                node.isPresent() ? text(node, "startsFlow", source) : "",
                edges(annotations, source),
                definition.isSingleton()
                        ? NodeBean.Scope.SINGLETON
                        : definition.isPrototype() ? NodeBean.Scope.PROTOTYPE : NodeBean.Scope.OTHER,
                String.valueOf(definition.getScope()),
                source);
    }

    private @Nullable Class<?> declaredType(String beanName, BeanDefinition definition) {
        Object original = definition.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE);
        Class<?> type = original instanceof Class<?> target ? target : null;
        if (type == null && definition instanceof RootBeanDefinition root) {
            type = definedType(root);
        }
        if (type == null || !BaseNode.class.isAssignableFrom(type)) {
            type = beans.getType(beanName, false);
        }
        return type == null ? null : ClassUtils.getUserClass(type);
    }

    /** The definition says the same before and after the bean was made, whatever proxy stands for it then. */
    private static @Nullable Class<?> definedType(RootBeanDefinition definition) {
        Method method = definition.getResolvedFactoryMethod();
        if (method != null) {
            return method.getReturnType();
        }
        return definition.getTargetType() == null && definition.hasBeanClass()
                ? definition.getBeanClass()
                : definition.getTargetType();
    }

    private static void checkUnannotated(MergedAnnotation<FlowNode> node, String source, Class<?> type) {
        if (node.isPresent()) {
            throw new MisconfigurationException(
                    "@FlowNode is on " + source + ", but " + type.getName() + " is no node.",
                    "Extend io.brainyflow.Node; a @Bean method has to declare that it returns a node, too.");
        }
    }

    /** The attribute names the bean of a class, while it is the method that names its bean. */
    private static void checkName(
            MergedAnnotation<FlowNode> node, @Nullable Method method, String beanName, String source) {
        String name = node.isPresent() ? node.getString("value") : "";
        if (method != null && !name.isEmpty() && !name.equals(beanName) && node.getSource() instanceof Method) {
            throw new MisconfigurationException(
                    "@FlowNode(\"" + name + "\") is on " + source + ", whose bean is called '" + beanName + "'.",
                    "Name the bean by the method or by @Bean(\"" + name + "\"), and leave the name out of @FlowNode.");
        }
    }

    /** Default names that cannot be keys of properties are shortened: a nested class's, and an imported class's. */
    private static String nodeName(String beanName, Class<?> type) {
        boolean ofNested = type.isMemberClass()
                && beanName.equals(Introspector.decapitalize(ClassUtils.getShortName(type.getName())));
        return ofNested || beanName.equals(type.getName()) ? Introspector.decapitalize(type.getSimpleName()) : beanName;
    }

    /** The edges of a method replace those of the class. */
    private List<NodeBean.Edge> edges(List<MergedAnnotations> annotations, String source) {
        return annotations.stream()
                .map(found -> found.stream(Successor.class)
                        .map(edge -> new NodeBean.Edge(
                                text(edge, "on", source),
                                edge.getClass("value"),
                                text(edge, "node", source),
                                edge.getBoolean("ofFlow"),
                                edge.getBoolean("ends")))
                        .toList())
                .filter(edges -> !edges.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private @Nullable Duration answerWithin(MergedAnnotation<FlowNode> node, Class<?> type, String source) {
        String attribute = "answerWithin";
        try {
            Duration time = AnnotationAttribute.DURATION.read(node, attribute, name -> text(node, name, source));
            boolean mayBeWait = WaitNode.class.isAssignableFrom(type) || type.isAssignableFrom(WaitNode.class);
            if (time != null && !mayBeWait) {
                throw asksNothing(source, type);
            }
            return time == null ? null : positive(time);
        } catch (IllegalArgumentException e) {
            throw new MisconfigurationException(
                    "@FlowNode on " + source + " is wrong: " + attribute + ": " + e.getMessage() + ".",
                    "Set a positive duration such as 30m, 12h or 2d.",
                    e);
        }
    }

    /** Returns what rejects a time to answer that is stated for a node which is no wait. */
    static MisconfigurationException asksNothing(String source, Class<?> type) {
        return new MisconfigurationException(
                "@FlowNode on " + source + " states answerWithin, but " + type.getName()
                        + " is no wait and asks nothing.",
                "Remove it, extend io.brainyflow.WaitNode, or return one, as Node.await does.");
    }

    private static boolean states(MergedAnnotation<FlowNode> node, String attribute, Class<?> type, String source) {
        boolean stated = node.isPresent() && node.getBoolean(attribute);
        if (stated && Flow.class.isAssignableFrom(type)) {
            throw new MisconfigurationException(
                    "@FlowNode on " + source + " states " + attribute + ", but " + type.getName() + " is a flow.",
                    "State it for the nodes of the flow.");
        }
        return stated;
    }

    private static Duration positive(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("it must be positive, but is " + time);
        }
        return time;
    }

    private RetryPolicy retryPolicy(MergedAnnotation<FlowNode> node, String source) {
        RetryPolicy policy = RetryPolicy.create();
        try {
            for (SettingDescription<RetryPolicy, RetryProperties, ?> setting : RetrySettings.ALL) {
                policy = setting.addTo(policy, node, attribute -> text(node, attribute, source));
            }
            return policy;
        } catch (IllegalArgumentException e) {
            throw new MisconfigurationException(
                    "@FlowNode on " + source + " is wrong: " + e.getMessage() + ".",
                    "Set maxAttempts and multiplier to at least 1, and times to durations such as 500ms, 2s or PT1M.",
                    e);
        }
    }

    /** Resolved by the environment, since the bean factory has no resolver yet when flows are declared. */
    private String text(MergedAnnotation<?> annotation, String attribute, String source) {
        String text = annotation.getString(attribute);
        try {
            return placeholders.resolveRequiredPlaceholders(text);
        } catch (IllegalArgumentException e) {
            throw new MisconfigurationException(
                    "@" + annotation.getType().getSimpleName() + " on " + source + " states " + attribute + " = \""
                            + text + "\", in which something cannot be resolved: " + e.getMessage() + ".",
                    "Set the property, or give it a default, as in ${name:value}.");
        }
    }

    /**
     * Ensures that the annotations of a node's class were seen, now that there is an instance.
     *
     * @throws MisconfigurationException if a {@code @Bean} method declares less than it returns
     */
    static void checkDeclaredType(NodeBean node, Object instance) {
        Class<?> actual = ClassUtils.getUserClass(AopUtils.getTargetClass(instance));
        for (Class<?> type = actual; type != null && type != node.type(); type = type.getSuperclass()) {
            MergedAnnotations own = MergedAnnotations.from(type);
            if (own.isPresent(FlowNode.class) || own.isPresent(Successor.class)) {
                throw new MisconfigurationException(
                        node.source() + " declares that it returns "
                                + node.type().getName() + ", so that the annotations of " + type.getName()
                                + " are not seen.",
                        "Declare " + type.getSimpleName() + " as what the method returns.");
            }
        }
    }
}
