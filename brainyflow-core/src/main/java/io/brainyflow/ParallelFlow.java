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

    /** Makes a flow of the start node and all that is wired behind it, with the default limits. */
    public ParallelFlow(BaseNode<?, ?> start) {
        this(start, FlowOptions.create());
    }

    /** Makes a flow of the start node and all that is wired behind it. */
    public ParallelFlow(BaseNode<?, ?> start, FlowOptions options) {
        this(new FlowBuilder(null).start(start).options(options));
    }

    /**
     * Makes the flow that the builder describes, whether or not it says {@link FlowBuilder#parallel}.
     *
     * @throws IllegalStateException if the builder was given no start
     * @throws IllegalArgumentException if one name was given to two nodes
     */
    protected ParallelFlow(FlowBuilder builder) {
        super(builder, true);
    }
}
