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
 */
record NodeTraits(
        VisitPart first,
        @Nullable FlowGraph nested,
        RetryPolicy retries,
        @Nullable Class<?> answerType,
        @Nullable Duration answerWithin) {

    /** Returns these under a policy that leaves to them what it does not state. */
    NodeTraits overlaid(RetryPolicy policy, Supplier<String> node) {
        return new NodeTraits(first, nested, RetryPolicy.overlay(retries, policy, node), answerType, answerWithin);
    }

    /**
     * Returns these with another time to answer.
     *
     * @throws IllegalArgumentException if the node is no wait, or the time is not positive
     */
    NodeTraits answeredWithin(Duration time, Supplier<String> node) {
        if (first != VisitPart.ASK) {
            throw new IllegalArgumentException(
                    node.get() + " has answerWithin " + time + ", but is no WaitNode, and so asks nothing");
        }
        return new NodeTraits(first, nested, retries, answerType, RetryPolicy.positive("answerWithin", time));
    }

    /** Returns whether others may go on while the node is being visited. */
    boolean needsConcurrency() {
        return first == VisitPart.ASK || (nested != null && nested.concurrent());
    }
}
