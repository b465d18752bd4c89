package io.brainyflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A flow as data: the names of its nodes, its edges by action, and the settings they run with. Taken when the flow is built,
 * and immutable since; it has no node objects, so it can be drawn, compared and checked without them.
 */
public final class FlowGraph {

    private final String name;
    private final boolean parallel;
    private final List<String> names;
    private final Map<String, Integer> indexes;
    private final @Nullable FlowGraph[] nested;
    private final Exits[] exits;
    private final Cycles cycles;
    private final JoinOrder joins;
    private final boolean concurrent;
    private final FlowOptions options;
    private final RetryPolicy[] retries;
    private final int maxVisits;
    private final int maxConcurrency;

    /** The nodes that an action leads to, none for a declared end, with the action in the form that the tree keeps. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and read in each visit
    record Exit(String action, String[] asActions, int[] targets) {

        /** Returns the triggered action, alone; it is another one where this is the exit for any. */
        String[] asActions(String triggered) {
            return action.equals(triggered) ? asActions : new String[] {triggered};
        }
    }

    /**
     * An edge: after {@code from} has triggered {@code action}, {@code to} is visited.
     *
     * @param from the name of the node that triggers
     * @param action the action that leads along this edge, or {@link Actions#FAILED} or {@link Actions#ANY}
     * @param to the name of the node that is visited then
     */
    public record Edge(String from, String action, String to) {}

    /**
     * A declared end: after {@code node} has triggered {@code action}, its branch ends.
     *
     * @param node the name of the node that triggers
     * @param action the action that ends the branch
     */
    public record End(String node, String action) {}

    /**
     * Makes a graph whose first node is the start; all arrays are in the order of {@code names}.
     *
     * @param nested the graphs of the nodes that are flows, null for the others
     * @param retries what the nodes state of their retries
     */
    FlowGraph(
            String name,
            boolean parallel,
            List<String> names,
            Exits[] exits,
            BitSet joins,
            @Nullable FlowGraph[] nested,
            RetryPolicy[] retries) {
        this.name = name;
        this.parallel = parallel;
        this.names = List.copyOf(names);
        this.indexes = new HashMap<>();
        names.forEach(node -> indexes.put(node, indexes.size()));
        this.nested = nested;
        this.exits = exits;
        this.cycles = Cycles.of(successors());
        this.joins = JoinOrder.of(successors(), joins);
        this.concurrent = parallel || Arrays.stream(nested).anyMatch(graph -> graph != null && graph.concurrent);
        this.options = FlowOptions.create();
        this.maxVisits = options.maxVisits();
        this.maxConcurrency = maxConcurrency(parallel, options);
        this.retries = retries;
    }

    private FlowGraph(FlowGraph graph, String name, JoinOrder joins, FlowOptions options, RetryPolicy[] retries) {
        this.name = name;
        this.parallel = graph.parallel;
        this.names = graph.names;
        this.indexes = graph.indexes;
        this.nested = graph.nested;
        this.exits = graph.exits;
        this.cycles = graph.cycles;
        this.joins = joins;
        this.concurrent = graph.concurrent;
        this.options = options;
        this.maxVisits = options.maxVisits();
        this.maxConcurrency = maxConcurrency(graph.parallel, options);
        this.retries = retries;
    }

    private static int maxConcurrency(boolean parallel, FlowOptions options) {
        return parallel ? options.maxConcurrency().orElse(0) : 1;
    }

    /** Returns this graph under other settings; a retry policy leaves to the node what it does not state. */
    FlowGraph with(FlowOptions options, Map<String, RetryPolicy> policies) {
        RetryPolicy[] overlaid = retries.clone();
        policies.forEach((node, policy) -> {
            int index = index(node);
            overlaid[index] =
                    RetryPolicy.overlay(retries[index], policy, () -> "Node '" + node + "' of flow '" + name + "'");
        });
        return new FlowGraph(this, name, joins, options, overlaid);
    }

    /** Returns this graph under other options. */
    FlowGraph with(FlowOptions options) {
        return new FlowGraph(this, name, joins, options, retries);
    }

    /** Returns this graph under another name. */
    FlowGraph named(String name) {
        return new FlowGraph(this, name, joins, options, retries);
    }

    /** Returns this graph in which the nodes are joins, or not, as is said; others are what they were. */
    FlowGraph withJoins(Map<String, Boolean> isJoin) {
        BitSet joins = this.joins.indexes();
        isJoin.forEach((node, join) -> joins.set(index(node), join));
        return new FlowGraph(this, name, JoinOrder.of(successors(), joins), options, retries);
    }

    /** Returns the flow's name. */
    public String name() {
        return name;
    }

    /** Returns whether the branches of this flow run concurrently. */
    public boolean parallel() {
        return parallel;
    }

    /** Returns the name of the node that a run begins with. */
    public String start() {
        return names.get(0);
    }

    /** Returns the names of all nodes, the start first, then in wiring order. */
    public List<String> nodes() {
        return names;
    }

    /** Returns all edges, by node and action in wiring order. */
    public List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        for (int from = 0; from < exits.length; from++) {
            for (Exit exit : exits[from].all()) {
                for (int to : exit.targets()) {
                    edges.add(new Edge(names.get(from), exit.action(), names.get(to)));
                }
            }
        }
        return edges;
    }

    /** Returns the declared ends, by node and action in the order of their declaration. */
    public List<End> ends() {
        List<End> ends = new ArrayList<>();
        for (int node = 0; node < exits.length; node++) {
            for (Exit exit : exits[node].all()) {
                if (exit.targets().length == 0) {
                    ends.add(new End(names.get(node), exit.action()));
                }
            }
        }
        return ends;
    }

    /** Returns the limits and rules in force. */
    public FlowOptions options() {
        return options;
    }

    /**
     * Returns the retries in force for a node; for one that is not {@linkplain #isRetryable retryable}, a policy that states
     * nothing.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public RetryPolicy retryPolicy(String node) {
        return retries[index(node)];
    }

    /**
     * Returns whether a node has an {@code exec} that can be retried; flows have none, nor have nodes of one function.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isRetryable(String node) {
        int index = index(node);
        return nested[index] == null && retries[index] != RetryPolicy.NEVER;
    }

    /**
     * Returns the graph of a node that is itself a flow, or null if it is none.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public @Nullable FlowGraph nested(String node) {
        return nestedGraph(index(node));
    }

    /**
     * Returns whether the node is a {@linkplain FlowBuilder#join join}.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isJoin(String node) {
        return joins.contains(index(node));
    }

    /** Returns a picture of the graph, as the source text of a Mermaid flowchart. */
    public String toMermaid() {
        return Mermaid.draw(this);
    }

    /**
     * Returns the index of a node.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    int index(String node) {
        Integer index = indexes.get(node);
        if (index == null) {
            throw new NoSuchElementException("Flow '" + name + "' has no node '" + node + "'; its nodes are " + names);
        }
        return index;
    }

    String name(int node) {
        return names.get(node);
    }

    @Nullable
    FlowGraph nestedGraph(int node) {
        return nested[node];
    }

    int maxVisits() {
        return maxVisits;
    }

    /** Returns how many visits may be under way at once, given what counts where nothing was stated. */
    int maxConcurrency(int unlessStated) {
        return maxConcurrency == 0 ? unlessStated : maxConcurrency;
    }

    RetryPolicy retryPolicy(int node) {
        return retries[node];
    }

    Cycles cycles() {
        return cycles;
    }

    JoinOrder joins() {
        return joins;
    }

    boolean collects() {
        return options.onFailure() == OnFailure.COLLECT;
    }

    /** Returns whether this flow or one nested in it is parallel. */
    boolean concurrent() {
        return concurrent;
    }

    /** Returns what the node's actions lead to. */
    Exits exits(int node) {
        return exits[node];
    }

    OnUnmatched onUnmatched() {
        return options.onUnmatched();
    }

    /** Returns the successors of each node, by index. */
    private int[][] successors() {
        return Arrays.stream(exits)
                .map(leaving -> Arrays.stream(leaving.all())
                        .flatMapToInt(exit -> Arrays.stream(exit.targets()))
                        .toArray())
                .toArray(int[][]::new);
    }
}
