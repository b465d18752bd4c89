package io.brainyflow;

/**
 * A flow whose branches run concurrently: those of one node's triggers, and those of one action's successors. The tree
 * has the order of a sequential run. The first failure interrupts the other branches, waits until they have ended, and
 * is thrown with their failures suppressed in it.
 *
 * <p>Branches are carried by the executor of the root flow's {@link FlowRuntime}, and by the thread that called
 * {@code run}.
 */
public class ParallelFlow extends Flow {

    /** Creates a flow of the start node and all nodes reachable from it, with the default limits. */
    public ParallelFlow(BaseNode<?, ?> start) {
        this(start, FlowOptions.create());
    }

    /** Creates a flow of the start node and all nodes reachable from it. */
    public ParallelFlow(BaseNode<?, ?> start, FlowOptions options) {
        this(new FlowBuilder(null).start(start).options(options));
    }

    /**
     * Creates the flow that the builder describes, whether or not {@link FlowBuilder#parallel} was called.
     *
     * @throws IllegalStateException if the builder was given no start
     * @throws IllegalArgumentException if one name was given to two nodes
     */
    protected ParallelFlow(FlowBuilder builder) {
        super(builder, true);
    }
}
