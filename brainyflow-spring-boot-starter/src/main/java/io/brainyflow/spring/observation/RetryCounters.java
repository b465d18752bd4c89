package io.brainyflow.spring.observation;

import io.brainyflow.FlowListener;
import io.brainyflow.Visit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts, for each node, the attempts that followed a failed one ({@code brainyflow.node.retries}) and the visits whose
 * result a fallback gave ({@code brainyflow.node.fallbacks}). A counter begins to exist with the first.
 */
public final class RetryCounters implements FlowListener {

    private final MeterRegistry registry;

    /** Makes counters in a registry. */
    public RetryCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a retry, if one follows. */
    @Override
    public void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {
        if (retrying) {
            count("brainyflow.node.retries", "Attempts of a node that followed a failed one", visit);
        }
    }

    /** Counts a fallback. */
    @Override
    public void fallbackAnswered(Visit visit, Exception failure) {
        count("brainyflow.node.fallbacks", "Visits of a node whose result its fallback gave", visit);
    }

    private void count(String name, String description, Visit visit) {
        Counter.builder(name)
                .description(description)
                .tag(BrainyFlowObservation.Key.FLOW.asString(), visit.flow())
                .tag(BrainyFlowObservation.Key.NODE.asString(), visit.node())
                .register(registry)
                .increment();
    }
}
