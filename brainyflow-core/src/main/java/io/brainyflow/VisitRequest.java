package io.brainyflow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visit as data: everything that another process needs to perform it, see {@link JournaledRun#perform(java.util.function.Function,
 * VisitRequest, java.util.function.Function)}. Values are taken by reference, and a caller that performs the visit in this process must not
 * change them.
 *
 * @param runId the id of the run
 * @param flow the name of the root flow
 * @param rules the rules that the run keeps to
 * @param enclosing the nodes around the visit that are flows, outer ones first, without the root flow
 * @param node the name of the node; of the root flow itself, its own
 * @param number the visit's number; 0 for the root flow's
 * @param part the part to be performed; never {@link VisitPart#RESUME}
 * @param attempts how many attempts of {@code exec} have failed before; the next one is made
 * @param retries how often the run was retried after a failure of the visit
 * @param global the values of the global store
 * @param local the values of the local store; of a join's visit that begins, those of the flow around it
 * @param joined the local stores of the branches that met, of a join's visit; otherwise empty
 * @param answered what a wait goes on with; null for any other part than {@link VisitPart#ANSWER}
 * @param leaving what a flow is left with; null for any other part than {@link VisitPart#LEAVE}
 */
public record VisitRequest(
        String runId,
        String flow,
        FlowRules rules,
        List<Enclosing> enclosing,
        String node,
        long number,
        VisitPart part,
        int attempts,
        int retries,
        Map<String, Object> global,
        Map<String, Object> local,
        List<Map<String, Object>> joined,
        @Nullable Answered answered,
        @Nullable Leaving leaving) {

    /** Takes lists of its own. */
    public VisitRequest {
        enclosing = List.copyOf(enclosing);
        joined = List.copyOf(joined);
    }

    /**
     * A flow around the visit.
     *
     * @param node the name of the node that it is
     * @param number the number of its visit
     * @param retries how often the run was retried after a failure of the visit
     */
    public record Enclosing(String node, long number, int retries) {}

    /**
     * What a wait goes on with.
     *
     * @param asked what its {@code prep} returned
     * @param answer the answer; null if none came in time
     */
    public record Answered(@Nullable Object asked, @Nullable Object answer) {}

    /**
     * What a flow is left with that has not failed.
     *
     * @param prepared what its {@code prep} returned
     * @param tree what was visited, in the flat form of an {@link ExecutionTree}
     * @param departed the triggers that become the flow's own
     */
    public record Leaving(@Nullable Object prepared, List<ExecutionTree.Entry> tree, List<Trigger> departed) {

        /** Takes lists of its own. */
        public Leaving {
            tree = List.copyOf(tree);
            departed = List.copyOf(departed);
        }
    }
}
