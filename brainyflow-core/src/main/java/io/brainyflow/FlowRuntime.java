package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the runs of a flow: who hears of them, what wraps their visits, and which threads carry concurrent
 * branches. One runtime serves any number of flows; a run goes by its root flow's. What it was built with does not
 * change; it can be closed, so that an application ends with no run under way.
 */
public final class FlowRuntime {

    private static final FlowRuntime PLAIN = new FlowRuntime(builder(), null);

    private final List<FlowListener> listeners;
    private final List<NodeInterceptor> interceptors;
    private final Executor executor;
    private final UnaryOperator<Runnable> taskDecorator;
    private final int maxConcurrency;
    private final Pause pause;
    private final @Nullable RunsUnderWay runs;

    private final AlarmClock alarmClock;
    private final DoubleSupplier chance;
    private final LongSupplier nanoTime;
    private final long helperPatience;

    /** How a wait between two attempts is spent. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    private FlowRuntime(Builder builder, @Nullable RunsUnderWay runs) {
        listeners = List.copyOf(builder.listeners);
        interceptors = List.copyOf(builder.interceptors);
        executor = builder.executor;
        taskDecorator = builder.taskDecorator;
        maxConcurrency = builder.maxConcurrency;
        pause = builder.pause;
        alarmClock = builder.alarmClock;
        chance = builder.chance;
        nanoTime = builder.nanoTime;
        helperPatience = builder.helperPatience;
        this.runs = runs;
    }

    /** Answers a runtime without listeners and interceptors, on the engine's own threads. It is shared by all. */
    public static FlowRuntime plain() {
        return PLAIN;
    }

    /** Answers a builder that begins with what {@link #plain} has. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Answers how many nodes of a parallel flow may be under way at once where the flow states no
     * {@link FlowOptions#withMaxConcurrency maxConcurrency}: {@link Integer#MAX_VALUE}, which is no limit, on the
     * engine's virtual threads, and 200 on its platform threads and on a supplied executor.
     */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /**
     * Lets no more runs begin, waits until those under way have ended, so long at most, and answers how many are left.
     * A run that is refused throws {@link RejectedExecutionException}; one that a node of a run under way begins on its
     * own thread is let in. Called from within a node, this waits for that node's run in vain.
     *
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime, which is everybody's
     * @throws InterruptedException if the thread is interrupted while it waits; the runtime is closed nevertheless
     */
    public int close(Duration patience) throws InterruptedException {
        return closable().close(patience);
    }

    /**
     * Lets runs begin again after {@link #close}.
     *
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime
     */
    public void open() {
        closable().open();
    }

    /**
     * Cancels the runs under way.
     *
     * @param reason said in the exception after the words "was cancelled: "
     * @throws UnsupportedOperationException if this is the {@link #plain} runtime
     */
    public void cancelRuns(String reason) {
        closable().cancelAll(reason);
    }

    private RunsUnderWay closable() {
        if (runs == null) {
            throw new UnsupportedOperationException("The plain runtime is everybody's; build one to close it");
        }
        return runs;
    }

    void enter(Run run) {
        if (runs != null) {
            runs.enter(run);
        }
    }

    void leave(Run run) {
        if (runs != null) {
            runs.leave(run);
        }
    }

    /** Hands over a task that others can do as well. */
    void execute(Runnable task) {
        executor.execute(taskDecorator.apply(task));
    }

    /** Hands over a run, which nobody else does. */
    void start(Runnable run) {
        BranchThreads.start(executor, taskDecorator.apply(run));
    }

    List<NodeInterceptor> interceptors() {
        return interceptors;
    }

    /** Has the callback called after the time, and answers what calls it off. */
    Runnable alarm(Duration time, Runnable callback) {
        return alarmClock.set(time, callback);
    }

    double chance() {
        return chance.getAsDouble();
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    /** Returns for how many nanoseconds a thread waits for others to begin before it does their work. */
    long helperPatience() {
        return helperPatience;
    }

    void pause(Duration time) throws InterruptedException {
        if (!time.isZero()) {
            pause.sleep(time);
        }
    }

    /** Notifies each listener; what one throws, an error too, is logged by class and dropped. */
    void tell(Consumer<FlowListener> event) {
        for (FlowListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                Log.warn("Listener " + listener.getClass().getName() + " threw, and the run goes on", e);
            }
        }
    }

    /** Collects what surrounds a run. */
    public static final class Builder {

        private final List<FlowListener> listeners = new ArrayList<>();
        private final List<NodeInterceptor> interceptors = new ArrayList<>();
        private Executor executor = BranchThreads.preferred();
        private UnaryOperator<Runnable> taskDecorator = UnaryOperator.identity();
        private int maxConcurrency = BranchThreads.areVirtual() ? Integer.MAX_VALUE : BranchThreads.MAX_PLATFORM;
        private Pause pause = time -> TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(time));

        private AlarmClock alarmClock = AlarmClock.shared();
        private DoubleSupplier chance = () -> ThreadLocalRandom.current().nextDouble();
        private LongSupplier nanoTime = System::nanoTime;
        private long helperPatience = TimeUnit.MILLISECONDS.toNanos(20);

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

        /**
         * Sets what carries concurrent branches and {@link Flow#runAsync}. It may queue, reject or run tasks in the
         * calling thread: branches are then performed by the thread that called {@code run}, too, and nothing waits for
         * a thread that does not come.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            maxConcurrency = BranchThreads.MAX_PLATFORM;
            return this;
        }

        /**
         * Sets what wraps each task that is handed to the executor, on the thread that hands it over, so that it can
         * carry the values of thread-locals along.
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

        Builder pause(Pause pause) {
            this.pause = pause;
            return this;
        }

        Builder alarmClock(AlarmClock alarmClock) {
            this.alarmClock = alarmClock;
            return this;
        }

        Builder chance(DoubleSupplier chance) {
            this.chance = chance;
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        Builder helperPatience(Duration helperPatience) {
            this.helperPatience = helperPatience.toNanos();
            return this;
        }

        /** Builds the runtime. */
        public FlowRuntime build() {
            return new FlowRuntime(this, new RunsUnderWay());
        }
    }
}
