package io.brainyflow;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a container applies to a built flow: a name, external settings, and the application's runtime. It
 * is applied atomically, so no run sees a part of it; active runs keep the configuration that they began with. What is not set
 * remains unchanged.
 *
 * <pre>{@code
 * FlowSetup.create().name("order").options(options).runtime(runtime).applyTo(flow);
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class FlowSetup {

    private @Nullable String name;
    private @Nullable FlowOptions options;
    private @Nullable FlowRuntime runtime;
    private Map<String, RetryPolicy> retries = Map.of();
    private Map<String, Duration> answerWithin = Map.of();
    private Map<String, Boolean> joins = Map.of();

    private FlowSetup() {}

    /** Returns a setup that changes nothing. */
    public static FlowSetup create() {
        return new FlowSetup();
    }

    /** Sets the flow's name in messages, listeners and metrics. As a node it keeps the name that the flow around it uses. */
    public FlowSetup name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Sets the limits and rules, and replaces the present ones. */
    public FlowSetup options(FlowOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Sets retries by node, overlaid on the present policies; a nested flow's nodes keep theirs. */
    public FlowSetup retries(Map<String, RetryPolicy> retries) {
        this.retries = Map.copyOf(retries);
        return this;
    }

    /** Sets by node how long it waits to be answered; other waits wait as long as they did. */
    public FlowSetup answerWithin(Map<String, Duration> answerWithin) {
        this.answerWithin = Map.copyOf(answerWithin);
        return this;
    }

    /** Sets by node whether it is a {@linkplain FlowBuilder#join join}; other nodes stay what they are. */
    public FlowSetup joins(Map<String, Boolean> joins) {
        this.joins = Map.copyOf(joins);
        return this;
    }

    /**
     * Sets the application's runtime. It replaces the {@linkplain FlowRuntime#plain plain} one, and surrounds one that the
     * flow was built with: the application's listeners are notified before the flow's own, its interceptors are the outer
     * ones, its limit of concurrency and its executor hold unless the flow has an executor of its own, and its
     * {@link FlowRuntime#close} waits for the flow's runs, too.
     */
    public FlowSetup runtime(FlowRuntime runtime) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        return this;
    }

    /**
     * Applies all that was set.
     *
     * @throws java.util.NoSuchElementException if the flow has no node of a name in {@link #retries}, {@link #answerWithin} or
     *     {@link #joins}
     * @throws IllegalArgumentException if {@link #answerWithin} has a node that is no {@linkplain WaitNode wait}
     */
    public void applyTo(Flow flow) {
        flow.setUp(wired -> {
            FlowGraph graph = wired.graph();
            if (name != null) {
                graph = graph.named(name);
            }
            graph = graph.with(options == null ? graph.options() : options).with(retries, answerWithin);
            if (!joins.isEmpty()) {
                graph = graph.withJoins(joins);
            }
            WiredFlow changed = wired.with(graph);
            return runtime == null ? changed : changed.within(runtime);
        });
    }

    /**
     * Gives a node the name that its container knows it by, which replaces the one from its constructor. Flows that are built
     * from now on use it, unless they give the node another.
     */
    public static void nameNode(BaseNode<?, ?> node, String name) {
        node.rename(Objects.requireNonNull(name, "name"));
    }
}
