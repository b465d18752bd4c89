package io.brainyflow.spring.actuate;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
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
    private final SettingsInForce settings;
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
     * @param settings what is in force, by name: start, type, and limits
     * @param nodes by name
     * @param edges in wiring order
     * @param ends the declared ends, in the order of their declaration
     * @param runs how many runs it had, as a root flow
     */
    public record FlowDescription(
            String name,
            Map<String, SettingsInForce.Setting> settings,
            Map<String, NodeDescription> nodes,
            List<FlowGraph.Edge> edges,
            List<FlowGraph.End> ends,
            RunCounts.Runs runs)
            implements OperationResponseBody {}

    /**
     * A node and its settings.
     *
     * @param flow the name of the flow that the node executes, if it is one
     * @param answerType the name of the class of the answer, if the node is a wait
     * @param settings what is in force, by name; for a flow, which has its own, only whether it is a join
     */
    public record NodeDescription(
            @Nullable String flow, @Nullable String answerType, Map<String, SettingsInForce.Setting> settings) {}

    /**
     * Creates an endpoint.
     *
     * @param flows returns the flows to show, by bean name
     */
    public BrainyFlowEndpoint(Supplier<Map<String, Flow>> flows, SettingsInForce settings, RunCounts counts) {
        this.flows = flows;
        this.settings = settings;
        this.counts = counts;
    }

    /** Returns all flows, by name. */
    @ReadOperation
    public Flows flows() {
        Map<String, FlowSummary> summaries = new TreeMap<>();
        flows.get().forEach((name, flow) -> {
            FlowGraph graph = flow.graph();
            summaries.put(
                    name,
                    new FlowSummary(type(graph), graph.start(), graph.nodes().size(), counts.runs(graph.name())));
        });
        return new Flows(summaries);
    }

    /** Returns one flow, or null if there is none of that name. */
    @ReadOperation
    public @Nullable FlowDescription flow(@Selector String flow) {
        Flow found = flows.get().get(flow);
        if (found == null) {
            return null;
        }
        FlowGraph graph = found.graph();
        Map<String, NodeDescription> nodes = new LinkedHashMap<>();
        graph.nodes().forEach(node -> nodes.put(node, describe(found, node)));
        return new FlowDescription(
                flow, settings.of(found), nodes, graph.edges(), graph.ends(), counts.runs(graph.name()));
    }

    @Nullable
    FlowGraph graph(String flow) {
        Flow found = flows.get().get(flow);
        return found == null ? null : found.graph();
    }

    private NodeDescription describe(Flow flow, String node) {
        FlowGraph nested = flow.graph().nested(node);
        return new NodeDescription(
                nested == null ? null : nested.name(),
                flow.graph().answerType(node).map(Class::getName).orElse(null),
                settings.of(flow, node));
    }

    private static String type(FlowGraph graph) {
        return graph.parallel() ? "parallel" : "sequential";
    }
}
