package io.brainyflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The limits and rules of a flow. As with {@link RetryPolicy}, what is not stated is taken from
 * {@link #withDefaults other options}, and in the end from the constants here. Immutable.
 */
public final class FlowOptions {

    /** How often a node may be visited along one path, unless stated; the reference's default. */
    public static final int DEFAULT_MAX_VISITS = 5;

    /** How many visits a whole run may make, unless stated. */
    public static final long DEFAULT_MAX_STEPS = 1_000_000;

    private static final FlowOptions UNSTATED = new FlowOptions(null, null, null, null);

    private final @Nullable Integer maxVisits;
    private final @Nullable Long maxSteps;
    private final @Nullable Integer maxConcurrency;
    private final @Nullable Boolean propagateActions;

    private FlowOptions(
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable Boolean propagateActions) {
        this.maxVisits = maxVisits;
        this.maxSteps = maxSteps;
        this.maxConcurrency = maxConcurrency;
        this.propagateActions = propagateActions;
    }

    /** Answers options that state nothing. */
    public static FlowOptions unstated() {
        return UNSTATED;
    }

    /**
     * Answers a copy in which a node may be visited so often along one path from the start, afresh in each visit of the
     * flow.
     *
     * @throws IllegalArgumentException if {@code maxVisits} is below 1
     */
    public FlowOptions withMaxVisits(int maxVisits) {
        return new FlowOptions((int) atLeastOne("maxVisits", maxVisits), maxSteps, maxConcurrency, propagateActions);
    }

    /**
     * Answers a copy in which a whole run may make so many visits, those in nested flows included. The root flow's
     * number counts.
     *
     * @throws IllegalArgumentException if {@code maxSteps} is below 1
     */
    public FlowOptions withMaxSteps(long maxSteps) {
        return new FlowOptions(maxVisits, atLeastOne("maxSteps", maxSteps), maxConcurrency, propagateActions);
    }

    /**
     * Answers a copy in which so many nodes of a parallel flow may be under way at once in one visit of the flow. A flow
     * that is such a node counts as one from its beginning to its end, whatever goes on inside. A sequential flow has
     * one at a time anyway.
     *
     * @throws IllegalArgumentException if {@code maxConcurrency} is below 1
     */
    public FlowOptions withMaxConcurrency(int maxConcurrency) {
        return new FlowOptions(
                maxVisits, maxSteps, (int) atLeastOne("maxConcurrency", maxConcurrency), propagateActions);
    }

    /**
     * Answers a copy that says whether an action that a node triggers explicitly, and that has no successor in this
     * flow, becomes the flow's own trigger (the rule of the reference's version 2) or ends the branch (version 1).
     */
    public FlowOptions withPropagateActions(boolean propagateActions) {
        return new FlowOptions(maxVisits, maxSteps, maxConcurrency, propagateActions);
    }

    /** Answers a copy in which {@code defaults} stand in for what these options do not state. */
    public FlowOptions withDefaults(FlowOptions defaults) {
        return new FlowOptions(
                maxVisits == null ? defaults.maxVisits : maxVisits,
                maxSteps == null ? defaults.maxSteps : maxSteps,
                maxConcurrency == null ? defaults.maxConcurrency : maxConcurrency,
                propagateActions == null ? defaults.propagateActions : propagateActions);
    }

    /** Answers how often a node may be visited along one path. */
    public int maxVisits() {
        return maxVisits == null ? DEFAULT_MAX_VISITS : maxVisits;
    }

    /** Answers how many visits a whole run may make. */
    public long maxSteps() {
        return maxSteps == null ? DEFAULT_MAX_STEPS : maxSteps;
    }

    /**
     * Answers how many nodes of a parallel flow may be under way at once; empty where nothing was stated, and then as
     * the run's {@link FlowRuntime#maxConcurrency} says.
     */
    public OptionalInt maxConcurrency() {
        return maxConcurrency == null ? OptionalInt.empty() : OptionalInt.of(maxConcurrency);
    }

    /** Answers whether unmatched actions become the flow's own triggers; false where nothing was stated. */
    public boolean propagateActions() {
        return propagateActions != null && propagateActions;
    }

    /** Answers what these options state, by the name of the setting; nothing of what stands in for the rest. */
    public Map<String, Object> stated() {
        Map<String, Object> stated = new LinkedHashMap<>();
        RetryPolicy.putStated(stated, "maxVisits", maxVisits);
        RetryPolicy.putStated(stated, "maxSteps", maxSteps);
        RetryPolicy.putStated(stated, "maxConcurrency", maxConcurrency);
        RetryPolicy.putStated(stated, "propagateActions", propagateActions);
        return Collections.unmodifiableMap(stated);
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but was " + value);
        }
        return value;
    }

    /** Answers whether the other object is options that state the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowOptions that && stated().equals(that.stated());
    }

    /** Answers a hash of what is stated. */
    @Override
    public int hashCode() {
        return stated().hashCode();
    }

    /** Answers what is stated. */
    @Override
    public String toString() {
        return "FlowOptions" + stated();
    }
}
