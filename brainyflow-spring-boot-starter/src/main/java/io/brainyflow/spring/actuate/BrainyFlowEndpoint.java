package io.brainyflow.spring.actuate;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Shows the flows of the application: graph, settings in force, and counts. Holds nothing of any run's memory. */
@Endpoint(id = "brainyflow", defaultAccess = Access.READ_ONLY)
public class BrainyFlowEndpoint {

    private final Supplier<Map<String, Flow>> flows;
    private final RunCounts counts;

    /**
     * All flows.
     *
     * @param flows by bean name
     */
    public record Flows(Map<String, FlowSummary> flows) implements OperationResponseBody {}

    /**
     * A flow in a line.
     *
     * @param type {@code sequential} or {@code parallel}
     * @param start the node that a run begins with
     * @param nodes how many nodes it has
     * @param runs how many runs it had, as a root flow
     */
    public record FlowSummary(String type, String start, int nodes, RunCounts.Runs runs) {}

    /**
     * A flow in full.
     *
     * @param name the flow's name
     * @param type {@code sequential} or {@code parallel}
     * @param start the node that a run begins with
     * @param maxVisits how often a node may be visited along one path
     * @param maxSteps how many visits a run may make
     * @param propagateActions whether unmatched actions become the flow's own
     * @param nodes by name
     * @param edges in wiring order
     * @param runs how many runs it had, as a root flow
     */
    public record FlowDescription(
            String name,
            String type,
            String start,
            int maxVisits,
            long maxSteps,
            boolean propagateActions,
            Map<String, NodeDescription> nodes,
            List<FlowGraph.Edge> edges,
            RunCounts.Runs runs)
            implements OperationResponseBody {}

    /**
     * A node and its settings.
     *
     * @param flow the name of the flow that the node executes, if it is one
     * @param maxAttempts how often it is tried, if it is not a flow
     * @param waitTime the time between two attempts, if it is not a flow
     */
    public record NodeDescription(
            @Nullable String flow,
            @Nullable Integer maxAttempts,
            @Nullable Duration waitTime) {}

    /** Makes an endpoint that shows the flows which are supplied, by bean name. */
    public BrainyFlowEndpoint(Supplier<Map<String, Flow>> flows, RunCounts counts) {
        this.flows = flows;
        this.counts = counts;
    }

    /** Answers all flows, by name. */
    @ReadOperation
    public Flows flows() {
        Map<String, FlowSummary> summaries = new TreeMap<>();
        flows.get().forEach((name, flow) -> {
            FlowGraph graph = flow.graph();
            if (graph == null) {
                return; // a test's mock
            }
            summaries.put(
                    name,
                    new FlowSummary(type(graph), graph.start(), graph.nodes().size(), counts.runs(graph.name())));
        });
        return new Flows(summaries);
    }

    /** Answers one flow, or null if there is none of that name. */
    @ReadOperation
    public @Nullable FlowDescription flow(@Selector String flow) {
        FlowGraph graph = graph(flow);
        if (graph == null) {
            return null;
        }
        Map<String, NodeDescription> nodes = new LinkedHashMap<>();
        graph.nodes().forEach(node -> nodes.put(node, describe(graph, node)));
        FlowOptions options = graph.options();
        return new FlowDescription(
                flow,
                type(graph),
                graph.start(),
                options.maxVisits(),
                options.maxSteps(),
                options.propagateActions(),
                nodes,
                graph.edges(),
                counts.runs(graph.name()));
    }

    @Nullable
    FlowGraph graph(String flow) {
        Flow found = flows.get().get(flow);
        return found == null ? null : found.graph();
    }

    private static NodeDescription describe(FlowGraph graph, String node) {
        FlowGraph nested = graph.nested(node);
        if (nested != null) {
            return new NodeDescription(nested.name(), null, null);
        }
        RetryPolicy retries = graph.retryPolicy(node);
        return new NodeDescription(null, retries.maxAttempts(), retries.waitTime());
    }

    private static String type(FlowGraph graph) {
        return graph.parallel() ? "parallel" : "sequential";
    }
}
