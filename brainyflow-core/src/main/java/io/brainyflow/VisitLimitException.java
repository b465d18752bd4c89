package io.brainyflow;

/** A run came to a node more often than its flow or the run allows. */
public final class VisitLimitException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    private VisitLimitException(String message, Visit visit, long limit) {
        super(message, visit, null);
        this.limit = limit;
    }

    static VisitLimitException ofVisits(Visit visit, int maxVisits) {
        return new VisitLimitException(
                "Flow '" + visit.flow() + "' came to node '" + visit.node() + "' more than " + maxVisits
                        + " times on one path; check the actions that lead back to it, or raise the flow's maxVisits",
                visit,
                maxVisits);
    }

    static VisitLimitException ofSteps(Visit visit, String root, long maxSteps) {
        return new VisitLimitException(
                "The run of flow '" + root + "' made " + maxSteps + " visits and would go on with node '"
                        + visit.node() + "' of flow '" + visit.flow()
                        + "'; check its loops and fan-outs, or raise the maxSteps of flow '" + root
                        + "'",
                visit,
                maxSteps);
    }

    /** Answers the limit that was reached. */
    public long limit() {
        return limit;
    }
}
