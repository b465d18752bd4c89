package io.brainyflow.spring.observation;

import io.brainyflow.FlowGraph;
import io.brainyflow.FlowListener;
import io.brainyflow.Visit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts, for each node, the attempts that followed a failed one ({@code brainyflow.node.retries}) and the visits whose
 * result a fallback gave ({@code brainyflow.node.fallbacks}).
 */
public final class RetryCounters implements FlowListener {

    private final MeterRegistry registry;

    /** Creates counters in a registry. */
    public RetryCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Registers the counters of a flow's nodes, and those of the flows among them, at 0, so that a first retry shows as an
     * increase.
     */
    public void register(FlowGraph flow) {
        for (String node : flow.nodes()) {
            FlowGraph nested = flow.nested(node);
            if (nested != null) {
                register(nested);
            } else if (flow.isRetryable(node)) {
                retries(flow.name(), node);
                fallbacks(flow.name(), node);
            }
        }
    }

    /** Counts a retry, if one follows. */
    @Override
    public void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {
        if (retrying) {
            retries(visit.flow(), visit.node()).increment();
        }
    }

    /** Counts a fallback. */
    @Override
    public void fallbackAnswered(Visit visit, Exception failure) {
        fallbacks(visit.flow(), visit.node()).increment();
    }

    private Counter retries(String flow, String node) {
        return counter("brainyflow.node.retries", "Attempts of a node that followed a failed one", flow, node);
    }

    private Counter fallbacks(String flow, String node) {
        return counter("brainyflow.node.fallbacks", "Visits of a node whose result its fallback gave", flow, node);
    }

    private Counter counter(String name, String description, String flow, String node) {
        return Counter.builder(name)
                .description(description)
                .tag(BrainyFlowObservation.Key.FLOW.asString(), flow)
                .tag(BrainyFlowObservation.Key.NODE.asString(), node)
                .register(registry);
    }
}
