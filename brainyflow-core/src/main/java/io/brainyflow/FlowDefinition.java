package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * A flow as the bookkeeping needs to know it: its graph, and those of the flows that are its nodes. What performs the nodes
 * knows more of it.
 */
interface FlowDefinition {

    FlowGraph graph();

    /** Returns the definition of a node that is a flow, taken when the flow around it was built; null for any other node. */
    @Nullable
    FlowDefinition nested(int node);
}
