package io.brainyflow.benchmarks;

import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import io.brainyflow.benchmarks.Increments.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One node after the other, in this engine, written by hand, and in its peers. */
public class SequentialBenchmarks {

    /** Distinct nodes, one after the other. */
    @State(Scope.Benchmark)
    public static class Chain {

        @Param({"10", "1000", "10000"})
        int size;

        private Flow flow;
        private Step[] steps;

        @Setup
        public void setUp() {
            flow = Flows.chain(size);
            steps = new Step[size];
            for (int i = 0; i < size; i++) {
                steps[i] = Increments.step(i);
            }
        }

        @Benchmark
        public ExecutionTree brainyFlow() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        public Object byHand() throws Exception {
            ConcurrentMap<String, Object> map = Flows.map();
            for (Step step : steps) {
                Integer prepared = step.prep(map);
                Integer result = step.exec(prepared);
                step.post(map, prepared, result);
            }
            return map;
        }

        @Benchmark
        public Object byHandWithTree() throws Exception {
            ConcurrentMap<String, Object> map = Flows.map();
            Place first = new Place("start");
            Place last = first;
            for (Step step : steps) {
                Integer prepared = step.prep(map);
                Integer result = step.exec(prepared);
                step.post(map, prepared, result);
                last = last.then("default", "step");
            }
            return first;
        }
    }

    /** Where a visit was made, and what was visited next: the least that one has to keep to tell afterwards what has happened. */
    private static final class Place {

        final String node;
        String action;
        Place next;

        Place(String node) {
            this.node = node;
        }

        Place then(String action, String node) {
            this.action = action;
            next = new Place(node);
            return next;
        }
    }

    /** The same in LangGraph4j and LangChain4j, each made by its own set-up. */
    @State(Scope.Benchmark)
    public static class ChainOfPeers {

        @Param({"10", "1000", "10000"})
        int size;

        @Param({"langGraph4j", "langGraph4jByReference", "langChain4j"})
        String peer;

        private Peers.Run run;

        @Setup
        public void setUp() throws Exception {
            run = Peers.chain(peer, size);
        }

        @Benchmark
        public Object peer() throws Exception {
            return run.run();
        }
    }

    /** One node that comes to itself again and again. */
    @State(Scope.Benchmark)
    public static class Loop {

        @Param({"1000", "100000", "1000000"})
        int size;

        private Flow flow;
        private Step[] steps;

        @Setup
        public void setUp() {
            Flows.callSeveralClasses();
            flow = Flows.loop(size);
            steps = new Step[] {Increments.step(0), Increments.step(1), Increments.step(2), Increments.step(3)};
        }

        @Benchmark
        public ExecutionTree brainyFlow() {
            return flow.run(Flows.memory());
        }

        @Benchmark
        public Object byHandWithTree() throws Exception {
            ConcurrentMap<String, Object> map = Flows.map();
            Place first = new Place("start");
            Place last = first;
            for (int i = 0; i < size; i++) {
                Step step = steps[i & 3];
                Integer prepared = step.prep(map);
                Integer result = step.exec(prepared);
                step.post(map, prepared, result);
                last = last.then("again", "step");
            }
            return first;
        }

        @Benchmark
        public Object byHand() throws Exception {
            ConcurrentMap<String, Object> map = Flows.map();
            for (int i = 0; i < size; i++) {
                Step step = steps[i & 3];
                Integer prepared = step.prep(map);
                Integer result = step.exec(prepared);
                step.post(map, prepared, result);
            }
            return map;
        }
    }

    /** The same in LangGraph4j and LangChain4j. */
    @State(Scope.Benchmark)
    public static class LoopOfPeers {

        @Param({"1000", "100000", "1000000"})
        int size;

        @Param({"langGraph4j", "langGraph4jByReference", "langChain4j"})
        String peer;

        private Peers.Run run;

        @Setup
        public void setUp() throws Exception {
            run = Peers.loop(peer, size);
        }

        @Benchmark
        public Object peer() throws Exception {
            return run.run();
        }
    }

    /** One node that triggers branches, one after the other. */
    @State(Scope.Benchmark)
    public static class FanOut {

        @Param({"100", "10000", "100000"})
        int size;

        private Flow flow;
        private Step[] steps;

        @Setup
        public void setUp() {
            Flows.callSeveralClasses();
            flow = Flows.fanOut(size, Increments.node(0, 0), false);
            steps = new Step[] {Increments.step(0), Increments.step(1), Increments.step(2), Increments.step(3)};
        }

        @Benchmark
        public ExecutionTree brainyFlow() {
            return flow.run(Flows.memory());
        }

        /** Copies a map of one entry for each branch, as a branch has a local store of its own. */
        @Benchmark
        public Object byHand() throws Exception {
            ConcurrentMap<String, Object> map = Flows.map();
            Map<?, ?>[] stores = new Map<?, ?>[size];
            for (int i = 0; i < size; i++) {
                stores[i] = new HashMap<>(Map.of("item", i));
            }
            for (int i = 0; i < size; i++) {
                Step step = steps[i & 3];
                Integer prepared = step.prep(map);
                Integer result = step.exec(prepared);
                step.post(map, prepared, result);
            }
            return stores;
        }
    }
}
