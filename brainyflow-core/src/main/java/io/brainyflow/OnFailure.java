package io.brainyflow;

/** The treatment of a flow's other branches when one of them fails. */
public enum OnFailure {
    /** They are interrupted, and the failure ends the flow. */
    FAIL_FAST,
    /** They go on to their ends; then one {@link BranchesFailedException} carries all failures. */
    COLLECT
}
