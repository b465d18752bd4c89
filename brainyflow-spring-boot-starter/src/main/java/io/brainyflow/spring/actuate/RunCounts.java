package io.brainyflow.spring.actuate;

import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowListener;
import io.brainyflow.Visit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the runs of each root flow since the application started. */
public final class RunCounts implements FlowListener {

    private final Map<String, Counters> counters = new ConcurrentHashMap<>();

    /**
     * Numbers of runs.
     *
     * @param active begun or continued here, and neither ended nor handed over
     * @param succeeded ended well
     * @param failed ended by an exception or error
     * @param cancelled ended by a cancellation, a deadline or an interrupt
     */
    public record Runs(long active, long succeeded, long failed, long cancelled) {}

    private record Counters(Set<String> active, LongAdder succeeded, LongAdder failed, LongAdder cancelled) {}

    /** Creates counters that are all zero. */
    public RunCounts() {}

    /** Counts a run as active. */
    @Override
    public void runStarted(Visit run) {
        of(run.flow()).active().add(run.runId());
    }

    /** Counts a run as active, which it may be already. */
    @Override
    public void runResumed(Visit run) {
        of(run.flow()).active().add(run.runId());
    }

    /** Counts a run as not active here. */
    @Override
    public void runHandedOver(Visit run) {
        of(run.flow()).active().remove(run.runId());
    }

    /** Counts a run as ended. */
    @Override
    public void runEnded(Visit run, @Nullable Throwable failure) {
        Counters of = of(run.flow());
        of.active().remove(run.runId());
        LongAdder ended = failure == null
                ? of.succeeded()
                : failure instanceof FlowCancelledException ? of.cancelled() : of.failed();
        ended.increment();
    }

    /** Returns the numbers of a flow's runs; those that happen meanwhile may be counted or not. */
    public Runs runs(String flow) {
        Counters of = of(flow);
        return new Runs(
                of.active().size(),
                of.succeeded().sum(),
                of.failed().sum(),
                of.cancelled().sum());
    }

    private Counters of(String flow) {
        return counters.computeIfAbsent(
                flow,
                name -> new Counters(ConcurrentHashMap.newKeySet(), new LongAdder(), new LongAdder(), new LongAdder()));
    }
}
