package io.brainyflow;

import java.util.Optional;

/**
 * Which waits are asked for.
 *
 * @param flow the name of the run's root flow; empty for any
 * @param node the name of the node; empty for any
 * @param limit how many at most
 */
public record WaitQuery(Optional<String> flow, Optional<String> node, int limit) {

    private static final int DEFAULT_LIMIT = 100;

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public WaitQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but was " + limit);
        }
    }

    /** Returns a query for all waits, 100 at most. */
    public static WaitQuery all() {
        return new WaitQuery(Optional.empty(), Optional.empty(), DEFAULT_LIMIT);
    }

    /** Returns a copy that asks for those in runs of one flow. */
    public WaitQuery ofFlow(String flow) {
        return new WaitQuery(Optional.of(flow), node, limit);
    }

    /** Returns a copy that asks for those of nodes of that name. */
    public WaitQuery atNode(String node) {
        return new WaitQuery(flow, Optional.of(node), limit);
    }

    /** Returns a copy with another limit. */
    public WaitQuery limitedTo(int limit) {
        return new WaitQuery(flow, node, limit);
    }
}
