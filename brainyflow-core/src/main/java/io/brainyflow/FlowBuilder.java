package io.brainyflow;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a flow with edges of its own, so that one node can stand in several flows. A flow that is given no edge follows
 * what its nodes were wired with by {@link BaseNode#on}.
 *
 * <pre>{@code
 * Flow flow = Flow.builder("expense").start(validate)
 *         .on(validate, "valid", screen)
 *         .next(screen, decide)
 *         .build();
 * }</pre>
 */
public final class FlowBuilder {

    private final @Nullable String name;
    private final Wiring wiring = new Wiring();
    private @Nullable BaseNode<?, ?> start;
    private boolean parallel;
    private FlowOptions options = FlowOptions.create();
    private FlowRuntime runtime = FlowRuntime.plain();

    FlowBuilder(@Nullable String name) {
        this.name = name;
    }

    /** Says which node a run begins with. */
    public FlowBuilder start(BaseNode<?, ?> node) {
        start = Objects.requireNonNull(node, "start");
        return this;
    }

    /**
     * Adds a node under a name, which counts over the one it was constructed with. Nodes that edges name need not be
     * added otherwise.
     *
     * @throws IllegalArgumentException if the node was added under another name before
     */
    public FlowBuilder node(String name, BaseNode<?, ?> node) {
        wiring.name(node, name);
        return this;
    }

    /** Adds an edge: after {@code from} has triggered the action, {@code to} is visited. */
    public FlowBuilder on(BaseNode<?, ?> from, String action, BaseNode<?, ?> to) {
        wiring.addEdge(from, action, to);
        return this;
    }

    /** Adds an edge for the default action. */
    public FlowBuilder next(BaseNode<?, ?> from, BaseNode<?, ?> to) {
        return on(from, Actions.DEFAULT, to);
    }

    /**
     * Declares that the action ends the branch: it is wired to nothing on purpose, and so is not
     * {@linkplain OnUnmatched unmatched}. An action cannot have successors, too.
     *
     * @throws IllegalArgumentException if the action is {@link Actions#FAILED}, which no end makes a success
     */
    public FlowBuilder end(BaseNode<?, ?> node, String action) {
        wiring.addEnd(node, action);
        return this;
    }

    /**
     * Makes a node of the flow a join: it is visited once for the branches that meet there, and not once for each. A branch
     * that comes to it ends. When nothing in this visit of the flow can move any more, the joins that have branches are
     * visited, but for those to which others of them still lead; a branch that comes later belongs to the next visit.
     *
     * <p>The visit has a local store like the one that the flow's visit began with, and {@link Memory#joined} those of
     * the branches. In the tree it stands under the first branch, and the others end with a
     * {@linkplain ExecutionTree#joined mark}. Once something has failed, no join is visited any more.
     */
    public FlowBuilder join(BaseNode<?, ?> node) {
        wiring.addJoin(node);
        return this;
    }

    /**
     * Overlays a node's own retry policy; what this one does not state, the node's does. {@link #build} rejects a policy for a
     * node that has no {@code exec}, as one of {@link Node#of(String, Node.Work)}.
     */
    public FlowBuilder retry(Node<?, ?> node, RetryPolicy policy) {
        wiring.retry(node, policy);
        return this;
    }

    /**
     * Sets how long a wait waits to be answered, before its {@link WaitNode#onTimeout} goes on in place of an answer. Unless
     * stated, it waits for ever.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public FlowBuilder answerWithin(WaitNode<?, ?> node, Duration time) {
        wiring.answerWithin(node, RetryPolicy.positive("answerWithin", time));
        return this;
    }

    /**
     * States that a node's visit may be done again without harm, as that of one which only reads and computes. In a
     * {@linkplain JournaledRun journaled} run, what follows it need not wait until it is known to have been done: should the
     * process die, some of the visits done last are done again, but for those that something else than such a node has followed.
     *
     * @throws IllegalArgumentException if the node is a wait, or was stated to be {@link #transactional}
     */
    public FlowBuilder repeatable(Node<?, ?> node) {
        wiring.effects(node, NodeTraits.Effects.REPEATABLE);
        return this;
    }

    /**
     * Has a visit of the node be one transaction with the entry that says what it came to, where a {@linkplain JournaledRun
     * journaled} run has a {@linkplain Journal#begin journal} with transactions: what it does in the same database is done exactly
     * once. Each attempt is a transaction of its own that begins with {@code prep}; one that fails leaves nothing behind. Elsewhere it is
     * visited like any other.
     *
     * @throws IllegalArgumentException if the node was stated to be {@link #repeatable}
     */
    public FlowBuilder transactional(Node<?, ?> node) {
        wiring.effects(node, NodeTraits.Effects.TRANSACTIONAL);
        return this;
    }

    /** Has the branches of one node run concurrently: {@link #build} returns a {@link ParallelFlow}. */
    public FlowBuilder parallel() {
        parallel = true;
        return this;
    }

    /**
     * Sets how often one node may be visited along one path.
     *
     * @throws IllegalArgumentException if {@code maxVisits} is below 1
     */
    public FlowBuilder maxVisits(int maxVisits) {
        return options(options.withMaxVisits(maxVisits));
    }

    /**
     * Sets how many visits a run may have, where this is its root flow.
     *
     * @throws IllegalArgumentException if {@code maxSteps} is below 1
     */
    public FlowBuilder maxSteps(long maxSteps) {
        return options(options.withMaxSteps(maxSteps));
    }

    /**
     * Sets how many nodes of a parallel flow may be under way at once.
     *
     * @throws IllegalArgumentException if {@code maxConcurrency} is below 1
     */
    public FlowBuilder maxConcurrency(int maxConcurrency) {
        return options(options.withMaxConcurrency(maxConcurrency));
    }

    /** Sets what follows when a node triggers an action that leads nowhere. */
    public FlowBuilder onUnmatched(OnUnmatched onUnmatched) {
        return options(options.withOnUnmatched(onUnmatched));
    }

    /** Sets what follows when branches of a parallel flow write different values under one key. */
    public FlowBuilder onConflict(OnConflict onConflict) {
        return options(options.withOnConflict(onConflict));
    }

    /** Sets what becomes of the other branches when one fails. */
    public FlowBuilder onFailure(OnFailure onFailure) {
        return options(options.withOnFailure(onFailure));
    }

    /** Sets whether actions that lead nowhere are triggered by the flow itself, where it is a node. */
    public FlowBuilder propagateActions(boolean propagateActions) {
        return options(options.withPropagateActions(propagateActions));
    }

    /** Sets limits and rules, all at once, in place of what was set before. */
    public FlowBuilder options(FlowOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Sets who hears of, wraps and carries the flow's runs. */
    public FlowBuilder runtime(FlowRuntime runtime) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        return this;
    }

    /**
     * Builds the flow. Nodes that no path from the start reaches are warned about.
     *
     * @throws IllegalStateException if no start was given
     * @throws IllegalArgumentException if one name was given to two nodes, or an action that is declared as an end has
     *     successors
     */
    public Flow build() {
        return parallel ? new ParallelFlow(this) : new Flow(this);
    }

    @Nullable
    String name() {
        return name;
    }

    WiredFlow wired(String flowName, boolean parallel) {
        if (start == null) {
            throw new IllegalStateException("Flow '" + flowName + "' has no start; give it one with start(node)");
        }
        return wiring.wired(flowName, parallel, start, options, runtime);
    }
}
