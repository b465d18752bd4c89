package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What surrounds the runs of a flow: who hears of them, what wraps their visits, and which threads carry concurrent
 * branches. One runtime serves any number of flows; a run goes by its root flow's. Immutable.
 */
public final class FlowRuntime {

    private static final System.Logger LOG = System.getLogger(FlowRuntime.class.getName());
    private static final FlowRuntime PLAIN = builder().build();

    private final List<FlowListener> listeners;
    private final List<NodeInterceptor> interceptors;
    private final Executor executor;
    private final Pause pause;

    /** How a wait between two attempts is spent. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    private FlowRuntime(Builder builder) {
        listeners = List.copyOf(builder.listeners);
        interceptors = List.copyOf(builder.interceptors);
        executor = builder.executor;
        pause = builder.pause;
    }

    /** Answers a runtime without listeners and interceptors, on the engine's own threads. */
    public static FlowRuntime plain() {
        return PLAIN;
    }

    /** Answers a builder that begins with what {@link #plain} has. */
    public static Builder builder() {
        return new Builder();
    }

    Executor executor() {
        return executor;
    }

    List<NodeInterceptor> interceptors() {
        return interceptors;
    }

    void pause(Duration time) throws InterruptedException {
        if (!time.isZero()) {
            pause.sleep(time);
        }
    }

    /** Tells each listener; one that throws is logged and hinders nobody. */
    void tell(Consumer<FlowListener> event) {
        for (FlowListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "Listener " + listener + " threw; the run goes on", e);
            }
        }
    }

    /** Collects what surrounds a run. */
    public static final class Builder {

        private final List<FlowListener> listeners = new ArrayList<>();
        private final List<NodeInterceptor> interceptors = new ArrayList<>();
        private Executor executor = BranchThreads.preferred();
        private Pause pause = time -> TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(time));

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

        /** Builds the runtime. */
        public FlowRuntime build() {
            return new FlowRuntime(this);
        }
    }
}
