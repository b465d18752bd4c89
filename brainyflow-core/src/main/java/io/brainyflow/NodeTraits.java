package io.brainyflow;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a graph knows of a node, beside its name and where its actions lead.
 *
 * @param first the part that a visit of it begins with, by which flows, waits and others differ
 * @param nested the graph of a node that is a flow, null for any other
 * @param retries the retries in force
 * @param answerType the class that the answer to a wait has to be of, null for any other
 * @param answerWithin how long a wait waits to be answered; null for ever
 * @param effects what doing a visit again would do
 */
record NodeTraits(
        VisitPart first,
        @Nullable FlowGraph nested,
        RetryPolicy retries,
        @Nullable Class<?> answerType,
        @Nullable Duration answerWithin,
        Effects effects) {

    /** The effect of repeating a visit whose entry may not have become durable. */
    enum Effects {
        /** Unknown, so that nothing follows before the entry is durable. */
        ANY,
        /** No harm. */
        REPEATABLE,
        /** Nothing twice: effects are part of the transaction by which the entry becomes durable. */
        TRANSACTIONAL
    }

    /** Those of most nodes, which share them: a visit reads them, and many objects would be in each other's way in a cache. */
    private static final NodeTraits PLAIN = new NodeTraits(VisitPart.WHOLE, null, RetryPolicy.create());

    private static final NodeTraits WITHOUT_EXEC = new NodeTraits(VisitPart.WHOLE, null, RetryPolicy.NEVER);

    private NodeTraits(VisitPart first, @Nullable FlowGraph nested, RetryPolicy retries) {
        this(first, nested, retries, null, null, Effects.ANY);
    }

    /** Returns those of a node that is neither flow nor wait. */
    static NodeTraits ofNode(RetryPolicy retries) {
        if (retries == RetryPolicy.NEVER) {
            return WITHOUT_EXEC;
        }
        return retries == RetryPolicy.create() ? PLAIN : new NodeTraits(VisitPart.WHOLE, null, retries);
    }

    /** Returns those of a flow that is a node. */
    static NodeTraits ofFlow(FlowGraph graph) {
        return new NodeTraits(VisitPart.ENTER, graph, RetryPolicy.create());
    }

    /** Returns those of a wait. */
    static NodeTraits ofWait(Class<?> answerType) {
        return new NodeTraits(VisitPart.ASK, null, RetryPolicy.NEVER, answerType, null, Effects.ANY);
    }

    /** Returns these under a policy that leaves to them what it does not state. */
    NodeTraits overlaid(RetryPolicy policy, Supplier<String> node) {
        return new NodeTraits(
                first, nested, RetryPolicy.overlay(retries, policy, node), answerType, answerWithin, effects);
    }

    /**
     * Returns these with another time to answer.
     *
     * @throws IllegalArgumentException if the node is no wait, or the time is not positive
     */
    NodeTraits answeredWithin(Duration time, Supplier<String> node) {
        if (first != VisitPart.ASK) {
            throw new IllegalArgumentException(
                    node.get() + " has answerWithin " + time + ", but is not a WaitNode, and so asks nothing");
        }
        return new NodeTraits(first, nested, retries, answerType, RetryPolicy.positive("answerWithin", time), effects);
    }

    /** Returns these with other effects. */
    NodeTraits with(Effects effects) {
        return new NodeTraits(first, nested, retries, answerType, answerWithin, effects);
    }

    /** Returns whether others may go on while the node is being visited. */
    boolean needsConcurrency() {
        return first == VisitPart.ASK || (nested != null && nested.concurrent());
    }
}
