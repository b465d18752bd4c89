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
 */
@ConfigurationProperties(BrainyFlowProperties.PREFIX)
public record BrainyFlowProperties(
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, NodeSettings> nodes,
        @DefaultValue Map<String, FlowSettings> flows) {

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
     * @param maxAttempts Number of times that a node is tried, the first time included. One unless set.
     * @param waitTime Time to wait between two attempts.
     * @param type Whether the branches of a declared flow run one after the other or concurrently. Sequential unless set.
     * @param maxVisits Number of times that a node may be visited along one path. Five unless set.
     * @param maxSteps Number of visits that a whole run may make. One million unless set.
     * @param propagateActions Whether an action that nothing in a flow is wired to becomes the flow's own.
     */
    public record Defaults(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Boolean propagateActions) {

        RetryPolicy retryPolicy() {
            return policy(maxAttempts, waitTime);
        }

        FlowOptions options() {
            return BrainyFlowProperties.options(maxVisits, maxSteps, propagateActions);
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

        static final NodeSettings NONE = new NodeSettings(null, null);

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
     * @param propagateActions Whether an action that nothing in the flow is wired to becomes the flow's own.
     * @param successors Nodes that follow a node, by node and action. Replaces the wiring by annotation in this flow.
     * @param nodes Settings of nodes in this flow, by node name.
     */
    public record FlowSettings(
            @Nullable String start,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Boolean propagateActions,
            @DefaultValue Map<String, Map<String, List<String>>> successors,
            @DefaultValue Map<String, NodeSettings> nodes) {

        static final FlowSettings NONE = new FlowSettings(null, null, null, null, null, Map.of(), Map.of());

        FlowOptions options() {
            return BrainyFlowProperties.options(maxVisits, maxSteps, propagateActions);
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
            @Nullable Integer maxVisits, @Nullable Long maxSteps, @Nullable Boolean propagateActions) {
        FlowOptions options = FlowOptions.unstated();
        if (maxVisits != null) {
            options = options.withMaxVisits(maxVisits);
        }
        if (maxSteps != null) {
            options = options.withMaxSteps(maxSteps);
        }
        return propagateActions == null ? options : options.withPropagateActions(propagateActions);
    }
}
