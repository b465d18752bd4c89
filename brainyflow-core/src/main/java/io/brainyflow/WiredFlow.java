package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run takes from a flow: graph, nodes and runtime, of one moment. Immutable.
 *
 * @param graph the shape and settings
 * @param nodes the node objects, in the graph's order
 * @param flows of the nodes that are flows, what a run takes from them; null for any other
 * @param own the runtime that the flow was built with
 * @param runtime the one in force, which may surround it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read in each visit
record WiredFlow(
        FlowGraph graph, BaseNode<?, ?>[] nodes, @Nullable WiredFlow[] flows, FlowRuntime own, FlowRuntime runtime)
        implements FlowDefinition {

    static WiredFlow of(FlowGraph graph, List<BaseNode<?, ?>> nodes, FlowRuntime runtime) {
        WiredFlow[] flows = nodes.stream().map(WiredFlow::of).toArray(WiredFlow[]::new);
        return new WiredFlow(graph, nodes.toArray(new BaseNode<?, ?>[0]), flows, runtime, runtime);
    }

    /** Returns what a run takes from a node that is a flow; a test's mock of one has nothing, and is an ordinary node then. */
    static @Nullable WiredFlow of(BaseNode<?, ?> node) {
        return node instanceof Flow flow ? flow.wired() : null;
    }

    WiredFlow with(FlowGraph graph) {
        return new WiredFlow(graph, nodes, flows, own, runtime);
    }

    /** Returns this under other rules; nested flows that these do not know keep theirs. */
    WiredFlow under(FlowRules rules) {
        @Nullable WiredFlow[] ruled = flows.clone();
        for (int node = 0; node < ruled.length; node++) {
            WiredFlow inside = ruled[node];
            FlowRules its = inside == null ? null : rules.nested().get(graph.name(node));
            if (inside != null && its != null) {
                ruled[node] = inside.under(its);
            }
        }
        FlowGraph own = graph.with(rules.options().withDefaults(graph.options()));
        return new WiredFlow(own, nodes, ruled, this.own, runtime);
    }

    /** Returns this under the rules of a run. */
    WiredFlow under(RunOptions options) {
        FlowRules rules = options.rules();
        WiredFlow ruled = rules == null ? this : under(rules);
        FlowOptions limits = options.limits();
        return limits == FlowOptions.create()
                ? ruled
                : ruled.with(ruled.graph.with(limits.withDefaults(ruled.graph.options())));
    }

    WiredFlow within(FlowRuntime outer) {
        return new WiredFlow(graph, nodes, flows, own, own.within(outer));
    }

    @Override
    public @Nullable WiredFlow nested(int node) {
        return flows[node];
    }
}
