package io.brainyflow.spring;

import org.jspecify.annotations.Nullable;

/**
 * An event of a run, which an application receives by {@code @EventListener} if {@code brainyflow.events.enabled} is true.
 * Published on the thread on which it occurs; an exception from a listener is logged and ignored.
 */
public sealed interface FlowEvent {

    /** Returns the id of the run. */
    String runId();

    /** Returns the name of the flow; within a nested flow, that one's. */
    String flow();

    /**
     * A run is about to begin.
     *
     * @param runId the id of the run
     * @param flow the name of the root flow
     */
    record RunStarted(String runId, String flow) implements FlowEvent {}

    /**
     * A run has ended.
     *
     * @param runId the id of the run
     * @param flow the name of the root flow
     * @param failure what it threw, or null if it succeeded
     */
    record RunEnded(String runId, String flow, @Nullable Throwable failure) implements FlowEvent {}

    /**
     * A run has nothing else to do than wait to be answered.
     *
     * @param runId the id of the run
     * @param flow the name of the root flow
     */
    record RunSuspended(String runId, String flow) implements FlowEvent {}

    /**
     * A run is about to go on, after it was suspended, or after a failure that is tried again.
     *
     * @param runId the id of the run
     * @param flow the name of the root flow
     */
    record RunResumed(String runId, String flow) implements FlowEvent {}

    /**
     * A visit is about to begin.
     *
     * @param runId the id of the run
     * @param flow the name of the flow
     * @param node the name of the node
     * @param visit the visit's number
     */
    record VisitStarted(String runId, String flow, String node, long visit) implements FlowEvent {}

    /**
     * A visit has ended.
     *
     * @param runId the id of the run
     * @param flow the name of the flow
     * @param node the name of the node
     * @param visit the visit's number
     * @param failure what ended it, or null if it ended well
     */
    record VisitEnded(
            String runId,
            String flow,
            String node,
            long visit,
            @Nullable Throwable failure) implements FlowEvent {}

    /**
     * A node has emitted something.
     *
     * @param runId the id of the run
     * @param flow the name of the flow
     * @param node the name of the node
     * @param visit the visit's number
     * @param event what was emitted
     */
    record Emitted(String runId, String flow, String node, long visit, Object event) implements FlowEvent {}
}
