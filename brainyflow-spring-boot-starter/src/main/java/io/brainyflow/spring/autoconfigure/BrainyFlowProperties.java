package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
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
 * @param shutdown How runs end when the application does.
 */
@ConfigurationProperties(BrainyFlowProperties.PREFIX)
public record BrainyFlowProperties(
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, NodeSettings> nodes,
        @DefaultValue Map<String, FlowSettings> flows,
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
     * @param type Whether the branches of a declared flow run one after the other or concurrently.
     * @param maxVisits Number of times that a node may be visited along one path.
     * @param maxSteps Number of visits that a whole run may make.
     * @param maxConcurrency Number of nodes of a parallel flow that may be under way at once. Unlimited on virtual
     *     threads and 200 otherwise, unless set.
     * @param propagateActions Whether an action that nothing in a flow is wired to becomes the flow's own.
     */
    public record Defaults(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable Boolean propagateActions) {

        RetryPolicy retryPolicy() {
            return policy(maxAttempts, waitTime);
        }

        FlowOptions options() {
            return BrainyFlowProperties.options(maxVisits, maxSteps, maxConcurrency, propagateActions);
        }
    }

    /**
     * Settings of a node.
     *
     * @param maxAttempts Number of times that the node is tried, the first time included.
     * @param waitTime Time to wait between two attempts.
     */
    public record NodeSettings(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime) {

        RetryPolicy retryPolicy() {
            return policy(maxAttempts, waitTime);
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
     * @param propagateActions Whether an action that nothing in the flow is wired to becomes the flow's own.
     * @param successors Nodes that follow a node, by node and action. Replaces the wiring by annotation in this flow.
     * @param nodes Settings of nodes in this flow, by node name.
     */
    public record FlowSettings(
            @Nullable String start,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable Boolean propagateActions,
            @DefaultValue Map<String, Map<String, List<String>>> successors,
            @DefaultValue Map<String, NodeSettings> nodes) {

        static final FlowSettings NONE = new FlowSettings(null, null, null, null, null, null, Map.of(), Map.of());

        FlowOptions options() {
            return BrainyFlowProperties.options(maxVisits, maxSteps, maxConcurrency, propagateActions);
        }
    }

    /**
     * How runs end when the application does.
     *
     * @param awaitTerminationPeriod Time that runs under way get to end, before what their nodes use is closed.
     */
    public record Shutdown(@DefaultValue("30s") Duration awaitTerminationPeriod) {

        void check() {
            if (awaitTerminationPeriod.isNegative()) {
                throw new IllegalArgumentException(
                        "the period must not be negative, but was " + awaitTerminationPeriod);
            }
        }
    }

    static RetryPolicy policy(@Nullable Integer maxAttempts, @Nullable Duration waitTime) {
        RetryPolicy policy = RetryPolicy.unstated();
        if (maxAttempts != null) {
            policy = policy.withMaxAttempts(maxAttempts);
        }
        return waitTime == null ? policy : policy.withWaitTime(waitTime);
    }

    static FlowOptions options(
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable Boolean propagateActions) {
        FlowOptions options = FlowOptions.unstated();
        if (maxVisits != null) {
            options = options.withMaxVisits(maxVisits);
        }
        if (maxSteps != null) {
            options = options.withMaxSteps(maxSteps);
        }
        if (maxConcurrency != null) {
            options = options.withMaxConcurrency(maxConcurrency);
        }
        return propagateActions == null ? options : options.withPropagateActions(propagateActions);
    }
}
