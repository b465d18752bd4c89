package io.brainyflow.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a {@link io.brainyflow.Node} class a bean, and states its settings. Works on {@code @Bean} methods too, where the
 * method names the bean. A node is named after its bean; a nested class {@code Outer.Inner} without a name is
 * {@code inner}.
 *
 * <p>What is set here overrides the node's constructor, and {@code brainyflow.nodes.<node>} overrides both.
 * Attributes of text may hold <code>${…}</code> placeholders.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface FlowNode {

    /** The value of {@link #maxAttempts} and {@link #multiplier} that means unset. */
    int UNSET = -1;

    /** The bean's name and so the node's; by default the class names it. */
    @AliasFor(annotation = Component.class, attribute = "value")
    String value() default "";

    /** How often {@code exec} is called at most, the first call included. */
    int maxAttempts() default UNSET;

    /** The wait between two attempts, such as {@code 500ms} or {@code PT2S}; a bare number is in milliseconds. */
    String waitTime() default "";

    /** How much longer each wait is than the one before; at least 1. */
    double multiplier() default UNSET;

    /** The longest wait between two attempts, as {@link #waitTime} is written. */
    String maxWait() default "";

    /** Maximum time by which a wait is randomly longer or shorter, written like {@link #waitTime}. */
    String jitter() default "";

    /** The exceptions that are retried; all if empty. */
    Class<? extends Throwable>[] exceptionIncludes() default {};

    /** The exceptions that are not retried. */
    Class<? extends Throwable>[] exceptionExcludes() default {};

    /** How long an attempt may take before it is interrupted and has failed, as {@link #waitTime} is written. */
    String timeout() default "";

    /**
     * Whether branches that reach the node meet there, so that it is visited once for all of them. It holds in every flow that
     * annotations or properties declare, unless {@code brainyflow.flows.<flow>.nodes.<node>.join} overrides it there; in one that
     * is built in code, {@link io.brainyflow.FlowBuilder#join} states it.
     */
    boolean join() default false;

    /**
     * How long a {@link io.brainyflow.WaitNode} waits to be answered before its {@code onTimeout} goes on, as {@link #waitTime} is
     * written; for ever by default.
     */
    String answerWithin() default "";

    /**
     * Whether a visit of the node may be repeated without harm, as when it only reads and computes; see
     * {@link io.brainyflow.FlowBuilder#repeatable}, which states it for a flow that is built in code.
     */
    boolean repeatable() default false;

    /**
     * Whether a visit of the node and its recorded result are one transaction, so that what it does in the database that
     * runs are kept in is done exactly once; see {@link io.brainyflow.FlowBuilder#transactional}, which states it for a flow that is
     * built in code.
     */
    boolean transactional() default false;

    /** The name of the flow that starts with this node; it becomes a bean of type {@link io.brainyflow.Flow}. */
    String startsFlow() default "";
}
