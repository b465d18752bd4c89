package io.brainyflow;

/** A part of a visit: all of a node's at once, a flow's in two around what runs inside, a wait's in two
 * around the time it waits. */
public enum VisitPart {
    /** A node's {@code prep}, {@code exec} with its attempts, and {@code post}. */
    WHOLE,
    /** A flow's {@code prep}, before its start node is visited. */
    ENTER,
    /** A flow's {@code post}, after its last branch has ended, or the failure that ended the flow. */
    LEAVE,
    /** A {@linkplain WaitNode wait}'s {@code prep}, by which it asks. */
    ASK,
    /** A wait's {@code post}, once it is answered, or its {@code onTimeout}. */
    ANSWER,
    /**
     * No step of the node: a run continues from its journal inside a flow that was entered before. Interceptors are called for each
     * such flow, outer ones first, so that they can set up again what they set up when it was entered.
     */
    RESUME
}
