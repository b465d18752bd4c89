package io.brainyflow;

/**
 * What follows when a node triggers an action that is unmatched: neither wired to a successor nor declared as an
 * {@linkplain FlowBuilder#end end}.
 *
 * <p>{@code default} is unmatched only where the node has two or more other actions, so a node with one that triggers nothing
 * simply ends, as loops do. An action that is {@linkplain FlowOptions#withPropagateActions propagated} is unmatched only in
 * the root flow, which has nothing to propagate it to.
 */
public enum OnUnmatched {
    /** The branch ends, and a warning is logged, once for each node and action in a run. */
    WARN,
    /** The visit fails with a {@link NodeException} of step {@code post}, before any of its branches begins. */
    FAIL,
    /** The branch ends. */
    IGNORE
}
