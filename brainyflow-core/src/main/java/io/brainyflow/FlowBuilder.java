package io.brainyflow;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a flow with edges of its own, so that one node can be used in several flows. If no edge is added, the flow uses
 * the edges that its nodes were wired with by {@link BaseNode#on}.
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

    /** Sets the node that a run begins with. */
    public FlowBuilder start(BaseNode<?, ?> node) {
        start = Objects.requireNonNull(node, "start");
        return this;
    }

    /**
     * Adds a node under a name, which overrides the one it was constructed with. Nodes that edges name need not be
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
     * Declares that the action ends the branch: it has no successors on purpose, so it is not
     * {@linkplain OnUnmatched unmatched}. A declared end cannot also have successors.
     *
     * @throws IllegalArgumentException if the action is {@link Actions#FAILED}, since a failure cannot be declared as an end
     */
    public FlowBuilder end(BaseNode<?, ?> node, String action) {
        wiring.addEnd(node, action);
        return this;
    }

    /**
     * Makes a node of the flow a join: it is visited once for all branches that meet there. A branch that reaches
     * it ends. When every live branch of this visit of the flow is waiting at a join, these joins are visited,
     * except those that another of them still leads to. A branch that arrives later belongs to the join's next visit.
     *
     * <p>The visit's local store is like the one that the flow's visit began with; {@link Memory#joined} returns those of
     * the branches. In the tree, the visit is below the first branch, and the others end with a
     * {@linkplain ExecutionTree#joined mark}. Once a branch has failed, no further join is visited.
     */
    public FlowBuilder join(BaseNode<?, ?> node) {
        wiring.addJoin(node);
        return this;
    }

    /**
     * Overlays a node's own retry policy, which still supplies the settings that this one leaves unset. {@link #build} rejects a
     * policy for a node without {@code exec}, such as one of {@link Node#of(String, Node.Work)}.
     */
    public FlowBuilder retry(Node<?, ?> node, RetryPolicy policy) {
        wiring.retry(node, policy);
        return this;
    }

    /**
     * Sets how long a wait node waits for an answer before its {@link WaitNode#onTimeout} is called in place of {@code post}. By
     * default, it waits indefinitely.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public FlowBuilder answerWithin(WaitNode<?, ?> node, Duration time) {
        wiring.answerWithin(node, RetryPolicy.positive("answerWithin", time));
        return this;
    }

    /**
     * States that a visit of the node may be repeated without harm, as when it only reads and computes. In a
     * {@linkplain JournaledRun journaled} run, what follows it does not wait until its entry is durable. If the process
     * dies, some of the last visits of such nodes are repeated, but none that a node of another kind has followed.
     *
     * @throws IllegalArgumentException if the node is a wait, or was declared to be {@link #transactional}
     */
    public FlowBuilder repeatable(Node<?, ?> node) {
        wiring.effects(node, NodeTraits.Effects.REPEATABLE);
        return this;
    }

    /**
     * Commits a visit of the node and the entry with its result in one transaction, if a {@linkplain JournaledRun
     * journaled} run has a {@linkplain Journal#begin journal} with transactions: its effects in that database happen exactly
     * once. Each attempt is a transaction of its own that begins with {@code prep}; a failed one is rolled back. In any other run, the
     * node is visited like any other.
     *
     * @throws IllegalArgumentException if the node was stated to be {@link #repeatable}
     */
    public FlowBuilder transactional(Node<?, ?> node) {
        wiring.effects(node, NodeTraits.Effects.TRANSACTIONAL);
        return this;
    }

    /** Runs the branches of one node concurrently: {@link #build} returns a {@link ParallelFlow}. */
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

    /** Sets whether actions without successors are triggered by the flow itself if it is a node of another flow. */
    public FlowBuilder propagateActions(boolean propagateActions) {
        return options(options.withPropagateActions(propagateActions));
    }

    /** Sets limits and rules, all at once, and replaces those set before. */
    public FlowBuilder options(FlowOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Sets the listeners, interceptors and executor for this flow's runs. */
    public FlowBuilder runtime(FlowRuntime runtime) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        return this;
    }

    /**
     * Builds the flow. Logs a warning for nodes that are unreachable from the start.
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
