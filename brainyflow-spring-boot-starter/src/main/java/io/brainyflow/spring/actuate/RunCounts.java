package io.brainyflow.spring.actuate;

import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowListener;
import io.brainyflow.Visit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the runs of each root flow since the application started. */
public final class RunCounts implements FlowListener {

    private final Map<String, Counters> counters = new ConcurrentHashMap<>();

    /**
     * Numbers of runs.
     *
     * @param active under way
     * @param succeeded ended well
     * @param failed ended by an exception or error
     * @param cancelled ended by a cancellation, a deadline or an interrupt
     */
    public record Runs(long active, long succeeded, long failed, long cancelled) {}

    private record Counters(LongAdder started, LongAdder succeeded, LongAdder failed, LongAdder cancelled) {}

    /** Creates counters that are all zero. */
    public RunCounts() {}

    /** Counts a run as started. */
    @Override
    public void runStarted(Visit run) {
        of(run.flow()).started().increment();
    }

    /** Counts a run as ended. */
    @Override
    public void runEnded(Visit run, @Nullable Throwable failure) {
        Counters of = of(run.flow());
        LongAdder ended = failure == null
                ? of.succeeded()
                : failure instanceof FlowCancelledException ? of.cancelled() : of.failed();
        ended.increment();
    }

    /** Returns the numbers of a flow's runs; those that happen meanwhile may be counted or not. */
    public Runs runs(String flow) {
        Counters of = of(flow);
        long succeeded = of.succeeded().sum();
        long failed = of.failed().sum();
        long cancelled = of.cancelled().sum();
        long active = Math.max(0, of.started().sum() - succeeded - failed - cancelled);
        return new Runs(active, succeeded, failed, cancelled);
    }

    private Counters of(String flow) {
        return counters.computeIfAbsent(
                flow, name -> new Counters(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()));
    }
}
