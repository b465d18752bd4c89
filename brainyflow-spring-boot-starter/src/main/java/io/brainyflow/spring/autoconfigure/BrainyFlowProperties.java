package io.brainyflow.spring.autoconfigure;

import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The properties of BrainyFlow.
 *
 * @param defaults Settings of every node and flow that nothing else sets.
 * @param nodes Settings of nodes in all flows, by node name.
 * @param flows Flows to declare, and settings of flows declared elsewhere, by flow name.
 * @param runs Runs that are handed over to the engine.
 * @param events What becomes of events.
 * @param shutdown How runs end when the application does.
 */
@ConfigurationProperties(BrainyFlowProperties.PREFIX)
public record BrainyFlowProperties(
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, NodeSettings> nodes,
        @DefaultValue Map<String, FlowSettings> flows,
        @DefaultValue Runs runs,
        @DefaultValue Events events,
        @DefaultValue Shutdown shutdown) {

    static final String PREFIX = "brainyflow";

    /** How the branches of a flow run. */
    public enum FlowType {
        /** One after the other. */
        SEQUENTIAL,
        /** Concurrently. */
        PARALLEL
    }

    /**
     * Settings of every node and flow that nothing else sets.
     *
     * @param maxAttempts Number of times that a node is tried, the first time included.
     * @param waitTime Time to wait between two attempts.
     * @param multiplier Number by which each wait is longer than the one before.
     * @param maxWait Longest time to wait between two attempts.
     * @param jitter Time by which a wait is longer or shorter at most, by chance.
     * @param exceptionIncludes Exceptions that are retried. All are, where none is named.
     * @param exceptionExcludes Exceptions that are not retried.
     * @param timeout Time that an attempt may take before it is interrupted and has failed.
     * @param type Whether the branches of a declared flow run one after the other or concurrently.
     * @param maxVisits Number of times that a node may be visited along one path.
     * @param maxSteps Number of visits that a whole run may make.
     * @param maxConcurrency Number of nodes of a parallel flow that may be under way at once. Unlimited on virtual
     *     threads and 200 otherwise, unless set.
     * @param onFailure Whether a failure interrupts the other branches, or they go on and all failures are collected.
     * @param onConflict What happens when branches of a parallel flow leave different values under one key.
     * @param onUnmatched What happens when a node triggers an action that is neither wired nor declared as an end.
     * @param propagateActions Whether an action that nothing in a flow is wired to becomes the flow's own.
     */
    public record Defaults(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable Double multiplier,
            @Nullable Duration maxWait,
            @Nullable Duration jitter,
            @Nullable List<Class<? extends Throwable>> exceptionIncludes,
            @Nullable List<Class<? extends Throwable>> exceptionExcludes,
            @Nullable Duration timeout,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable OnFailure onFailure,
            @Nullable OnConflict onConflict,
            @Nullable OnUnmatched onUnmatched,
            @Nullable Boolean propagateActions)
            implements RetryProperties, OptionProperties {}

    /**
     * Settings of a node.
     *
     * @param maxAttempts Number of times that the node is tried, the first time included.
     * @param waitTime Time to wait between two attempts.
     * @param multiplier Number by which each wait is longer than the one before.
     * @param maxWait Longest time to wait between two attempts.
     * @param jitter Time by which a wait is longer or shorter at most, by chance.
     * @param exceptionIncludes Exceptions that are retried. All are, where none is named.
     * @param exceptionExcludes Exceptions that are not retried.
     * @param timeout Time that an attempt may take before it is interrupted and has failed.
     * @param join Whether branches that come to the node meet there, so that it is visited once for all of them.
     * @param answerWithin Time that the answer to a wait may take, before timeout is triggered. No limit, unless set.
     */
    public record NodeSettings(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable Double multiplier,
            @Nullable Duration maxWait,
            @Nullable Duration jitter,
            @Nullable List<Class<? extends Throwable>> exceptionIncludes,
            @Nullable List<Class<? extends Throwable>> exceptionExcludes,
            @Nullable Duration timeout,
            @Nullable Boolean join,
            @Nullable Duration answerWithin)
            implements RetryProperties {

        NodeSettings checked() {
            if (answerWithin != null && (answerWithin.isNegative() || answerWithin.isZero())) {
                throw new IllegalArgumentException("the time must be positive, but was " + answerWithin);
            }
            return this;
        }
    }

    /**
     * A flow to declare, or settings of a flow declared elsewhere.
     *
     * @param start Node that a run begins with. Counts over a node that starts the flow by annotation.
     * @param type Whether branches run one after the other or concurrently.
     * @param maxVisits Number of times that a node may be visited along one path.
     * @param maxSteps Number of visits that a whole run may make.
     * @param maxConcurrency Number of nodes of the flow that may be under way at once, if it is parallel.
     * @param onFailure Whether a failure interrupts the other branches, or they go on and all failures are collected.
     * @param onConflict What happens when branches of the flow leave different values under one key, if it is parallel.
     * @param onUnmatched What happens when a node triggers an action that is neither wired nor declared as an end.
     * @param propagateActions Whether an action that nothing in the flow is wired to becomes the flow's own.
     * @param successors Nodes that follow a node, by node and action; none for an action that ends the branch. Replaces the
     *     wiring by annotation in this flow.
     * @param nodes Settings of nodes in this flow, by node name.
     */
    public record FlowSettings(
            @Nullable String start,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable OnFailure onFailure,
            @Nullable OnConflict onConflict,
            @Nullable OnUnmatched onUnmatched,
            @Nullable Boolean propagateActions,
            @DefaultValue Map<String, Map<String, List<String>>> successors,
            @DefaultValue Map<String, NodeSettings> nodes)
            implements OptionProperties {

        static final FlowSettings NONE =
                new FlowSettings(null, null, null, null, null, null, null, null, null, Map.of(), Map.of());
    }

    /**
     * Runs that are handed over to the engine.
     *
     * @param maxEnded Number of ended runs that are kept in memory. Of more, those that ended first are deleted.
     */
    public record Runs(@DefaultValue("1000") int maxEnded) {

        Runs checked() {
            if (maxEnded < 0) {
                throw new IllegalArgumentException("the number must not be negative, but was " + maxEnded);
            }
            return this;
        }
    }

    /**
     * What becomes of events.
     *
     * @param enabled Whether the beginnings and ends of runs and visits, and what nodes emit, are published as application
     *     events.
     */
    public record Events(@DefaultValue("false") boolean enabled) {}

    /**
     * How runs end when the application does.
     *
     * @param awaitTerminationPeriod Time that runs under way get to end, before they are cancelled and what their nodes use
     *     is closed.
     */
    public record Shutdown(@DefaultValue("30s") Duration awaitTerminationPeriod) {

        Shutdown checked() {
            if (awaitTerminationPeriod.isNegative()) {
                throw new IllegalArgumentException(
                        "the period must not be negative, but was " + awaitTerminationPeriod);
            }
            return this;
        }
    }
}
