package io.brainyflow.jdbc;

import io.brainyflow.FlowRun.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of runs: a projection of the journal, for lists.
 *
 * @param number its number in the database
 * @param id its id
 * @param flow the name of its root flow
 * @param status how far it has come
 * @param reason why it has failed or was cancelled; null if it has not
 * @param failure the message that it ended with; null if there is none
 * @param failures the visits that it failed by, as text; null if there are none
 * @param memory the values of the global store when the run last rested, as text; null if it has not yet
 * @param trace what tracing keeps of the start, as text; null if that is nothing
 * @param owner the instance that performs it; null if none does
 * @param epoch the number of the last ownership
 * @param takeovers how many owners have died since its last entry
 * @param allowed how long it may take from a start or retry on; null for any time
 * @param deadline when it is to have ended; null if it has any time
 * @param startedAt when it was started
 * @param endedAt when it has ended; null if it has not
 */
record RunRow(
        long number,
        String id,
        String flow,
        Status status,
        @Nullable Reason reason,
        @Nullable String failure,
        @Nullable String failures,
        @Nullable String memory,
        @Nullable String trace,
        @Nullable String owner,
        int epoch,
        int takeovers,
        @Nullable Duration allowed,
        @Nullable Instant deadline,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /** Why a run has failed or was cancelled. */
    enum Reason {
        /** A node has failed. */
        NODE,
        /** A limit of visits was reached. */
        LIMIT,
        /** The flow's graph has changed in a way that the run cannot go on with. */
        GRAPH,
        /** Something that was kept cannot be read, or something cannot be kept. */
        VALUE,
        /** Its owners died again and again. */
        TAKEOVERS,
        /** Its deadline has passed. */
        DEADLINE,
        /** On request. */
        CANCELLED
    }

    boolean hasEnded() {
        return hasEnded(status);
    }

    static boolean hasEnded(Status status) {
        return switch (status) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case READY, RUNNING, WAITING -> false;
        };
    }

    @Override
    public String toString() {
        return "Run '" + id + "' of flow '" + flow + "'";
    }
}
