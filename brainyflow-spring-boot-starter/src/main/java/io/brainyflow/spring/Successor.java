package io.brainyflow.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Wires a node to the one that is visited when it has triggered an action. States either the next node's class or its
 * name, or that the action {@link #ends} the branch. Several on one node are followed in
 * the order written; a flow that has {@code successors} in properties ignores them.
 *
 * <pre>{@code
 * @FlowNode
 * @Successor(on = "approved", value = Payment.class)
 * @Successor(on = "rejected", node = "notify")
 * class Decide extends Node<Report, Decision> { … }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(Successors.class)
public @interface Successor {

    /** The action that leads to the next node. */
    String on() default "default";

    /** The class of the next node, of which there must be one bean. */
    Class<?> value() default void.class;

    /** The name of the next node, or of a flow that is to be visited as a node. */
    String node() default "";

    /**
     * Whether this edge belongs to the flow that starts here, as a node of another flow: it leads on from the whole flow, and not
     * from this node. On a {@code @Bean} method that returns a flow, each {@code @Successor} belongs to the flow anyway.
     */
    boolean ofFlow() default false;

    /** Whether the action ends the branch instead: it leads to no node on purpose. Excludes {@link #value} and {@link #node}. */
    boolean ends() default false;
}
