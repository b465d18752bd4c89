package io.brainyflow;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of one run, over what its flow says. Immutable. */
public final class RunOptions {

    private static final RunOptions NONE = new RunOptions(null, FlowOptions.create());

    private final @Nullable Duration deadline;
    private final FlowOptions limits;

    private RunOptions(@Nullable Duration deadline, FlowOptions limits) {
        this.deadline = deadline;
        this.limits = limits;
    }

    /** Returns options that state nothing. */
    public static RunOptions create() {
        return NONE;
    }

    /**
     * Returns a copy that has a run cancelled when it has not ended after that time from its beginning.
     *
     * @throws IllegalArgumentException if {@code deadline} is not positive
     */
    public RunOptions withDeadline(Duration deadline) {
        return new RunOptions(RetryPolicy.positive("deadline", deadline), limits);
    }

    /**
     * Returns a copy with the run's own {@link FlowOptions#withMaxVisits maxVisits}; nested flows keep theirs.
     *
     * @throws IllegalArgumentException if {@code maxVisits} is below 1
     */
    public RunOptions withMaxVisits(int maxVisits) {
        return new RunOptions(deadline, limits.withMaxVisits(maxVisits));
    }

    /**
     * Returns a copy with the run's own {@link FlowOptions#withMaxSteps maxSteps}.
     *
     * @throws IllegalArgumentException if {@code maxSteps} is below 1
     */
    public RunOptions withMaxSteps(long maxSteps) {
        return new RunOptions(deadline, limits.withMaxSteps(maxSteps));
    }

    /** Returns how long the run may take; empty where nothing was stated, which is any time. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Returns the graph as the run goes by it. */
    FlowGraph limit(FlowGraph graph) {
        return limits == FlowOptions.create() ? graph : graph.with(limits.withDefaults(graph.options()));
    }

    /** Returns what is stated. */
    @Override
    public String toString() {
        return "RunOptions{deadline=" + deadline + ", limits=" + limits + "}";
    }
}
