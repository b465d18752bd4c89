package io.brainyflow;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The limits and rules of a flow. As with {@link RetryPolicy}, unset options are taken from
 * {@link #withDefaults other options}, and finally have the defaults that the accessors document. Immutable.
 */
public final class FlowOptions {

    /** How often a node may be visited along one path if unset; the default of the Python original. */
    public static final int DEFAULT_MAX_VISITS = 5;

    /** How many visits a whole run may make, unless stated. */
    public static final long DEFAULT_MAX_STEPS = 1_000_000;

    private static final FlowOptions NONE = new FlowOptions(PartialSettings.NOTHING);

    private final PartialSettings stated;

    private FlowOptions(PartialSettings stated) {
        this.stated = stated;
    }

    /** Returns options that state nothing. */
    public static FlowOptions create() {
        return NONE;
    }

    /**
     * Returns a copy with the number of times that a node may be visited along one path from the start, counted anew in each
     * visit of the flow.
     *
     * @throws IllegalArgumentException if {@code maxVisits} is below 1
     */
    public FlowOptions withMaxVisits(int maxVisits) {
        return new FlowOptions(stated.with("maxVisits", (int) atLeastOne("maxVisits", maxVisits)));
    }

    /**
     * Returns a copy with the number of visits that a whole run may make, those in nested flows included. The root flow's
     * number counts.
     *
     * @throws IllegalArgumentException if {@code maxSteps} is below 1
     */
    public FlowOptions withMaxSteps(long maxSteps) {
        return new FlowOptions(stated.with("maxSteps", atLeastOne("maxSteps", maxSteps)));
    }

    /**
     * Returns a copy with the number of nodes of a parallel flow that may be active at once in one visit of the flow. A flow
     * that is such a node counts as one from its beginning to its end, whatever goes on inside. A sequential flow has
     * one at a time anyway.
     *
     * @throws IllegalArgumentException if {@code maxConcurrency} is below 1
     */
    public FlowOptions withMaxConcurrency(int maxConcurrency) {
        return new FlowOptions(stated.with("maxConcurrency", (int) atLeastOne("maxConcurrency", maxConcurrency)));
    }

    /**
     * Returns a copy that says whether an action that a node triggers explicitly, and that has no successor in this
     * flow, becomes the flow's own trigger (the rule of the reference's version 2) or ends the branch (version 1).
     */
    public FlowOptions withPropagateActions(boolean propagateActions) {
        return new FlowOptions(stated.with("propagateActions", propagateActions));
    }

    /** Returns a copy with the treatment of the other branches when one fails. */
    public FlowOptions withOnFailure(OnFailure onFailure) {
        return new FlowOptions(stated.with("onFailure", onFailure));
    }

    /**
     * Returns a copy with the reaction to branches of a parallel flow that leave different values under one key, by
     * {@link Memory#put}, or by {@code put} and an operation such as {@link Memory#add}, where neither write is ordered after the
     * other. In a sequential flow, writes are always ordered.
     */
    public FlowOptions withOnConflict(OnConflict onConflict) {
        return new FlowOptions(stated.with("onConflict", onConflict));
    }

    /** Returns a copy with what follows when a node triggers an action that is neither wired nor declared as an end. */
    public FlowOptions withOnUnmatched(OnUnmatched onUnmatched) {
        return new FlowOptions(stated.with("onUnmatched", onUnmatched));
    }

    /** Returns a copy in which {@code defaults} stand in for what these options do not state. */
    public FlowOptions withDefaults(FlowOptions defaults) {
        return new FlowOptions(stated.withDefaults(defaults.stated));
    }

    /** Returns how often a node may be visited along one path. */
    public int maxVisits() {
        return stated.get("maxVisits", DEFAULT_MAX_VISITS);
    }

    /** Returns how many visits a whole run may make. */
    public long maxSteps() {
        return stated.get("maxSteps", DEFAULT_MAX_STEPS);
    }

    /**
     * Returns how many nodes of a parallel flow may be active at once; empty if unset, in which case
     * the run's {@link FlowRuntime#maxConcurrency} applies.
     */
    public OptionalInt maxConcurrency() {
        int limit = stated.get("maxConcurrency", 0);
        return limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /** Returns whether unmatched actions become the flow's own triggers; false if unset. */
    public boolean propagateActions() {
        return stated.get("propagateActions", false);
    }

    /** Returns the treatment of the other branches when one fails; {@link OnFailure#FAIL_FAST} if unset. */
    public OnFailure onFailure() {
        return stated.get("onFailure", OnFailure.FAIL_FAST);
    }

    /** Returns the reaction to conflicting values; {@link OnConflict#WARN} if unset. */
    public OnConflict onConflict() {
        return stated.get("onConflict", OnConflict.WARN);
    }

    /** Returns the reaction to an unmatched action; {@link OnUnmatched#WARN} if unset. */
    public OnUnmatched onUnmatched() {
        return stated.get("onUnmatched", OnUnmatched.WARN);
    }

    /** Returns the options that are set, by name, without any defaults. */
    public Map<String, Object> stated() {
        return stated.values();
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but was " + value);
        }
        return value;
    }

    /** Returns whether the other object is a {@code FlowOptions} with the same values set. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowOptions that && stated.equals(that.stated);
    }

    /** Returns a hash of the set values. */
    @Override
    public int hashCode() {
        return stated.hashCode();
    }

    /** Returns the set values. */
    @Override
    public String toString() {
        return "FlowOptions" + stated;
    }

    /** Returns options with every effective value set, except {@code maxConcurrency}, which each process sets for itself. */
    FlowOptions rules() {
        return create().withMaxVisits(maxVisits())
                .withMaxSteps(maxSteps())
                .withOnFailure(onFailure())
                .withOnConflict(onConflict())
                .withOnUnmatched(onUnmatched())
                .withPropagateActions(propagateActions());
    }

    boolean collects() {
        return onFailure() == OnFailure.COLLECT;
    }
}
