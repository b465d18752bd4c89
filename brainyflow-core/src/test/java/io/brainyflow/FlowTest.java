package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FlowTest {

    private static final MemoryKey<List<Object>> LIST = MemoryKey.of("list", List.class);

    private final Memory memory = Memory.empty();

    @Test
    void runsEachWholePathBeforeTheNext() {
        List<String> order = new ArrayList<>();
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("a");
            node.fire("b");
        });
        start.on("a", Nodes.node("a1", (node, memory) -> order.add("a1")))
                .next(Nodes.node("a2", (node, memory) -> order.add("a2")));
        start.on("b", Nodes.node("b1", (node, memory) -> order.add("b1")));

        ExecutionTree tree = new Flow(start).run(memory);

        assertThat(order).containsExactly("a1", "a2", "b1");
        assertThat(tree).hasToString("start{a=[a1{default=[a2]}], b=[b1]}");
    }

    @Test
    void followsAnEdgeListedTwiceTwice() {
        Nodes.Recorder start = Nodes.node("start");
        Nodes.Recorder next = Nodes.node("next");
        start.next(next);
        start.next(next);

        new Flow(start).run(memory);

        assertThat(next.visits).hasSize(2);
    }

    @Test
    void keepsBothBranchesOfAnActionTriggeredTwice() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        start.on("item", Nodes.node("work"));

        ExecutionTree tree = new Flow(start).run(memory);

        assertThat(tree.triggered().get("item")).hasSize(2);
    }

    @Test
    void givesEachBranchALocalStoreOfItsOwn() {
        List<Object> seen = new ArrayList<>();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        start.on(
                        "item",
                        Nodes.node("work", (node, branch) -> branch.local().put("square", item(branch) * item(branch))))
                .next(Nodes.node("collect", (node, branch) -> seen.add(branch.get("square"))));

        new Flow(start).run(memory);

        assertThat(seen).containsExactly(0, 1, 4);
        assertThat(memory.contains("square")).isFalse();
    }

    private static int item(Memory branch) {
        return branch.get("item", Integer.class);
    }

    @Test
    void doesNotShareALocalStoreAmongTheSuccessorsOfOneAction() {
        List<Object> seen = new ArrayList<>();
        Nodes.Recorder start =
                Nodes.node("start", (node, memory) -> node.fire("go", Map.of("list", new ArrayList<>())));
        for (String name : List.of("left", "right")) {
            start.on("go", Nodes.node(name, (node, branch) -> {
                branch.get(LIST).add(name);
                seen.add(List.copyOf(branch.get(LIST)));
            }));
        }

        new Flow(start).run(memory);

        assertThat(seen).containsExactly(List.of("left"), List.of("right"));
    }

    @Test
    void doesNotLetOneImpliedTriggersBranchesSeeAnothersLocalStore() {
        List<Object> seen = new ArrayList<>();
        Nodes.Recorder start = Nodes.node("start");
        for (String name : List.of("left", "right")) {
            start.next(Nodes.node(name, (node, branch) -> {
                seen.add(branch.get("mark"));
                branch.local().put("mark", name);
            }));
        }

        new Flow(start).run(memory);
        new Flow(start).run(memory);

        assertThat(seen).containsOnlyNulls().hasSize(4);
    }

    @Test
    void takesItsGraphWhenItIsConstructed() {
        Nodes.Recorder start = Nodes.node("start");
        Flow flow = new Flow(start);
        Nodes.Recorder later = Nodes.node("later");
        start.next(later);

        flow.run(memory);

        assertThat(later.visits).isEmpty();
    }

    @Test
    void canBeRunByManyThreadsAtOnceWithoutOneSeeingAnother() throws Exception {
        Nodes.Recorder count = Nodes.node("count", (node, branch) -> {
            branch.add("count", 1);
            node.fire(branch.get("count", Integer.class) < 50 ? "again" : "done", Map.of("id", branch.get("id")));
        });
        Nodes.Recorder done = Nodes.node("done", (node, branch) -> branch.put("seen", branch.get("id")));
        Flow flow = Flow.builder("f")
                .start(count)
                .on(count, "again", count)
                .on(count, "done", done)
                .options(FlowOptions.create().withMaxVisits(50))
                .build();
        int threads = 64;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier barrier = new CyclicBarrier(threads);

        List<Future<Memory>> runs = IntStream.range(0, threads)
                .mapToObj(id -> pool.submit(() -> {
                    Memory last = null;
                    barrier.await();
                    for (int i = 0; i < 20; i++) {
                        last = Memory.of(Map.of("id", id));
                        assertThat(flow.run(last).size()).isEqualTo(51);
                        assertThat(last.get("seen")).isEqualTo(id);
                    }
                    return last;
                }))
                .toList();

        for (Future<Memory> run : runs) {
            assertThat(run.get().get("count")).isEqualTo(50);
        }
        pool.shutdown();
    }

    @Test
    void appliesActionsOfItsNodesAsItsOwnWhereItPropagates() {
        Nodes.Recorder inner = Nodes.node("inner", (node, branch) -> node.fire("escalate", Map.of("why", "amount")));
        Flow nested = Flow.builder("nested")
                .start(inner)
                .options(FlowOptions.create().withPropagateActions(true))
                .build();
        List<Object> seen = new ArrayList<>();
        Nodes.Recorder boss = Nodes.node("boss", (node, branch) -> seen.add(branch.get("why")));
        Flow flow =
                Flow.builder("outer").start(nested).on(nested, "escalate", boss).build();

        ExecutionTree tree = flow.run(memory);

        assertThat(seen).containsExactly("amount");
        assertThat(tree).hasToString("nested{escalate=[boss]}");
    }

    @Test
    void propagatesInTheOrderOfASequentialRunFromAParallelFlowToo() {
        for (boolean parallel : new boolean[] {false, true}) {
            Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
                node.fire("go", Map.of("id", "1"));
                node.fire("up", Map.of("id", "own"));
                node.fire("go", Map.of("id", "2"));
            });
            Nodes.Recorder left = Nodes.node("left", (node, branch) -> {
                node.fire("on");
                node.fire("up", Map.of("id", "left" + branch.get("id")));
            });
            Nodes.Recorder leaf =
                    Nodes.node("leaf", (node, branch) -> node.fire("up", Map.of("id", "leaf" + branch.get("id"))));
            FlowBuilder builder = Flow.builder("inner")
                    .start(start)
                    .on(start, "go", left)
                    .on(left, "on", leaf)
                    .options(FlowOptions.create().withPropagateActions(true));
            Flow inner = parallel ? builder.parallel().build() : builder.build();

            assertThat(inner.visit(memory).triggers())
                    .extracting(trigger -> trigger.forkingData().get("id"))
                    .containsExactly("own", "left1", "leaf1", "left2", "leaf2");
        }
    }

    @Test
    void countsAndLimitsVisitsAlongOnePath() {
        Nodes.Recorder loop = Nodes.node("loop", (node, branch) -> node.fire("again"));
        loop.on("again", loop);

        assertThatThrownBy(() -> new Flow(loop).run(memory))
                .isInstanceOfSatisfying(
                        VisitLimitException.class, e -> assertThat(e.limit()).isEqualTo(5))
                .hasMessage("Flow 'flow' reached node 'loop' more than 5 times on one path; check the actions that "
                        + "lead back to it, or raise the flow's maxVisits"
                        + " (path: loop > loop > loop > loop > loop > loop)");
        assertThat(loop.visits).hasSize(5);
    }

    @Test
    void doesNotTakeAFanOutForALoop() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 1_000);
        Nodes.Recorder work = Nodes.node("work");
        start.on("item", work);

        new Flow(start).run(memory);

        assertThat(work.visits).hasSize(1_000);
    }

    @Test
    void countsAfreshInEachVisitOfANestedFlow() {
        Nodes.Recorder inner = Nodes.node("inner", (node, branch) -> {
            branch.local().merge("n", 1, (a, b) -> (Integer) a + (Integer) b);
            node.fire(branch.get("n").equals(3) ? "done" : "again");
        });
        inner.on("again", inner);
        Flow nested = new Flow(inner, FlowOptions.create().withMaxVisits(3));
        Nodes.Recorder loop = Nodes.node("loop", (node, branch) -> {
            branch.add("rounds", 1);
            node.fire(branch.get("rounds").equals(4) ? "done" : "again");
        });
        nested.next(loop).on("again", nested);

        new Flow(nested).run(memory);

        assertThat(inner.visits).hasSize(12);
    }

    @Test
    void boundsTheVisitsOfAWholeRun() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 10);
        start.on("item", new Flow(Nodes.node("work")));
        Flow flow = new Flow(start, FlowOptions.create().withMaxSteps(4));

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(VisitLimitException.class)
                .hasMessageStartingWith(
                        "The run of flow 'flow' made 4 visits and would go on with node 'work' of flow 'flow'")
                .hasMessageContaining("raise the maxSteps of flow 'flow'");
    }

    @Test
    void canReplaceItsSettings() {
        Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(2), retry -> null);
        Flow flow = new Flow(node);
        List<String> heard = new ArrayList<>();
        FlowRuntime runtime = FlowRuntime.builder()
                .listener(new FlowListener() {
                    @Override
                    public void visitStarted(Visit visit) {
                        heard.add(visit.node());
                    }
                })
                .build();

        Nodes.configure(flow, FlowOptions.create().withMaxVisits(9), Map.of("n", RetryPolicy.ofAttempts(4)), runtime);
        flow.run(memory);

        assertThat(flow.graph().options().maxVisits()).isEqualTo(9);
        assertThat(flow.graph().retryPolicy("n").maxAttempts()).isEqualTo(4);
        assertThat(heard).containsExactly("n");
        assertThatThrownBy(
                        () -> Nodes.configure(flow, FlowOptions.create(), Map.of("x", RetryPolicy.create()), runtime))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("Flow 'flow' has no node 'x'; its nodes are [n]");
    }

    @Test
    void canBeGivenAnotherName() {
        Flow flow = new Flow(Nodes.failing("n", new java.io.IOException()));

        FlowSetup.create().name("approval").applyTo(flow);

        assertThat(flow.node("n")).isInstanceOf(Nodes.Recorder.class);

        assertThat(flow.graph().name()).isEqualTo("approval");
        assertThatThrownBy(() -> flow.run(memory)).hasMessageStartingWith("Node 'n' of flow 'approval' failed");
    }

    @Test
    void worksOnTheMapThatAMemoryWasMadeOver() {
        ConcurrentHashMap<String, Object> global = new ConcurrentHashMap<>();

        new Flow(Nodes.node("n", (node, branch) -> branch.put("x", 1))).run(Memory.over(global));

        assertThat(global).containsEntry("x", 1);
    }

    @Nested
    class Building {

        @Test
        void refusesAFlowWithoutAStart() {
            assertThatThrownBy(() -> Flow.builder("empty").build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Flow 'empty' has no start; give it one with start(node)");
            assertThatThrownBy(() -> new Flow((BaseNode<?, ?>) null)).isInstanceOf(NullPointerException.class);
        }

        @Test
        void refusesOneGivenNameForTwoNodes() {
            Nodes.Recorder start = Nodes.node("same");
            start.next(Nodes.node("same"));

            assertThatThrownBy(() -> new Flow(start))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Two nodes of flow 'flow' are named 'same'; give one of them another name, or wire the "
                            + "same node twice");
        }

        @Test
        void refusesTwoNamesForOneNode() {
            Nodes.Recorder node = Nodes.node("n");

            assertThatThrownBy(() -> Flow.builder("f").node("a", node).node("b", node))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("One node is named both 'a' and 'b'; make a second one");
        }

        @Test
        void numbersDerivedNamesInWiringOrder() {
            NodeTest.Greet first = new NodeTest.Greet();
            first.next(new NodeTest.Greet()).next(new Nodes.Recorder("greet3")).next(new NodeTest.Greet());

            assertThat(new Flow(first).graph().nodes()).containsExactly("greet", "greet2", "greet3", "greet4");
        }

        @Test
        void namesAnAnonymousNodeByItsSuperclass() {
            assertThat(new Flow(new Node<Object, Object>() {}).graph().start()).isEqualTo("node");
        }

        @Test
        void usesItsOwnEdgesAndNotTheNodesWhereItHasSome() {
            Nodes.Recorder a = Nodes.node("a");
            Nodes.Recorder b = Nodes.node("b");
            Nodes.Recorder c = Nodes.node("c");
            a.next(b);

            Flow flow = Flow.builder("f").start(a).next(a, c).build();
            FlowBuilder following = Flow.builder("g").start(a);

            assertThat(flow.graph().edges()).containsExactly(new FlowGraph.Edge("a", "default", "c"));
            assertThat(following.build().graph())
                    .satisfies(graph -> assertThat(graph.nodes()).containsExactly("a", "b"));
            assertThat(following.build().graph().edges()).hasSize(1);
        }

        @Test
        void keepsNodesThatCannotBeReachedAndWarns() {
            Nodes.Recorder start = Nodes.node("start");

            try (LogCapture log = LogCapture.begin()) {
                Flow flow = Flow.builder("f")
                        .start(start)
                        .node("island", Nodes.node("x"))
                        .build();

                assertThat(flow.graph().nodes()).containsExactly("start", "island");
                assertThat(log.messages())
                        .containsExactly(
                                "Flow 'f' cannot reach node 'island'; wire a node of the flow to it, or leave it out");
            }
        }

        @Test
        void statesItsSettingsAndRetries() {
            Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(2), retry -> null);
            Flow nested = new ParallelFlow(Nodes.node("inside"));
            FlowGraph graph = Flow.builder("f")
                    .start(node)
                    .next(node, nested)
                    .retry(node, RetryPolicy.create().withWaitTime(java.time.Duration.ofSeconds(1)))
                    .build()
                    .graph();

            assertThat(graph.name()).isEqualTo("f");
            assertThat(graph.parallel()).isFalse();
            assertThat(graph.retryPolicy("n")).hasToString("RetryPolicy{maxAttempts=2, waitTime=PT1S}");
            assertThat(graph.nested("parallelFlow").parallel()).isTrue();
            assertThat(graph.nested("n")).isNull();
            assertThatThrownBy(() -> graph.retryPolicy("x")).isInstanceOf(NoSuchElementException.class);
        }

        @Test
        void statesOptionsThatCanBeLaidOverEachOther() {
            FlowOptions defaults =
                    FlowOptions.create().withMaxVisits(7).withMaxSteps(70).withPropagateActions(true);

            assertThat(FlowOptions.create().withDefaults(defaults))
                    .isEqualTo(defaults)
                    .hasSameHashCodeAs(defaults);
            assertThat(FlowOptions.create().withMaxVisits(1).withDefaults(defaults))
                    .hasToString("FlowOptions{maxSteps=70, maxVisits=1, propagateActions=true}")
                    .isNotEqualTo(defaults);
            assertThat(defaults.withPropagateActions(false).withMaxSteps(9).withDefaults(FlowOptions.create()))
                    .isNotEqualTo(defaults.withMaxSteps(9))
                    .isNotEqualTo(defaults.withPropagateActions(false))
                    .isNotEqualTo("x");
            assertThatThrownBy(() -> defaults.withMaxVisits(0)).hasMessage("maxVisits must be at least 1, but was 0");
            assertThatThrownBy(() -> defaults.withMaxSteps(0)).hasMessage("maxSteps must be at least 1, but was 0");
        }

        @Test
        void drawsItsGraph() {
            Nodes.Recorder start = Nodes.node("start \"1\"");
            Flow nested = new Flow(Nodes.node("inside"));
            start.next(nested).on("a|b", start);

            assertThat(new Flow(start).graph().toMermaid()).isEqualTo("""
                            flowchart TD
                                start(( )) --> n0
                                n0["start #34;1#34;"]
                                n1[["flow"]]
                                n0 --> n1
                                n1 -->|"a#124;b"| n0
                            """);
        }
    }

    @Nested
    class Warning {

        @Test
        void namesAnActionThatNothingIsWiredToOnceInARun() {
            Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
                node.fire("aproved");
                node.fire("aproved");
            });
            start.on("approved", Nodes.node("pay"));

            try (LogCapture log = LogCapture.begin()) {
                new Flow(start).run(memory);

                assertThat(log.messages())
                        .containsExactly(
                                "A branch ended at node 'start' of flow 'flow': it triggered 'aproved', which is neither"
                                        + " wired nor declared as an end; its actions are ['approved']");
            }
        }

        @Test
        void isLeftOutForTheDefaultActionOfANodeWithOneOther() {
            Nodes.Recorder start = Nodes.node("start");
            start.on("never", Nodes.node("x"));

            try (LogCapture log = LogCapture.begin()) {
                new Flow(start).run(memory);

                assertThat(log.messages()).isEmpty();
            }
        }

        @Test
        void saysThatSuccessorsOfANodeRunAloneAreNotFollowed() {
            Nodes.Recorder start = Nodes.node("start");
            start.next(Nodes.node("x"));

            try (LogCapture log = LogCapture.begin()) {
                start.run(memory);

                assertThat(log.messages())
                        .containsExactly(
                                "Recorder 'start' is run alone: its successors on ['default'] are not followed; run a "
                                        + "Flow that starts with it");
            }
        }
    }

    @Test
    void isBuiltWithEachOptionByItself() {
        FlowOptions options = Flow.builder("flow")
                .parallel()
                .start(Nodes.node("n"))
                .maxVisits(2)
                .maxSteps(3)
                .maxConcurrency(4)
                .onUnmatched(OnUnmatched.FAIL)
                .onConflict(OnConflict.IGNORE)
                .onFailure(OnFailure.COLLECT)
                .propagateActions(true)
                .build()
                .graph()
                .options();

        assertThat(options)
                .isEqualTo(FlowOptions.create()
                        .withMaxVisits(2)
                        .withMaxSteps(3)
                        .withMaxConcurrency(4)
                        .withOnUnmatched(OnUnmatched.FAIL)
                        .withOnConflict(OnConflict.IGNORE)
                        .withOnFailure(OnFailure.COLLECT)
                        .withPropagateActions(true));
    }
}
