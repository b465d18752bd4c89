package io.brainyflow;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which runs are asked for.
 *
 * @param flow the name of their root flow; empty for any
 * @param statuses their statuses; empty for any
 * @param limit how many at most
 */
public record RunQuery(Optional<String> flow, Set<FlowRun.Status> statuses, int limit) {

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RunQuery {
        statuses = Set.copyOf(statuses);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but was " + limit);
        }
    }

    /** Returns a query for all runs, 100 at most. */
    public static RunQuery all() {
        return new RunQuery(Optional.empty(), Set.of(), DEFAULT_LIMIT);
    }

    /** Returns a copy that asks for the runs of one flow. */
    public RunQuery ofFlow(String flow) {
        return new RunQuery(Optional.of(flow), statuses, limit);
    }

    /** Returns a copy that asks for runs of these statuses. */
    public RunQuery with(FlowRun.Status... statuses) {
        return new RunQuery(flow, Arrays.stream(statuses).collect(Collectors.toUnmodifiableSet()), limit);
    }

    /** Returns a copy with another limit. */
    public RunQuery limitedTo(int limit) {
        return new RunQuery(flow, statuses, limit);
    }
}
