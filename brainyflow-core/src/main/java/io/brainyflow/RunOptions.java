package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of one run, which override those of its flow. Immutable. */
public final class RunOptions {

    private static final int LONGEST_ID = 100;
    private static final RunOptions NONE = new RunOptions(null, null, FlowOptions.create(), List.of(), null);

    private final @Nullable String runId;
    private final @Nullable Duration deadline;
    private final FlowOptions limits;
    private final List<FlowListener> listeners;
    private final @Nullable FlowRules rules;

    private RunOptions(
            @Nullable String runId,
            @Nullable Duration deadline,
            FlowOptions limits,
            List<FlowListener> listeners,
            @Nullable FlowRules rules) {
        this.runId = runId;
        this.deadline = deadline;
        this.limits = limits;
        this.listeners = listeners;
        this.rules = rules;
    }

    /** Returns options that state nothing. */
    public static RunOptions create() {
        return NONE;
    }

    /**
     * Returns a copy that gives the run this id, and not a random one, so that the caller knows it before the run begins. While a
     * run of that id is active, another is rejected with an {@link IllegalStateException}.
     *
     * @param runId 1 to 100 printable characters
     * @throws IllegalArgumentException if it is anything else
     */
    public RunOptions withRunId(String runId) {
        int length = runId.codePointCount(0, runId.length());
        if (runId.isBlank() || length > LONGEST_ID) {
            throw new IllegalArgumentException("runId must have 1 to " + LONGEST_ID + " printable characters, but "
                    + (runId.isBlank() ? "is blank" : "has " + length));
        }
        runId.codePoints()
                .filter(character -> !isPrintable(character))
                .findFirst()
                .ifPresent(character -> {
                    throw new IllegalArgumentException(
                            "runId must have printable characters, but has U+%04X".formatted(character));
                });
        return new RunOptions(runId, deadline, limits, listeners, rules);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Returns a copy with one more listener to the run's events, notified after the application's and those added before. Runs
     * that nodes begin are not included. Called concurrently if branches are concurrent.
     */
    public RunOptions withListener(FlowListener listener) {
        List<FlowListener> more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener"));
        return new RunOptions(runId, deadline, limits, List.copyOf(more), rules);
    }

    /**
     * Returns a copy in which a run is cancelled if it has not ended within {@code deadline} from its beginning.
     *
     * @throws IllegalArgumentException if {@code deadline} is not positive
     */
    public RunOptions withDeadline(Duration deadline) {
        return new RunOptions(runId, RetryPolicy.positive("deadline", deadline), limits, listeners, rules);
    }

    /**
     * Returns a copy with the run's own {@link FlowOptions#withMaxVisits maxVisits}; nested flows keep theirs.
     *
     * @throws IllegalArgumentException if {@code maxVisits} is below 1
     */
    public RunOptions withMaxVisits(int maxVisits) {
        return new RunOptions(runId, deadline, limits.withMaxVisits(maxVisits), listeners, rules);
    }

    /**
     * Returns a copy with the run's own {@link FlowOptions#withMaxSteps maxSteps}.
     *
     * @throws IllegalArgumentException if {@code maxSteps} is below 1
     */
    public RunOptions withMaxSteps(long maxSteps) {
        return new RunOptions(runId, deadline, limits.withMaxSteps(maxSteps), listeners, rules);
    }

    /** Returns a copy in which a run that continues from its entries keeps to the rules that it began with. */
    public RunOptions withRules(FlowRules rules) {
        return new RunOptions(runId, deadline, limits, listeners, Objects.requireNonNull(rules, "rules"));
    }

    /** Returns the id that the run is given; empty where none was stated, which is a random one. */
    public Optional<String> runId() {
        return Optional.ofNullable(runId);
    }

    /** Returns the listeners that are notified of the run, after the application's. */
    public List<FlowListener> listeners() {
        return listeners;
    }

    /** Returns how long the run may take; empty if unset, which means any time. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Returns the limits that override those of the flow; all other options are unset. */
    public FlowOptions limits() {
        return limits;
    }

    /** Returns the rules that the run keeps to; null if it uses those of the flow. */
    @Nullable
    FlowRules rules() {
        return rules;
    }

    /** Returns the set values. */
    @Override
    public String toString() {
        return "RunOptions{runId=" + runId + ", deadline=" + deadline + ", limits=" + limits + ", listeners="
                + listeners.size() + "}";
    }
}
