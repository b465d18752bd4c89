package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What nodes and flows have in common: two steps around their work, wiring, and triggers.
 *
 * <p>A node is shared by all runs and by all threads, so its state belongs in the {@link Memory} and not in its fields.
 * Wire nodes before they are given to a flow: a flow takes its graph when it is constructed.
 *
 * @param <P> what {@link #prep} prepares
 * @param <R> what the work in between results in
 */
public abstract sealed class BaseNode<P extends @Nullable Object, R extends @Nullable Object> permits Node, Flow {

    private volatile @Nullable String name;
    private volatile boolean namedByContainer;
    private final Map<String, List<BaseNode<?, ?>>> successors = new LinkedHashMap<>();

    BaseNode(@Nullable String name) {
        this.name = name;
    }

    /**
     * Reads from the memory what the work needs. Called once in each visit, before anything else; does nothing unless
     * overridden.
     *
     * @throws Exception if it cannot; the visit then fails with a {@link NodeException}
     */
    @SuppressWarnings("NullAway") // a node that prepares something overrides this, one that does not has P nullable
    public P prep(Memory memory) throws Exception {
        return null;
    }

    /**
     * Writes the result to the memory, and triggers actions. Called once in each visit, after everything else; does
     * nothing unless overridden.
     *
     * @throws Exception if it cannot; the visit then fails with a {@link NodeException}, and what was written stays
     */
    public void post(Memory memory, P prepared, R result) throws Exception {}

    /**
     * Triggers the action on a branch of its own.
     *
     * @throws IllegalStateException if called anywhere else than on the thread that runs {@link #post}
     */
    protected final void trigger(String action) {
        trigger(action, Map.of());
    }

    /**
     * Triggers the action on a branch of its own that starts with {@code forkingData} in its local store.
     *
     * @param forkingData what only this branch sees; copied here and now, deeply for maps, lists, sets and arrays
     * @throws IllegalStateException if called anywhere else than on the thread that runs {@link #post}
     * @throws IllegalArgumentException if a key is reserved, or a container contains itself
     */
    protected final void trigger(String action, Map<String, ? extends @Nullable Object> forkingData) {
        VisitScope.trigger(action, forkingData);
    }

    /**
     * Triggers an action as {@link #trigger(String, Map)} does, with one value that only the branch behind it sees.
     *
     * @throws IllegalStateException if called anywhere else than on the thread that runs {@link #post}
     */
    protected final <T> void trigger(String action, MemoryKey<T> key, T value) {
        VisitScope.trigger(action, ForkingData.of(key.name(), key.cast(value)));
    }

    /**
     * Notifies the listeners of the run of an event, such as progress.
     *
     * @param event any object; its meaning is up to the listeners
     * @throws IllegalStateException if called anywhere else than on the thread that runs one of the node's steps
     */
    protected final void emit(Object event) {
        VisitScope.emit(Objects.requireNonNull(event, "event"));
    }

    /**
     * Adds an edge: {@code node} is visited after this node has triggered the action. A node that is wired twice is
     * visited twice.
     *
     * @return the given node, so that calls chain
     */
    public <N extends BaseNode<?, ?>> N on(String action, N node) {
        Objects.requireNonNull(node, "node");
        successors
                .computeIfAbsent(Objects.requireNonNull(action, "action"), key -> new ArrayList<>(1))
                .add(node);
        return node;
    }

    /**
     * Wires the node to follow this one by default.
     *
     * @return the given node, so that calls chain
     */
    public <N extends BaseNode<?, ?>> N next(N node) {
        return on(Actions.DEFAULT, node);
    }

    /**
     * Wires the node to follow this one on the action.
     *
     * @return the given node, so that calls chain
     */
    public <N extends BaseNode<?, ?>> N next(N node, String action) {
        return on(action, node);
    }

    /** Returns the nodes wired to the action here, in wiring order; none if there are none. */
    public List<BaseNode<?, ?>> getNextNodes(String action) {
        return Collections.unmodifiableList(successors.getOrDefault(action, List.of()));
    }

    /** Returns this node's successors by action, in wiring order. */
    public Map<String, List<BaseNode<?, ?>>> successors() {
        return Collections.unmodifiableMap(successors);
    }

    /** Returns the name given at construction or by the container, or null; a flow derives a name from the class then. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the name, or one that is made of the class where there is none. */
    String nameOrDerived() {
        String own = name;
        return own == null ? NodeNames.derived(getClass()) : own;
    }

    void rename(String name) {
        this.name = name;
        namedByContainer = true;
    }

    /** Returns whether the name is one that several instances may have, as those of a prototype-scoped bean. */
    boolean isNamedByContainer() {
        return namedByContainer;
    }

    /**
     * Visits this node alone and returns its result. Successors are not followed; if there are any, a warning is
     * logged.
     *
     * @throws NodeException if a step fails
     */
    public R run(Memory memory) {
        return visit(memory).result();
    }

    /**
     * Visits this node alone, as {@link #run} does, and returns what it triggered, too.
     *
     * @throws NodeException if a step fails
     */
    public VisitResult<R> visit(Memory memory) {
        if (!successors.isEmpty()) {
            Log.warn(this + " is run alone: its successors on " + Log.quote(successors.keySet())
                    + " are not followed; run a Flow that starts with it");
        }
        return visitAlone(Objects.requireNonNull(memory, "memory"));
    }

    abstract VisitResult<R> visitAlone(Memory memory);

    /** Returns class and name. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + (name == null ? "" : " '" + name + "'");
    }
}
