package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a flow with edges of its own, so that one node can stand in several flows. A flow that is given no edge follows
 * what its nodes were wired with by {@link BaseNode#on}.
 *
 * <pre>{@code
 * Flow flow = Flow.builder("expense").start(validate)
 *         .on(validate, "valid", screen)
 *         .next(screen, decide)
 *         .build();
 * }</pre>
 */
public final class FlowBuilder {

    private final @Nullable String name;
    private final IdentityHashMap<BaseNode<?, ?>, Integer> indexes = new IdentityHashMap<>();
    private final List<BaseNode<?, ?>> nodes = new ArrayList<>();
    private final List<@Nullable String> givenNames = new ArrayList<>();
    private final List<Map<String, List<Integer>>> edges = new ArrayList<>();
    private final Map<Integer, RetryPolicy> retries = new LinkedHashMap<>();
    private final Set<Integer> joins = new HashSet<>();
    private final Map<Integer, Set<String>> ends = new HashMap<>();
    private @Nullable BaseNode<?, ?> start;
    private boolean ownEdges;
    private boolean parallel;
    private FlowOptions options = FlowOptions.create();
    private FlowRuntime runtime = FlowRuntime.plain();

    FlowBuilder(@Nullable String name) {
        this.name = name;
    }

    /** Says which node a run begins with. */
    public FlowBuilder start(BaseNode<?, ?> node) {
        start = Objects.requireNonNull(node, "start");
        return this;
    }

    /**
     * Adds a node under a name, which counts over the one it was constructed with. Nodes that edges name need not be
     * added otherwise.
     *
     * @throws IllegalArgumentException if the node was added under another name before
     */
    public FlowBuilder node(String name, BaseNode<?, ?> node) {
        int index = index(node);
        String present = givenNames.get(index);
        if (present != null && !present.equals(name)) {
            throw new IllegalArgumentException(
                    "One node is named both '" + present + "' and '" + name + "'; make a second one");
        }
        givenNames.set(index, Objects.requireNonNull(name, "name"));
        return this;
    }

    /** Adds an edge: after {@code from} has triggered the action, {@code to} is visited. */
    public FlowBuilder on(BaseNode<?, ?> from, String action, BaseNode<?, ?> to) {
        addEdge(from, action, to);
        ownEdges = true;
        return this;
    }

    /** Adds an edge for the default action. */
    public FlowBuilder next(BaseNode<?, ?> from, BaseNode<?, ?> to) {
        return on(from, Actions.DEFAULT, to);
    }

    /**
     * Declares that the action ends the branch: it is wired to nothing on purpose, and so is not
     * {@linkplain OnUnmatched unmatched}. An action cannot have successors, too.
     */
    public FlowBuilder end(BaseNode<?, ?> node, String action) {
        ends.computeIfAbsent(index(node), key -> new LinkedHashSet<>()).add(Objects.requireNonNull(action, "action"));
        return this;
    }

    /**
     * Makes a node of the flow a join: it is visited once for the branches that meet there, and not once for each. A branch
     * that comes to it ends. When nothing in this visit of the flow can move any more, the joins that have branches are
     * visited, but for those to which others of them still lead; a branch that comes later belongs to the next visit.
     *
     * <p>The visit has a local store like the one that the flow's visit began with, and {@link Memory#joined} those of
     * the branches. In the tree it stands under the first branch, and the others end with a
     * {@linkplain ExecutionTree#joined mark}. Once something has failed, no join is visited any more.
     */
    public FlowBuilder join(BaseNode<?, ?> node) {
        joins.add(index(node));
        return this;
    }

    /** Overlays a node's own retry policy; what this one does not state, the node's does. */
    public FlowBuilder retry(Node<?, ?> node, RetryPolicy policy) {
        retries.put(index(node), policy);
        return this;
    }

    /** Has the branches of one node run concurrently: {@link #build} answers a {@link ParallelFlow}. */
    public FlowBuilder parallel() {
        parallel = true;
        return this;
    }

    /** Sets limits and rules. */
    public FlowBuilder options(FlowOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Sets who hears of, wraps and carries the flow's runs. */
    public FlowBuilder runtime(FlowRuntime runtime) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        return this;
    }

    /**
     * Builds the flow. Nodes that no path from the start reaches are warned about.
     *
     * @throws IllegalStateException if no start was given
     * @throws IllegalArgumentException if one name was given to two nodes, or an action that is declared as an end has
     *     successors
     */
    public Flow build() {
        return parallel ? new ParallelFlow(this) : new Flow(this);
    }

    @Nullable
    String name() {
        return name;
    }

    WiredFlow wired(String flowName, boolean parallel) {
        if (start == null) {
            throw new IllegalStateException("Flow '" + flowName + "' has no start; give it one with start(node)");
        }
        int startIndex = index(start);
        if (!ownEdges) {
            followWiring();
        }
        List<Integer> order = reachable(flowName, startIndex);
        Map<Integer, Integer> positions = new HashMap<>();
        order.forEach(index -> positions.put(index, positions.size()));
        List<BaseNode<?, ?>> ordered = new ArrayList<>();
        List<@Nullable String> given = new ArrayList<>();
        for (int index : order) {
            ordered.add(nodes.get(index));
            given.add(givenNames.get(index));
        }
        List<String> names = NodeNames.unique(flowName, ordered, given);
        Exits[] exits = order.stream()
                .map(index -> {
                    String node = names.get(Objects.requireNonNull(positions.get(index)));
                    return new Exits(exits(flowName, node, index, positions));
                })
                .toArray(Exits[]::new);
        Map<String, RetryPolicy> policies = new LinkedHashMap<>();
        retries.forEach(
                (index, policy) -> policies.put(names.get(Objects.requireNonNull(positions.get(index))), policy));
        BitSet joinIndexes = new BitSet();
        joins.forEach(index -> joinIndexes.set(Objects.requireNonNull(positions.get(index))));
        FlowGraph[] nested = ordered.stream().map(FlowBuilder::graphOf).toArray(FlowGraph[]::new);
        RetryPolicy[] stated = ordered.stream().map(FlowBuilder::retriesOf).toArray(RetryPolicy[]::new);
        FlowGraph graph = new FlowGraph(flowName, parallel, names, exits, joinIndexes, nested, stated);
        return WiredFlow.of(graph.with(options, policies), ordered, runtime);
    }

    private List<FlowGraph.Exit> exits(String flowName, String node, int index, Map<Integer, Integer> positions) {
        List<FlowGraph.Exit> exits = new ArrayList<>();
        edges.get(index)
                .forEach((action, targets) -> exits.add(
                        exit(action, targets.stream().mapToInt(positions::get).toArray())));
        for (String action : ends.getOrDefault(index, Set.of())) {
            if (edges.get(index).containsKey(action)) {
                throw new IllegalArgumentException("Node '" + node + "' of flow '" + flowName + "' has successors on '"
                        + action + "', which is declared as an end; leave out one or the other");
            }
            exits.add(exit(action));
        }
        return exits;
    }

    private static FlowGraph.Exit exit(String action, int... targets) {
        return new FlowGraph.Exit(action, new String[] {action}, targets);
    }

    private static @Nullable FlowGraph graphOf(BaseNode<?, ?> node) {
        WiredFlow flow = WiredFlow.of(node);
        return flow == null ? null : flow.graph();
    }

    private static RetryPolicy retriesOf(BaseNode<?, ?> node) {
        RetryPolicy stated = node instanceof Node<?, ?> plain ? plain.retryPolicy() : null;
        // A test's mock of a node returns null.
        return stated == null ? RetryPolicy.create() : stated;
    }

    /** Takes over what the nodes themselves were wired with, breadth first. */
    private void followWiring() {
        edges.forEach(Map::clear);
        for (int i = 0; i < nodes.size(); i++) {
            BaseNode<?, ?> from = nodes.get(i);
            from.successors().forEach((action, targets) -> targets.forEach(to -> addEdge(from, action, to)));
        }
    }

    private List<Integer> reachable(String flowName, int startIndex) {
        boolean[] seen = new boolean[nodes.size()];
        List<Integer> order = new ArrayList<>(nodes.size());
        Deque<Integer> ahead = new ArrayDeque<>();
        ahead.add(startIndex);
        seen[startIndex] = true;
        while (!ahead.isEmpty()) {
            int index = ahead.remove();
            order.add(index);
            edges.get(index)
                    .values()
                    .forEach(targets -> targets.forEach(target -> {
                        if (!seen[target]) {
                            seen[target] = true;
                            ahead.add(target);
                        }
                    }));
        }
        for (int index = 0; index < seen.length; index++) {
            if (!seen[index]) {
                String given = givenNames.get(index);
                Log.warn("Flow '" + flowName + "' cannot reach "
                        + (given == null ? nodes.get(index) : "node '" + given + "'")
                        + "; wire a node of the flow to it, or leave it out");
                order.add(index);
            }
        }
        return order;
    }

    private void addEdge(BaseNode<?, ?> from, String action, BaseNode<?, ?> to) {
        edges.get(index(from))
                .computeIfAbsent(Objects.requireNonNull(action, "action"), key -> new ArrayList<>(1))
                .add(index(to));
    }

    private int index(BaseNode<?, ?> node) {
        Integer known = indexes.putIfAbsent(Objects.requireNonNull(node, "node"), nodes.size());
        if (known != null) {
            return known;
        }
        nodes.add(node);
        givenNames.add(null);
        edges.add(new LinkedHashMap<>());
        return nodes.size() - 1;
    }
}
