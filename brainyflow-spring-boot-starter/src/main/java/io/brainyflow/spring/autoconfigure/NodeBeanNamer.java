package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowSetup;
import io.brainyflow.Node;
import java.util.function.Supplier;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Names each node after its bean, before a flow that is built in code sees it. */
final class NodeBeanNamer implements BeanPostProcessor {

    private final Supplier<NodeBeans> nodes;

    NodeBeanNamer(Supplier<NodeBeans> nodes) {
        this.nodes = nodes;
    }

    /** Names the target, of which a proxy is made afterwards. */
    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof Node<?, ?> node) {
            name(node, beanName);
        }
        return bean;
    }

    /** Names what a factory bean makes, which comes by here only. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Node<?, ?> node && !AopUtils.isAopProxy(bean)) {
            name(node, beanName);
        }
        return bean;
    }

    private void name(Node<?, ?> node, String beanName) {
        NodeBean known = nodes.get().ofBean(withoutScope(beanName));
        if (known != null && !known.name().equals(node.name())) {
            FlowSetup.nameNode(node, known.name());
        }
    }

    /** Returns the name of the scoped proxy, by which what is behind it is known. */
    static String withoutScope(String beanName) {
        return ScopedProxyUtils.isScopedTarget(beanName) ? ScopedProxyUtils.getOriginalBeanName(beanName) : beanName;
    }
}
