package io.brainyflow.spring.autoconfigure;

import io.brainyflow.RetryPolicy;
import java.util.List;

/**
 * A bean that can be a node of a flow, as it is declared.
 *
 * @param name the node's name
 * @param beanName the bean's name, which differs for nested classes
 * @param type the declared class
 * @param retryPolicy what the annotation states
 * @param startsFlow the name of the flow that starts here, or empty
 * @param edges what its {@code @Successor}s say, in order
 * @param prototype whether each visit gets a new instance
 * @param source where it is declared, for messages
 */
record NodeBean(
        String name,
        String beanName,
        Class<?> type,
        RetryPolicy retryPolicy,
        String startsFlow,
        List<Edge> edges,
        boolean prototype,
        String source) {

    /** What one {@code @Successor} says. */
    record Edge(String action, Class<?> type, String node) {}
}
