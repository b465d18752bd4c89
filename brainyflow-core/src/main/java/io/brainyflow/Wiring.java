package io.brainyflow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
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

/** The nodes and edges of a flow that is being built, and how a graph is made of them. */
final class Wiring {

    private final IdentityHashMap<BaseNode<?, ?>, Integer> indexes = new IdentityHashMap<>();
    private final List<BaseNode<?, ?>> nodes = new ArrayList<>();
    private final List<@Nullable String> givenNames = new ArrayList<>();
    private final List<Map<String, List<Integer>>> edges = new ArrayList<>();
    private final Map<Integer, RetryPolicy> retries = new LinkedHashMap<>();
    private final Map<Integer, Duration> answerWithin = new LinkedHashMap<>();
    private final Map<Integer, NodeTraits.Effects> effects = new HashMap<>();
    private final Set<Integer> joins = new HashSet<>();
    private final Map<Integer, Set<String>> ends = new HashMap<>();
    private boolean hasOwnEdges;

    /**
     * Gives a node a name.
     *
     * @throws IllegalArgumentException if it has another already
     */
    void name(BaseNode<?, ?> node, String name) {
        int index = index(node);
        String present = givenNames.get(index);
        if (present != null && !present.equals(name)) {
            throw new IllegalArgumentException(
                    "One node is named both '" + present + "' and '" + name + "'; make a second one");
        }
        givenNames.set(index, Objects.requireNonNull(name, "name"));
    }

    /** Adds an edge, and has what the nodes themselves are wired with not count. */
    void addEdge(BaseNode<?, ?> from, String action, BaseNode<?, ?> to) {
        connect(from, action, to);
        hasOwnEdges = true;
    }

    /**
     * Declares an action as an end.
     *
     * @throws IllegalArgumentException if the action is {@link Actions#FAILED}
     */
    void addEnd(BaseNode<?, ?> node, String action) {
        if (action.equals(Actions.FAILED)) {
            throw new IllegalArgumentException(
                    node + " cannot end by 'failed': a failure either has a successor or fails the run;"
                            + " wire the action to a node, which may do nothing");
        }
        ends.computeIfAbsent(index(node), key -> new LinkedHashSet<>()).add(Objects.requireNonNull(action, "action"));
    }

    void addJoin(BaseNode<?, ?> node) {
        joins.add(index(node));
    }

    /**
     * States what doing a visit of a node again would do.
     *
     * @throws IllegalArgumentException if another effect has been set, or nodes of this kind are never repeated
     */
    void effects(BaseNode<?, ?> node, NodeTraits.Effects its) {
        if (its == NodeTraits.Effects.REPEATABLE && node instanceof WaitNode) {
            throw new IllegalArgumentException(
                    node + " cannot be repeatable: its question has to be durable before it is answered");
        }
        NodeTraits.Effects present = effects.putIfAbsent(index(node), its);
        if (present != null && present != its) {
            throw new IllegalArgumentException(node + " is both repeatable and transactional; a transaction's effects"
                    + " happen once, so do not mark it as repeatable");
        }
    }

    void retry(BaseNode<?, ?> node, RetryPolicy policy) {
        retries.put(index(node), policy);
    }

    void answerWithin(BaseNode<?, ?> node, Duration time) {
        answerWithin.put(index(node), Objects.requireNonNull(time, "answerWithin"));
    }

    /**
     * Returns the flow, its start first. Nodes that no path from the start reaches are warned about.
     *
     * @throws IllegalArgumentException if settings of nodes contradict each other
     */
    WiredFlow wired(String flowName, boolean parallel, BaseNode<?, ?> start, FlowOptions options, FlowRuntime runtime) {
        int startIndex = index(start);
        if (!hasOwnEdges) {
            followWiring();
        }
        List<Integer> order = reachable(flowName, startIndex);
        Map<Integer, Integer> positions = new HashMap<>();
        order.forEach(index -> positions.put(index, positions.size()));
        List<BaseNode<?, ?>> ordered = new ArrayList<>();
        List<@Nullable String> given = new ArrayList<>();
        List<@Nullable String> named = names(order);
        for (int index : order) {
            BaseNode<?, ?> node = nodes.get(index);
            ordered.add(node);
            boolean isShared = node.isNamedByContainer() && Collections.frequency(named, node.name()) > 1;
            String own = isShared ? null : node.name();
            given.add(givenNames.get(index) == null ? own : givenNames.get(index));
        }
        List<String> otherwise = ordered.stream().map(BaseNode::nameOrDerived).toList();
        GraphNames names = NodeNames.unique(flowName, given, otherwise);
        Exits[] exits = order.stream()
                .map(index -> {
                    String node = names.all().get(Objects.requireNonNull(positions.get(index)));
                    return new Exits(exits(flowName, node, index, positions));
                })
                .toArray(Exits[]::new);
        BitSet joinIndexes = new BitSet();
        joins.forEach(index -> joinIndexes.set(Objects.requireNonNull(positions.get(index))));
        NodeTraits[] traits = ordered.stream().map(Wiring::traitsOf).toArray(NodeTraits[]::new);
        effects.forEach((index, its) -> {
            int position = Objects.requireNonNull(positions.get(index));
            traits[position] = traits[position].with(its);
        });
        FlowGraph graph = new FlowGraph(flowName, parallel, names, exits, joinIndexes, traits);
        return WiredFlow.of(
                graph.with(options)
                        .with(named(retries, names.all(), positions), named(answerWithin, names.all(), positions)),
                ordered,
                runtime);
    }

    /** Returns the names that nodes were given, by the flow or before; null for those that have none. */
    private List<@Nullable String> names(List<Integer> order) {
        List<@Nullable String> names = new ArrayList<>();
        for (int index : order) {
            String given = givenNames.get(index);
            names.add(given == null ? nodes.get(index).name() : given);
        }
        return names;
    }

    private List<Exits.Exit> exits(String flowName, String node, int index, Map<Integer, Integer> positions) {
        List<Exits.Exit> exits = new ArrayList<>();
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

    private static Exits.Exit exit(String action, int... targets) {
        return new Exits.Exit(action, new String[] {action}, targets);
    }

    /** Returns the settings of nodes, by their names. */
    private static <T> Map<String, T> named(Map<Integer, T> said, List<String> names, Map<Integer, Integer> positions) {
        Map<String, T> named = new LinkedHashMap<>();
        said.forEach((index, value) -> named.put(names.get(Objects.requireNonNull(positions.get(index))), value));
        return named;
    }

    private static NodeTraits traitsOf(BaseNode<?, ?> node) {
        WiredFlow flow = WiredFlow.of(node);
        if (flow != null) {
            return NodeTraits.ofFlow(flow.graph());
        }
        if (node instanceof WaitNode<?, ?> wait) {
            return NodeTraits.ofWait(wait.answerType());
        }
        RetryPolicy stated = node instanceof Node<?, ?> plain ? plain.retryPolicy() : null;
        return NodeTraits.ofNode(
                stated == null ? RetryPolicy.create() : stated); // a test's mock of a node returns null
    }

    /** Takes over what the nodes themselves were wired with, breadth first. */
    private void followWiring() {
        edges.forEach(Map::clear);
        for (int i = 0; i < nodes.size(); i++) {
            BaseNode<?, ?> from = nodes.get(i);
            from.successors().forEach((action, targets) -> targets.forEach(to -> connect(from, action, to)));
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

    private void connect(BaseNode<?, ?> from, String action, BaseNode<?, ?> to) {
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
