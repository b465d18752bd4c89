package io.brainyflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rules and limits of a run, including those of nested flows. The meaning of its entries depends on them, so they stay in force for
 * the run even if the flow's change later. The number of nodes that may be active at once is not included: each process sets it for itself.
 *
 * @param options those of the flow
 * @param own those of them that the run itself sets
 * @param nested those of nodes that are flows, by the names of the nodes
 */
public record FlowRules(FlowOptions options, FlowOptions own, Map<String, FlowRules> nested) {

    /** Takes a map of its own. */
    public FlowRules {
        nested = Map.copyOf(nested);
    }

    /**
     * Returns the rules that are in force for a flow.
     *
     * @param limits what a run states for itself, over those of the flow
     */
    public static FlowRules of(FlowGraph flow, FlowOptions limits) {
        FlowRules rules = of(flow);
        return new FlowRules(limits.withDefaults(rules.options()), limits, rules.nested());
    }

    /** Returns the rules that are in force for a flow and those in it. */
    static FlowRules of(FlowDefinition flow) {
        return of(flow.graph(), node -> {
            FlowDefinition inside = flow.nested(node);
            return inside == null ? null : of(inside);
        });
    }

    private static FlowRules of(FlowGraph graph) {
        return of(graph, node -> {
            FlowGraph inside = graph.nestedGraph(node);
            return inside == null ? null : of(inside);
        });
    }

    private static FlowRules of(FlowGraph graph, IntFunction<@Nullable FlowRules> nested) {
        Map<String, FlowRules> inside = new LinkedHashMap<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            FlowRules rules = nested.apply(node);
            if (rules != null) {
                inside.put(graph.name(node), rules);
            }
        }
        return new FlowRules(graph.options().rules(), FlowOptions.create(), inside);
    }

    /**
     * Returns these rules with the limits that are in force for a flow now; what the run states for itself holds all the same.
     */
    public FlowRules withLimitsOf(FlowGraph flow) {
        return withLimitsOf(of(flow));
    }

    private FlowRules withLimitsOf(FlowRules present) {
        Map<String, FlowRules> inside = new LinkedHashMap<>(nested);
        inside.replaceAll((node, rules) -> {
            FlowRules other = present.nested().get(node);
            return other == null ? rules : rules.withLimitsOf(other);
        });
        FlowOptions limited = options.withMaxVisits(present.options().maxVisits())
                .withMaxSteps(present.options().maxSteps());
        return new FlowRules(own.withDefaults(limited), own, inside);
    }
}
