package io.brainyflow.benchmarks;

import io.brainyflow.BaseNode;
import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.FlowOptions;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The flows that are measured, and what the loops written by hand work on. */
final class Flows {

    private static final FlowOptions UNLIMITED =
            FlowOptions.create().withMaxVisits(Integer.MAX_VALUE).withMaxSteps(Long.MAX_VALUE);

    private Flows() {}

    /** A memory in which the number is 0. */
    static Memory memory() {
        return Memory.of(Map.of(Increments.KEY, 0));
    }

    /** The map of such a memory. */
    static ConcurrentMap<String, Object> map() {
        ConcurrentMap<String, Object> map = new ConcurrentHashMap<>();
        map.put(Increments.KEY, 0);
        return map;
    }

    /** Makes the engine's calls polymorphic, as they are in an application, before a flow of one node is measured. */
    static void callSeveralClasses() {
        Flow chain = chain(8);
        for (int i = 0; i < 20_000; i++) {
            chain.run(memory());
        }
    }

    /** Distinct nodes, one after the other. */
    static Flow chain(int nodes) {
        List<Node<Integer, Integer>> all = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            all.add(Increments.node(i, 0));
        }
        FlowBuilder builder = Flow.builder("chain").start(all.get(0)).options(UNLIMITED);
        for (int i = 1; i < nodes; i++) {
            builder.next(all.get(i - 1), all.get(i));
        }
        return builder.build();
    }

    /** One node that triggers itself. */
    static Flow loop(int visits) {
        Node<Integer, Integer> node = Increments.node(0, visits);
        return Flow.builder("loop")
                .start(node)
                .on(node, "again", node)
                .options(UNLIMITED)
                .build();
    }

    /** One node that triggers each of its actions. */
    static Flow actions(int actions) {
        Node<?, ?> start = Node.of("start", memory -> null, nothing -> null, (memory, nothing, none, signals) -> {
            for (int i = 0; i < actions; i++) {
                signals.trigger("action " + i);
            }
        });
        Node<?, ?> end = Node.of("end", memory -> {});
        FlowBuilder builder = Flow.builder("actions").start(start).options(UNLIMITED);
        for (int i = 0; i < actions; i++) {
            builder.on(start, "action " + i, end);
        }
        return builder.build();
    }

    /** Distinct nodes, one after the other, the last of which is a join. */
    static Flow chainIntoJoin(int nodes) {
        List<Node<?, ?>> all = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            all.add(Node.of("n" + i, memory -> {}));
        }
        FlowBuilder builder =
                Flow.builder("chain").start(all.get(0)).options(UNLIMITED).join(all.get(nodes - 1));
        for (int i = 1; i < nodes; i++) {
            builder.next(all.get(i - 1), all.get(i));
        }
        return builder.build();
    }

    /** One node that triggers a branch for each number. */
    static Flow fanOut(int branches, BaseNode<?, ?> work, boolean parallel) {
        Node<?, ?> start = fan(branches);
        FlowBuilder builder =
                Flow.builder("fanOut").start(start).on(start, "item", work).options(UNLIMITED);
        return (parallel ? builder.parallel() : builder).build();
    }

    /** Concurrent branches that meet. */
    static Flow join(int branches) {
        Node<?, ?> start = fan(branches);
        Node<?, ?> work = item();
        Node<?, ?> join = new Node<List<Map<String, Object>>, Integer>("join") {
            @Override
            public List<Map<String, Object>> prep(Memory memory) {
                return memory.joined();
            }

            @Override
            public Integer exec(List<Map<String, Object>> joined) {
                int sum = 0;
                for (Map<String, Object> branch : joined) {
                    sum += (Integer) branch.get("result");
                }
                return sum;
            }

            @Override
            public void post(Memory memory, List<Map<String, Object>> joined, Integer sum) {
                memory.put("sum", sum);
            }
        };
        return Flow.builder("join")
                .parallel()
                .start(start)
                .on(start, "item", work)
                .next(work, join)
                .join(join)
                .options(UNLIMITED)
                .build();
    }

    private static Node<?, ?> fan(int branches) {
        return new Node<Void, Void>("start") {
            @Override
            public void post(Memory memory, Void prepared, Void result) {
                for (int i = 0; i < branches; i++) {
                    trigger("item", Map.of("item", i));
                }
            }
        };
    }

    /** A branch's work: one more than its own number, left in its local store. */
    static Node<?, ?> item() {
        return new Node<Integer, Integer>("work") {
            @Override
            public Integer prep(Memory memory) {
                return (Integer) memory.get("item");
            }

            @Override
            public Integer exec(Integer item) {
                return item + 1;
            }

            @Override
            public void post(Memory memory, Integer item, Integer result) {
                memory.local().put("result", result);
            }
        };
    }

    /** A branch's work that takes 10 ms. */
    static Node<?, ?> sleep() {
        return new Node<Void, Void>("sleep") {
            @Override
            public Void exec(Void prepared) throws InterruptedException {
                Thread.sleep(10);
                return null;
            }
        };
    }
}
