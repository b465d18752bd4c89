package io.brainyflow;

/** Thrown when a run visits a node more often than its flow allows, or makes more visits than the run may make. */
public final class VisitLimitException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    private VisitLimitException(String message, Location at, long limit) {
        super(message, at, null);
        this.limit = limit;
    }

    static VisitLimitException ofVisits(Location at, int maxVisits) {
        return new VisitLimitException(
                "Flow '" + at.flow() + "' reached node '" + at.node() + "' more than " + maxVisits
                        + " times on one path; check the actions that lead back to it, or raise the flow's maxVisits",
                at,
                maxVisits);
    }

    static VisitLimitException ofSteps(Location at, String root, long maxSteps) {
        return new VisitLimitException(
                "The run of flow '" + root + "' made " + maxSteps + " visits and would go on with node '"
                        + at.node() + "' of flow '" + at.flow()
                        + "'; check its loops and fan-outs, or raise the maxSteps of flow '" + root
                        + "'",
                at,
                maxSteps);
    }

    /** Returns what a run ended with in a process that is gone. */
    static VisitLimitException ofEntry(Location root, String message) {
        return new VisitLimitException(message, root, 0);
    }

    /** Returns the limit that was reached; 0 if that was in a process that is gone. */
    public long limit() {
        return limit;
    }
}
