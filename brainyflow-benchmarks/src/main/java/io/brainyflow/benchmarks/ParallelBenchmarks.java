package io.brainyflow.benchmarks;

import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Branches that run concurrently, beside virtual threads that are submitted and joined by hand. */
public class ParallelBenchmarks {

    /** Returns an executor of a virtual thread for each task; this is compiled for a Java that has none. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** Threads that are there for tasks. */
    public abstract static class OnThreads {

        ExecutorService threads;

        @Setup
        public void startThreads() throws ReflectiveOperationException {
            threads = virtualThreads();
        }

        @TearDown
        public void endThreads() {
            threads.shutdown();
        }

        <T> List<T> all(int size, Callable<T> task) throws Exception {
            List<Future<T>> futures = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                futures.add(threads.submit(task));
            }
            List<T> results = new ArrayList<>(size);
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    /** Branches that sleep for 10 ms. */
    @State(Scope.Benchmark)
    public static class Sleeping extends OnThreads {

        @Param({"1000", "10000"})
        int size;

        private Flow flow;
        private Peers.Run langChain4j;

        @Setup
        public void setUp() {
            flow = Flows.fanOut(size, Flows.sleep(), true);
            langChain4j = Peers.parallel(
                    size,
                    () -> {
                        try {
                            Thread.sleep(10);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> threads.execute(task));
        }

        @Benchmark
        public ExecutionTree brainyFlow() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        public Object langChain4j() throws Exception {
            return langChain4j.run();
        }

        @Benchmark
        public Object virtualThreads() throws Exception {
            return all(size, () -> {
                Thread.sleep(10);
                return null;
            });
        }
    }

    /** Branches that do next to nothing and meet in a join. */
    @State(Scope.Benchmark)
    public static class Join extends OnThreads {

        @Param({"1000", "10000"})
        int size;

        private Flow flow;

        @Setup
        public void setUp() {
            flow = Flows.join(size);
        }

        @Benchmark
        public ExecutionTree brainyFlow() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        public Object virtualThreads() throws Exception {
            int sum = 0;
            for (Map<String, Integer> branch : all(size, () -> Map.of("result", 1))) {
                sum += branch.get("result");
            }
            return sum;
        }
    }

    /** The same while two other processes compute. */
    public static class BusyJoin extends Join {

        private BusyProcesses others;

        @Setup
        public void startOthers() throws IOException {
            others = BusyProcesses.start(2);
        }

        @TearDown
        public void endOthers() {
            others.close();
        }
    }

    /** Branches that do next to nothing, at once and one after the other. */
    @State(Scope.Benchmark)
    public static class Trivial {

        @Param("10000")
        int size;

        private Flow parallel;
        private Flow sequential;

        @Setup
        public void setUp() {
            parallel = Flows.fanOut(size, Flows.item(), true);
            sequential = Flows.fanOut(size, Flows.item(), false);
        }

        @Benchmark
        public ExecutionTree parallel() {
            return parallel.run(Flows.memory());
        }

        @Benchmark
        public ExecutionTree sequential() {
            return sequential.run(Flows.memory());
        }
    }

    /** One flow of ten nodes, run by many threads at once. */
    @State(Scope.Benchmark)
    public static class Shared {

        @Param("10")
        int size;

        private Flow flow;

        @Setup
        public void setUp() {
            flow = Flows.chain(size);
        }

        @Benchmark
        @Threads(1)
        public ExecutionTree onOneThread() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        @Threads(2)
        public ExecutionTree onTwoThreads() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        @Threads(16)
        public ExecutionTree onSixteenThreads() {
            return flow.run(Flows.memory());
        }
    }
}
