package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a flow's runs: the listeners that are notified, the interceptors around visits, and the threads for concurrent
 * branches. One runtime serves any number of flows; a run uses that of its root flow. Its configuration does not
 * change; it can be closed, so that no run is active when the application ends.
 */
public final class FlowRuntime {

    private static final FlowRuntime PLAIN = new FlowRuntime(builder(), CountedRuns.NONE, new GivenIds());

    private final Listeners listeners;
    private final List<NodeInterceptor> interceptors;
    private final List<ExecInterceptor> execInterceptors;

    /** The executor of branches; null for the engine's own threads. */
    private final @Nullable Executor executor;

    private final UnaryOperator<Runnable> taskDecorator;
    private final int maxConcurrency;
    private final BooleanSupplier nonBlocking;
    private final Timing timing;
    private final CountedRuns runs;
    private final GivenIds givenIds;

    private FlowRuntime(Builder builder, CountedRuns runs, GivenIds givenIds) {
        listeners = new Listeners(builder.listeners);
        interceptors = List.copyOf(builder.interceptors);
        execInterceptors = List.copyOf(builder.execInterceptors);
        executor = builder.executor;
        taskDecorator = builder.taskDecorator;
        maxConcurrency = builder.maxConcurrency;
        nonBlocking = builder.nonBlocking;
        timing = builder.timing;
        this.runs = runs;
        this.givenIds = givenIds;
    }

    /** Returns this runtime surrounded by another, as {@link FlowSetup#runtime} describes. */
    FlowRuntime within(FlowRuntime outer) {
        if (this == PLAIN || this == outer) {
            return outer;
        }
        Builder both = builder();
        outer.listeners.all().forEach(both::listener);
        listeners.all().forEach(both::listener);
        outer.interceptors.forEach(both::interceptor);
        interceptors.forEach(both::interceptor);
        outer.execInterceptors.forEach(both::execInterceptor);
        execInterceptors.forEach(both::execInterceptor);
        both.executor = executor == null ? outer.executor : executor;
        both.maxConcurrency = executor == null ? outer.maxConcurrency : maxConcurrency;
        both.taskDecorator = task -> taskDecorator.apply(outer.taskDecorator.apply(task));
        both.nonBlocking = () -> nonBlocking.getAsBoolean() || outer.nonBlocking.getAsBoolean();
        both.timing = timing;
        return new FlowRuntime(both, runs.within(outer.runs), outer.givenIds);
    }

    /** Returns a runtime without listeners and interceptors, on the engine's own threads. It is shared by all. */
    public static FlowRuntime plain() {
        return PLAIN;
    }

    /** Returns a builder with the configuration of {@link #plain}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how many nodes of a parallel flow may be under way at once where the flow states no
     * {@link FlowOptions#withMaxConcurrency maxConcurrency}: {@link Integer#MAX_VALUE}, which is no limit, on the
     * engine's virtual threads, and 200 on its platform threads and on a supplied executor.
     */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /**
     * Rejects new runs, waits up to {@code patience} for active ones, and returns how many are still active. Runs that
     * wait for an answer are neither awaited nor counted, since that may take any time.
     * A rejected run throws {@link RejectedExecutionException}; a run that a node of an active run begins on its own
     * thread is still accepted. A call from within a node waits in vain for that node's own run.
     *
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime, which is shared
     * @throws InterruptedException if the thread is interrupted while it waits; the runtime is closed nevertheless
     */
    public int close(Duration patience) throws InterruptedException {
        return runs.own().close(patience);
    }

    /**
     * Accepts new runs again after {@link #close}.
     *
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime
     */
    public void open() {
        runs.own().open();
    }

    /**
     * Cancels the runs under way, and those that wait to be answered.
     *
     * @param reason said in the exception after the words "was cancelled: "
     * @return how many were cancelled, which excludes those that were ending already
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime
     */
    public int cancelRuns(String reason) {
        return runs.own().cancelAll(reason);
    }

    void add(ActiveRun run) {
        givenIds.add(run);
        try {
            runs.add(run);
        } catch (RuntimeException e) {
            givenIds.remove(run);
            throw e;
        }
    }

    void remove(ActiveRun run) {
        runs.remove(run);
        freeId(run);
    }

    /** Frees the id for another run, before the end of this one is announced. */
    void freeId(ActiveRun run) {
        givenIds.remove(run);
    }

