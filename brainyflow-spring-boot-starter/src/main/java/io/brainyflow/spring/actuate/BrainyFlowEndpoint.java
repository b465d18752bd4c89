package io.brainyflow.spring.actuate;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    private final SettingOrigins origins;
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
            Map<String, Setting> settings,
            Map<String, NodeDescription> nodes,
            List<FlowGraph.Edge> edges,
            List<FlowGraph.End> ends,
            RunCounts.Runs runs)
            implements OperationResponseBody {}

    /**
     * A node and its settings.
     *
     * @param flow the name of the flow that the node executes, if it is one
     * @param settings what is in force, by name; for a flow, which has its own, only whether it is a join
     */
    public record NodeDescription(@Nullable String flow, Map<String, Setting> settings) {}

    /**
     * A setting that is in force.
     *
     * @param value the value
     * @param origin where it comes from, as {@link SettingOrigins} says
     */
    public record Setting(Object value, String origin) {}

    /**
     * Makes an endpoint.
     *
     * @param flows answers the flows to show, by bean name
     */
    public BrainyFlowEndpoint(Supplier<Map<String, Flow>> flows, SettingOrigins origins, RunCounts counts) {
        this.flows = flows;
        this.origins = origins;
        this.counts = counts;
    }

    /** Answers all flows, by name. */
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

    /** Answers one flow, or null if there is none of that name. */
    @ReadOperation
    public @Nullable FlowDescription flow(@Selector String flow) {
        Flow found = flows.get().get(flow);
        if (found == null) {
            return null;
        }
        FlowGraph graph = found.graph();
        Map<String, NodeDescription> nodes = new LinkedHashMap<>();
        graph.nodes().forEach(node -> nodes.put(node, describe(graph, node)));
        return new FlowDescription(
                flow, settings(found), nodes, graph.edges(), graph.ends(), counts.runs(graph.name()));
    }

    private Map<String, Setting> settings(Flow flow) {
        FlowGraph graph = flow.graph();
        FlowOptions options = graph.options();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("start", graph.start());
        values.put("type", type(graph));
        values.put("maxVisits", options.maxVisits());
        values.put("maxSteps", options.maxSteps());
        if (graph.parallel()) {
            int limit = options.maxConcurrency().orElse(flow.runtime().maxConcurrency());
            values.put("maxConcurrency", limit);
            values.put("onConflict", options.onConflict());
        }
        values.put("onFailure", options.onFailure());
        values.put("onUnmatched", options.onUnmatched());
        values.put("propagateActions", options.propagateActions());
        return withOrigins(graph.name(), null, values);
    }

    private Map<String, Setting> withOrigins(String flow, @Nullable String node, Map<String, Object> values) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        values.forEach((name, value) ->
                settings.put(name, new Setting(shown(value), origins.origin(flow, node, name, value))));
        return settings;
    }

    private static Object shown(Object value) {
        if (value instanceof Enum<?> rule) {
            return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value.equals(Integer.MAX_VALUE) ? "unlimited" : value;
    }

    @Nullable
    FlowGraph graph(String flow) {
        Flow found = flows.get().get(flow);
        return found == null ? null : found.graph();
    }

    private NodeDescription describe(FlowGraph graph, String node) {
        FlowGraph nested = graph.nested(node);
        Map<String, Object> values = new LinkedHashMap<>();
        if (nested == null) {
            RetryPolicy retries = graph.retryPolicy(node);
            values.put("maxAttempts", retries.maxAttempts());
            values.put("waitTime", retries.waitTime());
            values.putAll(retries.stated());
        }
        if (graph.isJoin(node)) {
            values.put("join", true);
        }
        return new NodeDescription(nested == null ? null : nested.name(), withOrigins(graph.name(), node, values));
    }

    private static String type(FlowGraph graph) {
        return graph.parallel() ? "parallel" : "sequential";
    }
}
