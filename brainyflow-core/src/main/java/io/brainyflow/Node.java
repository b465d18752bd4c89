package io.brainyflow;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One small piece of work: {@link #prep} reads from the memory, {@link #exec} computes without it and is retried as the
 * {@link RetryPolicy} says, {@link #post} writes and triggers what comes next.
 *
 * <pre>{@code
 * class Greet extends Node<String, String> {
 *     @Override public String prep(Memory memory) { return memory.get("name", String.class); }
 *     @Override public String exec(String name) { return "Hello, " + name; }
 *     @Override public void post(Memory memory, String name, String greeting) { memory.put("greeting", greeting); }
 * }
 * }</pre>
 *
 * @param <P> what {@code prep} prepares for {@code exec}
 * @param <R> what {@code exec} returns
 */
public abstract non-sealed class Node<P extends @Nullable Object, R extends @Nullable Object> extends BaseNode<P, R> {

    private final RetryPolicy retryPolicy;

    /** Creates a node that is named after its class and sets no retries. */
    protected Node() {
        this(null, RetryPolicy.create());
    }

    /** Creates a node that is named after its class. */
    protected Node(RetryPolicy retryPolicy) {
        this(null, retryPolicy);
    }

    /** Creates a node with a name that sets no retries. */
    protected Node(String name) {
        this(name, RetryPolicy.create());
    }

    /** Creates a node; if {@code name} is null, the name is derived from its class. */
    protected Node(@Nullable String name, RetryPolicy retryPolicy) {
        super(name);
        this.retryPolicy = retryPolicy;
    }

    /** Reads from the memory what {@link Exec} needs. */
    @FunctionalInterface
    public interface Prep<P extends @Nullable Object> {
        /** Returns what was read, or throws what {@link Node#prep} may. */
        P prep(Memory memory) throws Exception;
    }

    /** Computes from what was prepared. */
    @FunctionalInterface
    public interface Exec<P extends @Nullable Object, R extends @Nullable Object> {
        /** Returns the result, or throws what {@link Node#exec} may. */
        R exec(P prepared) throws Exception;
    }

    /** Writes the result, and triggers by the handle it is given. */
    @FunctionalInterface
    public interface Post<P extends @Nullable Object, R extends @Nullable Object> {
        /** Writes and triggers, or throws what {@link Node#post} may. */
        void post(Memory memory, P prepared, R result, Signals signals) throws Exception;
    }

    /** Works on the memory itself. */
    @FunctionalInterface
    public interface Work {
        /** Reads and writes, or throws what {@link Node#post} may. */
        void perform(Memory memory) throws Exception;
    }

    /** Works on the memory itself, and triggers by the handle it is given. */
    @FunctionalInterface
    public interface Step {
        /** Reads, writes and triggers, or throws what {@link Node#post} may. */
        void perform(Memory memory, Signals signals) throws Exception;
    }

    /**
     * Returns a node that does all its work in {@code post}: it has no {@code exec} that could be
     * retried, and retry and timeout settings for it are rejected.
     */
    public static Node<?, ?> of(String name, Work post) {
        Objects.requireNonNull(post, "post");
        return of(name, (memory, signals) -> post.perform(memory));
    }

    /** Returns a node as {@link #of(String, Work)} does, which triggers actions, too. */
    public static Node<?, ?> of(String name, Step post) {
        Objects.requireNonNull(post, "post");
        return new FunctionNode<Memory, Memory>(
                name,
                RetryPolicy.NEVER,
                memory -> memory,
                memory -> memory,
                (memory, prepared, result, signals) -> post.perform(memory, signals));
    }

    /**
     * Returns a node that reads the value of a key, computes another from it in {@code exec}, and writes that under a key. The
     * visit fails if the memory has no value to read; a result of null takes the key out.
     */
    public static <P, R extends @Nullable Object> Node<P, R> of(
            String name, MemoryKey<P> in, Exec<P, R> exec, MemoryKey<R> out) {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        return of(
                name,
                memory -> memory.require(in),
                exec,
                (memory, prepared, result, signals) -> memory.put(out, result));
    }

    /** Returns a node whose three steps are the given functions. */
    public static <P extends @Nullable Object, R extends @Nullable Object> Node<P, R> of(
            String name, Prep<P> prep, Exec<P, R> exec, Post<P, R> post) {
        return new FunctionNode<>(name, RetryPolicy.create(), prep, exec, post);
    }

    /** Returns a wait that asks no specific question, and puts the answer into the global store under the node's name. */
    public static <R> WaitNode<?, R> await(String name, Class<R> answerType) {
        return Node.<Object, R>await(
                name, answerType, memory -> name, (memory, asked, answer, signals) -> memory.put(name, answer));
    }

    /** Returns a wait whose steps are the given functions: what is asked, and what follows from the answer. */
    public static <P extends @Nullable Object, R> WaitNode<P, R> await(
            String name, Class<R> answerType, Prep<P> prep, Post<P, R> post) {
        return new FunctionWaitNode<>(name, answerType, prep, post);
    }

    /** Returns a node that does nothing but trigger the action that the function returns. */
    public static Node<?, ?> route(String name, Prep<String> action) {
        return Node.<String, String>of(
                name, action, routed -> routed, (memory, prepared, routed, signals) -> signals.trigger(routed));
    }

    /**
     * Returns a node that has a new instance made for each of its visits, for nodes with fields of their own. The
     * supplier is also called once here, to learn the retry policy.
     *
     * @throws NullPointerException if the supplier returns null
     */
    public static Node<?, ?> perVisit(String name, Supplier<? extends Node<?, ?>> supplier) {
        return perVisit(name, PerVisitNode.require(name, supplier.get()).retryPolicy(), supplier, instance -> {});
    }

    /**
     * Returns a node that uses a new instance for each visit, and disposes of it when the visit has ended, successfully
     * or not. An exception from the disposal is logged and ignored.
     *
     * @param retries the policy to use in place of the instances' own
     * @param supplier called at the beginning of each visit, on its thread; the visit fails if it throws or returns null
     */
    public static Node<?, ?> perVisit(
            String name, RetryPolicy retries, Supplier<? extends Node<?, ?>> supplier, Consumer<Node<?, ?>> disposal) {
        return new PerVisitNode(name, retries, supplier, disposal);
    }

    /**
     * Computes the result. Called once for each attempt.
     *
     * @param prepared what {@link #prep} returned
     * @throws Exception if this attempt failed; the next follows, or {@link #execFallback} after the last
     */
    @SuppressWarnings("NullAway") // a node that computes something overrides this, one that does not has R nullable
    public R exec(P prepared) throws Exception {
        return null;
    }

    /**
     * Returns a result after all attempts failed. Throws the failure unless overridden.
     *
     * @param failure what the last attempt threw
     * @throws Exception if there is no result to give; the visit then fails with a {@link NodeException}
     */
    public R execFallback(P prepared, Exception failure) throws Exception {
        throw failure;
    }

    /**
     * Returns the index of the attempt under way, 0 for the first; in the fallback, that of the last attempt.
     *
     * @throws IllegalStateException if called anywhere else than on the thread that runs {@code exec} or
     *     {@code execFallback}
     */
    protected final int curRetry() {
        return VisitScope.curRetry();
    }

    /**
     * Returns whether {@code execFallback} is called because all attempts were made; false if attempts were left and
     * the failure is not retried.
     *
     * @throws IllegalStateException if called anywhere else than on the thread that runs {@code execFallback}
     */
    protected final boolean attemptsExhausted() {
        return VisitScope.attemptsExhausted();
    }

    /** Returns the policy given at construction. */
    public RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    @Override
    VisitResult<R> visitAlone(Memory memory) {
        return visitAlone(nameOrDerived(), memory, retryPolicy());
    }

    final VisitResult<R> visitAlone(String name, Memory memory, RetryPolicy retries) {
        VisitState visit = RootVisit.ofNode(name, memory);
        try (VisitScope scope = VisitScope.open()) {
            scope.beginVisit(visit, FlowRuntime.plain().listeners());
            Timing timing = FlowRuntime.plain().timing();
            R result = new NodeWork(scope, FlowRuntime.plain().listeners(), timing, List.of(), timing.pause())
                    .visit(this, visit, retries, null);
            return new VisitResult<>(result, List.copyOf(scope.endVisit()));
        }
    }
}
