package io.brainyflow.jdbc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** The meters of runs and of their journals. Tags name flows, and no run. */
final class RunMeters {

    private static final String FLOW = "brainyflow.flow";

    private final MeterRegistry registry;
    private final Timer commits;
    private final DistributionSummary batches;

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
        this.commits = Timer.builder("brainyflow.journal.commit")
                .description("Commits of entries")
                .register(registry);
        this.batches = DistributionSummary.builder("brainyflow.journal.batch")
                .description("Entries that were committed together")
                .register(registry);
    }

    /** Shows how many runs are in which state. */
    void gauge(
            Supplier<Number> active, Supplier<Number> waiting, Supplier<Number> parked, Supplier<Number> incompatible) {
        gauge("brainyflow.runs.active", "Runs that this instance performs", active);
        gauge("brainyflow.runs.waiting", "Runs that wait for an answer, in the whole database", waiting);
        gauge("brainyflow.runs.parked", "Runs that have failed and can be retried, in the whole database", parked);
        gauge("brainyflow.runs.incompatible", "Runs that this instance's flows cannot continue", incompatible);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void committed(int entries, Duration time) {
        commits.record(time);
        batches.record(entries);
    }

    /** Counts a run that was taken over from an owner that died. */
    void takenOver(String flow) {
        counter("brainyflow.runs.takeovers", "Runs that were taken over from instances that died", flow)
                .increment();
    }

    /** Counts a run that another instance has taken over from this one. */
    void lost(String flow) {
        counter("brainyflow.runs.lost", "Runs that another instance has taken over from this one", flow)
                .increment();
    }

    private Counter counter(String name, String description, String flow) {
        return Counter.builder(name).description(description).tag(FLOW, flow).register(registry);
    }

    /** Records a wait that goes on, from its question on. */
    void waited(String flow, String node, boolean isAnswered, Duration time) {
        Timer.builder("brainyflow.wait")
                .description("Waits, from their question to their answer, or to their timeout")
                .tag(FLOW, flow)
                .tag("brainyflow.node", node)
                .tag("outcome", isAnswered ? "ANSWERED" : "TIMEOUT")
                .register(registry)
                .record(time);
    }

    /** Records a run that has ended, from its start on. */
    void ended(RunRow run, RunTable.End end, Duration time) {
        Timer.builder("brainyflow.run")
                .description("Runs, from their start to their end")
                .tag(FLOW, run.flow())
                .tag("outcome", end.status().name())
                .tag("engine", "jdbc")
                .register(registry)
                .record(time);
    }
}
