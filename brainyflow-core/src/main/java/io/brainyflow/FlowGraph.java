package io.brainyflow;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A flow as data: the names of its nodes, its edges by action, and the settings they run with. Taken when the flow is built,
 * and immutable since; it has no node objects, so it can be drawn, compared and checked without them.
 */
public final class FlowGraph {

    private final String name;
    private final boolean parallel;
    private final GraphNames names;
    private final NodeTraits[] traits;
    private final Exits[] exits;
    private final Cycles cycles;
    private final JoinOrder joins;
    private final boolean concurrent;
    private final FlowOptions options;
    private final int maxVisits;
    private final int maxConcurrency;

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
     * Creates a graph whose first node is the start; all arrays are in the order of {@code names}.
     *
     * @param traits what else is to be known of the nodes
     */
    FlowGraph(String name, boolean parallel, GraphNames names, Exits[] exits, BitSet joins, NodeTraits[] traits) {
        this.name = name;
        this.parallel = parallel;
        this.names = names;
        this.traits = traits;
        this.exits = exits;
        this.cycles = Cycles.of(Exits.successors(exits));
        this.joins = JoinOrder.of(Exits.successors(exits), joins);
        this.concurrent = parallel || Arrays.stream(traits).anyMatch(NodeTraits::needsConcurrency);
        this.options = FlowOptions.create();
        this.maxVisits = options.maxVisits();
        this.maxConcurrency = maxConcurrency(parallel, options);
    }

    private FlowGraph(FlowGraph graph, String name, JoinOrder joins, FlowOptions options, NodeTraits[] traits) {
        this.name = name;
        this.parallel = graph.parallel;
        this.names = graph.names;
        this.traits = traits;
        this.exits = graph.exits;
        this.cycles = graph.cycles;
        this.joins = joins;
        this.concurrent = graph.concurrent;
        this.options = options;
        this.maxVisits = options.maxVisits();
        this.maxConcurrency = maxConcurrency(graph.parallel, options);
    }

    private static int maxConcurrency(boolean parallel, FlowOptions options) {
        return parallel ? options.maxConcurrency().orElse(0) : 1;
    }

    /** Returns this graph under other settings of its nodes; what these do not state stays what it is. */
    FlowGraph with(Map<String, RetryPolicy> retries, Map<String, Duration> answerWithin) {
        NodeTraits[] changed = traits.clone();
        retries.forEach((node, policy) -> {
            int index = index(node);
            changed[index] = changed[index].overlaid(policy, describing(node));
        });
        answerWithin.forEach((node, time) -> {
            int index = index(node);
            changed[index] = changed[index].answeredWithin(time, describing(node));
        });
        return new FlowGraph(this, name, joins, options, changed);
    }

    private Supplier<String> describing(String node) {
        return () -> "Node '" + node + "' of flow '" + name + "'";
    }

    /** Returns this graph under other options. */
    FlowGraph with(FlowOptions options) {
        return new FlowGraph(this, name, joins, options, traits);
    }

    /** Returns this graph under another name. */
    FlowGraph named(String name) {
        return new FlowGraph(this, name, joins, options, traits);
    }

    /** Returns a copy of this graph in which the given nodes are joins, or not; the others are unchanged. */
    FlowGraph withJoins(Map<String, Boolean> isJoin) {
        BitSet joins = this.joins.indexes();
        isJoin.forEach((node, join) -> joins.set(index(node), join));
        return new FlowGraph(this, name, JoinOrder.of(Exits.successors(exits), joins), options, traits);
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
        return names.all().get(0);
    }

    /** Returns the names of all nodes, the start first, then in wiring order. */
    public List<String> nodes() {
        return names.all();
    }

    /** Returns all edges, by node and action in wiring order. */
    public List<Edge> edges() {
        return Exits.edges(nodes(), exits);
    }

    /** Returns the declared ends, by node and action in the order of their declaration. */
    public List<End> ends() {
        return Exits.ends(nodes(), exits);
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
        return traits[index(node)].retries();
    }

    /**
     * Returns whether a node has an {@code exec} that can be retried; flows and nodes of one function have none.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isRetryable(String node) {
        NodeTraits its = traits[index(node)];
        return its.nested() == null && its.retries() != RetryPolicy.NEVER;
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

    /**
     * Returns the class that the answer to a {@linkplain WaitNode wait} has to be of; empty for a node that is no wait.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public Optional<Class<?>> answerType(String node) {
        return Optional.ofNullable(traits[index(node)].answerType());
    }

    /**
     * Returns how long a wait node waits for an answer; empty if it waits indefinitely, or the node is no wait.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public Optional<Duration> answerWithin(String node) {
        return Optional.ofNullable(traits[index(node)].answerWithin());
    }

    /**
     * Returns whether the node was named explicitly. Otherwise it is named after its class, and if the wiring changes,
     * another node of that class may get the name.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isNamed(String node) {
        return names.isGiven(index(node));
    }

    /**
     * Returns whether the node is {@linkplain FlowBuilder#repeatable repeatable}.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isRepeatable(String node) {
        return traits[index(node)].effects() == NodeTraits.Effects.REPEATABLE;
    }

    /**
     * Returns whether the node is {@linkplain FlowBuilder#transactional transactional}.
     *
     * @throws NoSuchElementException if the flow has no such node
     */
    public boolean isTransactional(String node) {
        return traits[index(node)].effects() == NodeTraits.Effects.TRANSACTIONAL;
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
        Integer index = names.index(node);
        if (index == null) {
            throw new NoSuchElementException(
                    "Flow '" + name + "' has no node '" + node + "'; its nodes are " + nodes());
        }
        return index;
    }

    String name(int node) {
        return names.all().get(node);
    }

    @Nullable
    FlowGraph nestedGraph(int node) {
        return traits[node].nested();
    }

    int maxVisits() {
        return maxVisits;
    }

    NodeTraits traits(int node) {
        return traits[node];
    }

    /** Returns how many visits may be under way at once, given the limit that applies if none is set. */
    int maxConcurrency(int unlessStated) {
        return maxConcurrency == 0 ? unlessStated : maxConcurrency;
    }

    Cycles cycles() {
        return cycles;
    }

    JoinOrder joins() {
        return joins;
    }

    /** Returns whether visits of this flow, or of one nested in it, may be under way at once, or wait for an answer. */
    boolean concurrent() {
        return concurrent;
    }

    /** Returns what the node's actions lead to. */
    Exits exits(int node) {
        return exits[node];
    }
}