    /**
     * Checks that this thread may block.
     *
     * @param what what was done that blocks, for the message
     */
    void requireBlocking(Supplier<String> what) {
        if (nonBlocking.getAsBoolean()) {
            throw new IllegalStateException(what.get() + " on thread '"
                    + Thread.currentThread().getName()
                    + "', which must not block; use runAsync and the stage of its result");
        }
    }

    private Executor executor() {
        return executor == null ? BranchThreads.preferred() : executor;
    }

    /** Hands over a task that others can do as well. */
    void execute(Runnable task) {
        executor().execute(taskDecorator.apply(task));
    }

    /** Returns a run as it is handed over, with what this thread passes on; it may be handed over again and again. */
    Runnable decorate(Runnable run) {
        return taskDecorator.apply(run);
    }

    /** Submits a run, whose task the caller has decorated. */
    void start(Runnable run) {
        BranchThreads.start(executor(), run);
    }

    /** Hands over a run that has begun, to a thread of the engine's own if the executor takes no task. */
    void resume(Runnable run) {
        try {
            start(run);
        } catch (RuntimeException e) {
            Log.warn("The executor rejected the task of a run, which continues on a thread of the engine", e);
            BranchThreads.start(BranchThreads.platform(), run);
        }
    }

    /** Notes that a run waits for an answer, so that it does not count among the active runs. */
    void noteWaiting() {
        runs.noteWaiting();
    }

    /** Returns whether branches run on the engine's own threads, which start each task at once or reject it. */
    boolean hasOwnThreads() {
        return executor() == BranchThreads.preferred() || executor() == BranchThreads.platform();
    }

    List<NodeInterceptor> interceptors() {
        return interceptors;
    }

    List<ExecInterceptor> execInterceptors() {
        return execInterceptors;
    }

    Timing timing() {
        return timing;
    }

    Listeners listeners() {
        return listeners;
    }

    /** Collects what surrounds a run. */
    public static final class Builder {

        private final List<FlowListener> listeners = new ArrayList<>();
        private final List<NodeInterceptor> interceptors = new ArrayList<>();
        private final List<ExecInterceptor> execInterceptors = new ArrayList<>();
        private @Nullable Executor executor;
        private UnaryOperator<Runnable> taskDecorator = UnaryOperator.identity();
        private int maxConcurrency = BranchThreads.areVirtual() ? Integer.MAX_VALUE : BranchThreads.MAX_PLATFORM;
        private BooleanSupplier nonBlocking = () -> false;
        private Timing timing = Timing.SYSTEM;

        private Builder() {}

        /** Adds a listener, called after those added before. */
        public Builder listener(FlowListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** Adds an interceptor, inside those added before. */
        public Builder interceptor(NodeInterceptor interceptor) {
            interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** Adds an interceptor of attempts, inside those added before. */
        public Builder execInterceptor(ExecInterceptor interceptor) {
            execInterceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Sets the executor for concurrent branches and {@link Flow#runAsync}. It may queue or reject tasks, or run them in the
         * calling thread: the thread that called {@code run} performs branches, too, so a run never depends on
         * a thread that the executor does not provide.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            maxConcurrency = BranchThreads.MAX_PLATFORM;
            return this;
        }

        /**
         * Sets the decorator of each task that is submitted to the executor. It is called on the submitting thread, so that it can
         * propagate the values of thread-locals.
         */
        public Builder taskDecorator(UnaryOperator<Runnable> taskDecorator) {
            this.taskDecorator = Objects.requireNonNull(taskDecorator, "taskDecorator");
            return this;
        }

        /**
         * Carries branches on daemon threads of the platform, 200 at most and shared by all such runtimes, even where
         * the JVM has virtual threads.
         */
        public Builder platformThreads() {
            return executor(BranchThreads.platform());
        }

        /**
         * Sets the check of whether the calling thread must not block, such as an event-loop thread. On such a thread,
         * {@link Flow#run} and {@link FlowRun#await} throw an {@link IllegalStateException}.
         */
        public Builder nonBlocking(BooleanSupplier nonBlocking) {
            this.nonBlocking = Objects.requireNonNull(nonBlocking, "nonBlocking");
            return this;
        }

        Builder timing(UnaryOperator<Timing> change) {
            timing = change.apply(timing);
            return this;
        }

        /** Builds the runtime. */
        public FlowRuntime build() {
            return new FlowRuntime(this, CountedRuns.create(), new GivenIds());
        }
    }
}
