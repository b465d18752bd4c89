package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.RetryPolicy;
import io.brainyflow.WaitNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bean that can be a node of a flow, as it is declared.
 *
 * @param name the node's name
 * @param beanName the bean's name, which differs for nested classes
 * @param targetName the name by which the bean itself is had, where {@code beanName} is a scoped proxy's
 * @param type the declared class
 * @param retryPolicy what the annotation states
 * @param join whether the annotation says that the node is a join
 * @param answerWithin how long the annotation says that it waits to be answered; null if it does not say
 * @param repeatable whether the annotation says that the node is repeatable
 * @param transactional whether the annotation says that the node is transactional
 * @param startsFlow the name of the flow that starts here, or empty
 * @param edges what its {@code @Successor}s say, in order
 * @param scope how long an instance lives; each visit asks for one, unless it is a singleton
 * @param scopeName the name of the scope, as it is declared
 * @param source where it is declared, for messages
 */
record NodeBean(
        String name,
        String beanName,
        String targetName,
        Class<?> type,
        RetryPolicy retryPolicy,
        boolean join,
        @Nullable Duration answerWithin,
        boolean repeatable,
        boolean transactional,
        String startsFlow,
        List<Edge> edges,
        Scope scope,
        String scopeName,
        String source) {

    /** The content of one {@code @Successor}; {@code ofFlow} if it belongs to the flow that starts here. */
    record Edge(String action, Class<?> type, String node, boolean ofFlow, boolean ends) {}

    /** How long an instance lives. */
    enum Scope {
        SINGLETON,
        PROTOTYPE,
        OTHER
    }

    /** Returns the edges of this node itself, or those of the flow that starts here. */
    List<Edge> edges(boolean ofFlow) {
        return edges.stream().filter(edge -> edge.ofFlow() == ofFlow).toList();
    }

    boolean isWait() {
        return WaitNode.class.isAssignableFrom(type);
    }

    boolean isFlow() {
        return Flow.class.isAssignableFrom(type);
    }
}
