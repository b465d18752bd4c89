package io.brainyflow;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the nodes of a graph, from the start node along the edges of the triggered actions. Branches run one after the
 * other, each to its end before the next begins. A flow is itself a node, so flows nest.
 *
 * <p>A flow captures its wiring when it is constructed and holds no state of a run: any number of threads may run it at
 * once. Its {@link #prep} is called before the graph runs, and its {@link #post} afterwards, with the tree.
 */
public non-sealed class Flow extends BaseNode<@Nullable Object, ExecutionTree> {

    /** The state of the flow that a run captures, replaced as a whole. */
    private volatile WiredFlow wired;

    /** Creates a flow of the start node and all nodes reachable from it, with the default limits. */
    public Flow(BaseNode<?, ?> start) {
        this(start, FlowOptions.create());
    }

    /** Creates a flow of the start node and all nodes reachable from it. */
    public Flow(BaseNode<?, ?> start, FlowOptions options) {
        this(new FlowBuilder(null).start(start).options(options));
    }

    /**
     * Creates the flow that the builder describes.
     *
     * @throws IllegalStateException if the builder was given no start
     * @throws IllegalArgumentException if one name was given to two nodes
     */
    protected Flow(FlowBuilder builder) {
        this(builder, false);
    }

    Flow(FlowBuilder builder, boolean parallel) {
        super(builder.name());
        String flowName = builder.name() == null ? NodeNames.derived(getClass()) : builder.name();
        this.wired = builder.wired(flowName, parallel);
    }

    /** Returns a builder for a flow of that name with edges of its own. */
    public static FlowBuilder builder(String name) {
        return new FlowBuilder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Runs the graph from its start until every branch has ended, on this thread (and, in a {@link ParallelFlow}, on
     * others), and returns what was visited. The root flow's {@code prep} and {@code post} work on the given memory;
     * the nodes work on branches of it, with the same global store.
     *
     * @throws NodeException if a step of a node fails
     * @throws VisitLimitException if a path or the run exceeds its limit
     * @throws FlowCancelledException if a thread that performs a visit is interrupted; its flag is set
     * @throws IllegalStateException if this thread must not block; see {@link FlowRuntime.Builder#nonBlocking}
     * @throws java.util.concurrent.RejectedExecutionException if the flow's runtime has been closed
     */
    @Override
    public ExecutionTree run(Memory memory) {
        return super.run(memory);
    }

    /**
     * Runs the flow as {@link #run(Memory)} does, with options for this run.
     *
     * @throws FlowCancelledException also if the run has not ended by its deadline
     */
    public ExecutionTree run(Memory memory, RunOptions options) {
        return execute(Run.of(this, Objects.requireNonNull(memory, "memory"), options))
                .result();
    }

    /**
     * Runs the flow as {@link #run(Memory)} does, on a thread of the runtime's executor.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor rejects the task, or the flow's runtime has
     *     been closed
     */
    public FlowRun runAsync(Memory memory) {
        return runAsync(memory, RunOptions.create());
    }

    /**
     * Runs the flow as {@link #runAsync(Memory)} does, under options of its own.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor rejects the task, or the flow's runtime has
     *     been closed
     */
    public FlowRun runAsync(Memory memory, RunOptions options) {
        return FlowRun.start(Run.of(this, Objects.requireNonNull(memory, "memory"), options));
    }

    /** Returns the graph with the settings in force. */
    public FlowGraph graph() {
        return wired.graph();
    }

    /** Replaces what runs take from now on. */
    synchronized void setUp(UnaryOperator<WiredFlow> change) {
        wired = change.apply(wired);
    }

    /** Returns graph and runtime of one moment. */
    WiredFlow wired() {
        return wired;
    }

    /**
     * Returns the node of that name, as it was given to the flow.
     *
     * @throws java.util.NoSuchElementException if the flow has no such node
     */
    public BaseNode<?, ?> node(String name) {
        WiredFlow wired = this.wired;
        return wired.nodes()[wired.graph().index(name)];
    }

    /** Returns the runtime of the runs whose root is this flow. */
    public FlowRuntime runtime() {
        return wired.runtime();
    }

    @Override
    VisitResult<ExecutionTree> visitAlone(Memory memory) {
        return execute(Run.of(this, memory, RunOptions.create()));
    }

    private static VisitResult<ExecutionTree> execute(Run run) {
        run.runtime.requireBlocking(() -> "Flow '" + run.graph.name() + "' was run");
        run.runtime.add(run);
        try {
            return run.execute();
        } finally {
            run.runtime.remove(run);
        }
    }
}
