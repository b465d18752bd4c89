package io.brainyflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it was at some moment.
 *
 * @param runId the id of the run
 * @param flow the name of its root flow
 * @param status how far it has come
 * @param startedAt when it was started
 * @param endedAt when it has ended; empty if it has not
 * @param waits the visits that are to be answered, in the order in which they asked
 * @param reason the message of the exception that it ended with; empty if there was none
 * @param failures the visits that it has failed by, which a retry tries again
 * @param memory the values of the global store, unmodifiable
 */
public record RunView(
        String runId,
        String flow,
        FlowRun.Status status,
        Instant startedAt,
        Optional<Instant> endedAt,
        List<Wait> waits,
        Optional<String> reason,
        List<FailedVisit> failures,
        Map<String, Object> memory) {

    /**
     * A visit that a run has failed by.
     *
     * @param visit the number of the visit
     * @param node the name of the node
     * @param failure how it failed
     */
    public record FailedVisit(long visit, String node, Failure failure) {}
}
