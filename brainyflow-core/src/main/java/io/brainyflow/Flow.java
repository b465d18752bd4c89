package io.brainyflow;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs nodes along a graph: from the start node along the edges of the actions that are triggered, one branch after the
 * other, each whole path before the next. A flow is a node itself, so flows nest.
 *
 * <p>A flow takes its graph when it is constructed and holds nothing of a run: any number of threads may run one flow at
 * once. As a node, its {@link #prep} is called before its graph runs and its {@link #post} after, with the tree.
 */
public non-sealed class Flow extends BaseNode<@Nullable Object, ExecutionTree> {

    private volatile FlowGraph graph;
    private volatile FlowRuntime runtime;

    /** Makes a flow of the start node and all that is wired behind it, with the default limits. */
    public Flow(BaseNode<?, ?> start) {
        this(start, FlowOptions.unstated());
    }

    /** Makes a flow of the start node and all that is wired behind it. */
    public Flow(BaseNode<?, ?> start, FlowOptions options) {
        this(new FlowBuilder(null).start(start).options(options));
    }

    /**
     * Makes the flow that the builder describes.
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
        this.graph = builder.graph(flowName, parallel);
        this.runtime = builder.runtime();
    }

    /** Answers a builder for a flow of that name with edges of its own. */
    public static FlowBuilder builder(String name) {
        return new FlowBuilder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Runs the graph from its start until every branch has ended, on this thread (and, in a {@link ParallelFlow}, on
     * others), and answers what was visited. The root flow's {@code prep} and {@code post} work on the given memory;
     * the nodes work on branches of it, with the same global store.
     *
     * @throws NodeException if a step of a node fails
     * @throws VisitLimitException if a path or the run exceeds its limit
     * @throws FlowCancelledException if a thread that performs a visit is interrupted; its flag is set
     * @throws java.util.concurrent.RejectedExecutionException if the flow's runtime has been closed
     */
    @Override
    public ExecutionTree run(Memory memory) {
        return super.run(memory);
    }

    /**
     * Runs the flow as {@link #run(Memory)} does, under options of its own.
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
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task, or the flow's runtime has
     *     been closed
     */
    public FlowRun runAsync(Memory memory) {
        return runAsync(memory, RunOptions.unstated());
    }

    /**
     * Runs the flow as {@link #runAsync(Memory)} does, under options of its own.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task, or the flow's runtime has
     *     been closed
     */
    public FlowRun runAsync(Memory memory, RunOptions options) {
        return FlowRun.start(Run.of(this, Objects.requireNonNull(memory, "memory"), options));
    }

    /** Answers the graph with the settings in force. */
    public FlowGraph graph() {
        return graph;
    }

    /**
     * Replaces limits, retries and runtime. Runs that have begun keep what they began with; a flow nested in this one
     * keeps its own limits and retries.
     *
     * @param options instead of the present ones
     * @param retries overlaid on the present policies, by node
     * @throws java.util.NoSuchElementException if there is no node of such a name
     */
    public void configure(FlowOptions options, Map<String, RetryPolicy> retries, FlowRuntime runtime) {
        this.graph = graph.with(options, retries);
        this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    /**
     * Says of nodes by name whether they are {@linkplain FlowBuilder#join joins}; others are what they were. Runs that have
     * begun keep what they began with.
     *
     * @throws java.util.NoSuchElementException if there is no node of such a name
     */
    public void configureJoins(Map<String, Boolean> joins) {
        this.graph = graph.withJoins(joins);
    }

    /**
     * Answers the node of that name, as it was given to the flow.
     *
     * @throws java.util.NoSuchElementException if the flow has no such node
     */
    public BaseNode<?, ?> node(String name) {
        return graph.node(name);
    }

    /**
     * Gives the flow another name, as which messages, listeners and metrics know it from the next run on. As a node it
     * keeps the name that the flow around it knows it by.
     */
    public void rename(String name) {
        this.graph = graph.named(Objects.requireNonNull(name, "name"));
    }

    /** Answers what surrounds the runs of which this flow is the root. */
    public FlowRuntime runtime() {
        return runtime;
    }

    @Override
    VisitResult<ExecutionTree> visitAlone(Memory memory) {
        return execute(Run.of(this, memory, RunOptions.unstated()));
    }

    private static VisitResult<ExecutionTree> execute(Run run) {
        run.runtime.enter(run);
        try {
            return run.execute();
        } finally {
            run.runtime.leave(run);
        }
    }
}
