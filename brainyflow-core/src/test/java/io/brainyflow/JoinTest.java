package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that are visited once for the branches that meet there. Each graph runs sequentially and in parallel. */
@Timeout(60)
class JoinTest {

    private static final BiConsumer<Nodes.Recorder, Memory> NOTHING = (node, memory) -> {};

    private final Memory memory = Memory.empty();

    /** A graph written as edges of the default action; each node says in its local store that a branch came by. */
    private static final class Graph {

        private final Map<String, BaseNode<?, ?>> nodes = new LinkedHashMap<>();
        private final Map<String, BiConsumer<Nodes.Recorder, Memory>> posts = new LinkedHashMap<>();
        private final List<String[]> edges = new ArrayList<>();
        private FlowOptions options = FlowOptions.create();
        private List<String> joins = List.of();

        /** Adds edges, such as {@code "a>b a>c"}; the first node of the first is the start. */
        Graph edges(String edges) {
            Arrays.stream(edges.split(" ")).map(edge -> edge.split(">")).forEach(this.edges::add);
            return this;
        }

        Graph joins(String... joins) {
            this.joins = List.of(joins);
            return this;
        }

        Graph post(String node, BiConsumer<Nodes.Recorder, Memory> post) {
            posts.put(node, post);
            return this;
        }

        Graph node(String name, BaseNode<?, ?> node) {
            nodes.put(name, node);
            return this;
        }

        Graph options(FlowOptions options) {
            this.options = options;
            return this;
        }

        private BaseNode<?, ?> get(String name) {
            return nodes.computeIfAbsent(
                    name,
                    key -> Nodes.node(name, (node, memory) -> {
                        memory.local().merge("way", name, (way, more) -> way + "-" + more);
                        memory.append("visited", name);
                        posts.getOrDefault(name, NOTHING).accept(node, memory);
                    }));
        }

        Flow build(boolean parallel) {
            FlowBuilder builder =
                    Flow.builder("flow").start(get(edges.get(0)[0])).options(options);
            edges.stream().filter(edge -> edge.length == 2).forEach(edge -> {
                String[] target = edge[1].split(":");
                builder.on(get(edge[0]), target.length == 1 ? "default" : target[1], get(target[0]));
            });
            nodes.forEach(builder::node);
            joins.forEach(join -> builder.join(get(join)));
            return (parallel ? builder.parallel() : builder).build();
        }
    }

    private static Graph graph(String edges) {
        return new Graph().edges(edges);
    }

    private static void noteWays(Nodes.Recorder node, Memory memory) {
        memory.append(
                "ways", memory.joined().stream().map(store -> store.get("way")).toList());
    }

    private long visits(String node) {
        return ((List<?>) memory.get("visited")).stream().filter(node::equals).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areVisitedOnceForAllBranchesThatMeetThere(boolean parallel) {
        Flow flow = graph("a>b a>c b>d b>e d>f e>f c>f f>g")
                .joins("f")
                .post("f", JoinTest::noteWays)
                .build(parallel);

        ExecutionTree tree = flow.run(memory);

        assertThat(tree)
                .hasToString("a{default=[b{default=[d{default=[f{default=[g]}]}, e{default=[→f]}]}, c{default=[→f]}]}");
        assertThat(tree.size()).isEqualTo(7);
        assertThat(memory.get("ways")).isEqualTo(List.of(List.of("a-b-d", "a-b-e", "a-c")));
        assertThat(visits("f")).isEqualTo(1);
        assertThat(visits("g")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gatherNestedFanOuts(boolean parallel) {
        Graph graph = graph("a>b:item b>c:item c>j").joins("j").post("j", JoinTest::noteWays);
        for (String node : List.of("a", "b")) {
            graph.post(node, (recorder, branch) -> {
                for (int i = 0; i < 3; i++) {
                    recorder.fire("item", Map.of("way", branch.local().get("way") + "" + i));
                }
            });
        }
        Flow flow = graph.build(parallel);

        flow.run(memory);

        assertThat(memory.get("ways"))
                .asString()
                .isEqualTo("[[a0-b0-c, a0-b1-c, a0-b2-c, a1-b0-c, a1-b1-c, a1-b2-c, a2-b0-c, a2-b1-c, a2-b2-c]]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doNotWaitForABranchThatEndsElsewhere(boolean parallel) {
        Flow flow = graph("a>b a>c a>d b>j c>other d>j")
                .joins("j")
                .post("j", JoinTest::noteWays)
                .build(parallel);

        assertThat(flow.run(memory)).hasToString("a{default=[b{default=[j]}, c{default=[other]}, d{default=[→j]}]}");
        assertThat(memory.get("ways")).isEqualTo(List.of(List.of("a-b", "a-d")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitForThoseThatLeadToThem(boolean parallel) {
        Flow flow = graph("a>b a>c a>d b>k c>j d>j j>k")
                .joins("j", "k")
                .post("k", JoinTest::noteWays)
                .build(parallel);

        assertThat(flow.run(memory))
                .hasToString("a{default=[b{default=[k]}, c{default=[j{default=[→k]}]}, d{default=[→j]}]}");
        assertThat(memory.get("ways")).isEqualTo(List.of(List.of("a-b", "j")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takeThePlaceOfTheirFirstBranchWhereTheyMeetOthers(boolean parallel) {
        Flow flow = graph("a>b a>c a>d b>j c>k d>j j>k")
                .joins("j", "k")
                .post("k", JoinTest::noteWays)
                .build(parallel);

        assertThat(flow.run(memory))
                .hasToString("a{default=[b{default=[j{default=[k]}]}, c{default=[→k]}, d{default=[→j]}]}");
        assertThat(memory.get("ways")).isEqualTo(List.of(List.of("j", "a-c")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readWhatABranchPutInPlaceOfALocalValueThatTheFlowBeganWith(boolean parallel) {
        Flow inner = graph("a>b b>c b>d c>j d>j j>c:again")
                .joins("j")
                .post("b", (node, branch) -> branch.put("state", "checked"))
                .post("j", (node, branch) -> {
                    branch.append("read", branch.get("state") + " " + branch.get("kept"));
                    branch.put("state", "again");
                    node.fire(((List<?>) branch.get("read")).size() < 2 ? "again" : "done");
                })
                .build(parallel);
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
            branch.put("state", "old");
            node.fire("inner", Map.of("state", "new", "kept", "yes"));
        });

        Flow.builder("outer").start(start).on(start, "inner", inner).build().run(memory);

        assertThat(memory.get("read")).isEqualTo(List.of("checked yes", "again yes"));
    }

    @Test
    void shareWhatIsAheadOfThemSoThatALongChainCostsNoMoreThanAShortOne() {
        int[][] chain = new int[1_000][];
        for (int node = 0; node < chain.length; node++) {
            chain[node] = node == chain.length - 1 ? new int[0] : new int[] {node + 1};
        }

        BitSet[] ahead = JoinOrder.ahead(chain, Map.of(chain.length - 1, 0));

        assertThat(ahead[0].cardinality()).isEqualTo(1);
        assertThat(Arrays.stream(ahead).limit(chain.length - 1L)).allMatch(set -> set == ahead[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workEachTimeRoundALoop(boolean parallel) {
        Flow flow = graph("a>b a>c b>j c>j j>a:again j>end:done")
                .joins("j")
                .post("j", (node, branch) -> {
                    noteWays(node, branch);
                    node.fire(((List<?>) branch.get("ways")).size() < 3 ? "again" : "done");
                })
                .build(parallel);

        ExecutionTree tree = flow.run(memory);

        assertThat(memory.get("ways"))
                .isEqualTo(List.of(List.of("a-b", "a-c"), List.of("j-a-b", "j-a-c"), List.of("j-a-b", "j-a-c")));
        assertThat(visits("end")).isEqualTo(1);
        assertThat(tree.size()).isEqualTo(3 * 4 + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thatWaitForEachOtherInALoopAreVisitedAlongForwardEdges(boolean parallel) {
        Flow flow = graph("a>j a>k j>k:on k>j:back")
                .joins("j", "k")
                .post("j", (node, branch) -> node.fire("on"))
                .post("k", (node, branch) -> node.fire(branch.contains("round") ? "out" : "back"))
                .post("a", (node, branch) -> branch.remove("round"))
                .build(parallel);

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(VisitLimitException.class)
                .hasMessageStartingWith("Flow 'flow' reached node 'j' more than 5 times on one path");
        assertThat(memory.get("visited")).asString().isEqualTo("[a, j, k, j, k, j, k, j, k, j, k]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaveBranchesThatComeLaterToTheirNextVisit(boolean parallel) {
        Flow flow = graph("a>j a>b b>j j>c c>b:again")
                .joins("j")
                .post("c", (node, branch) -> node.fire(visits(branch, "c") < 2 ? "again" : "end"))
                .build(parallel);

        assertThat(flow.run(memory))
                .hasToString("a{default=[j{default=[c{again=[b{default=[j{default=[c{end=[]}]}]}]}]},"
                        + " b{default=[→j]}]}");
    }

    private static long visits(Memory memory, String node) {
        return ((List<?>) memory.get("visited")).stream().filter(node::equals).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areVisitedForASingleBranchTooAndCanBeTheStart(boolean parallel) {
        Flow flow = graph("a>b b>a:again")
                .joins("a")
                .post("a", JoinTest::noteWays)
                .post("b", (node, branch) -> node.fire(visits(branch, "b") < 2 ? "again" : "end"))
                .build(parallel);

        assertThat(flow.run(memory)).hasToString("a{default=[b{again=[a{default=[b{end=[]}]}]}]}");
        assertThat(memory.get("ways")).isEqualTo(List.of(Arrays.asList((Object) null), List.of("a-b")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haveALocalStoreLikeTheOneThatTheFlowsVisitBeganWith(boolean parallel) {
        Flow inner = graph("a>b a>c b>j c>j j>after")
                .joins("j")
                .post(
                        "a",
                        (node, branch) -> ConformanceCase.<List<Object>>as(
                                        branch.local().get("given"))
                                .add("spoilt"))
                .post("j", (node, branch) -> branch.append("seen", new TreeMap<>(branch.local())))
                .post("after", (node, branch) -> {
                    branch.append("seen", branch.local().get("given"));
                    assertThatThrownBy(branch::joined)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("No branches have met here: the node is not marked as a join of its flow");
                })
                .build(parallel);
        Nodes.Recorder outer = Nodes.node("outer", (node, branch) -> {
            node.fire("item", Map.of("given", List.of(1)));
            node.fire("item", Map.of("given", List.of(2)));
        });
        Flow flow = Flow.builder("outer").start(outer).on(outer, "item", inner).build();

        flow.run(memory);

        assertThat(memory.get("seen")).asString().isEqualTo("[{given=[1], way=j}, [1], {given=[2], way=j}, [2]]");
        assertThat(memory.local()).isEmpty();
    }

    @Test
    void haveNoLocalStoreInARootRunWithoutOneAndGiveTheBranchesUnmodifiable() {
        Flow flow = graph("a>b a>c b>j c>j")
                .joins("j")
                .post("j", (node, branch) -> {
                    branch.append("seen", new TreeMap<>(branch.local()));
                    assertThat(branch.joined()).hasSize(2).isUnmodifiable();
                    assertThat(branch.joined().get(0)).isUnmodifiable().containsEntry("way", "a-b");
                })
                .build(false);

        flow.run(memory);
        memory.local().put("own", 1);
        flow.run(memory);

        assertThat(memory.get("seen")).asString().isEqualTo("[{way=j}, {own=1, way=j}]");
    }

    @Test
    void areTheOnlyNodesWithJoinedBranches() {
        assertThatThrownBy(memory::joined).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> graph("a>b")
                        .post("b", (node, branch) -> branch.joined())
                        .build(false)
                        .run(memory))
                .hasRootCauseMessage("No branches have met here: the node is not marked as a join of its flow");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countAsOftenAsTheBranchThatCameMostOften(boolean parallel) {
        // One branch goes round x twice before it comes to the join, and the third time after it.
        Flow flow = graph("a>x a>y x>x:again x>j:on y>j j>x:back")
                .joins("j")
                .post("x", (node, branch) -> {
                    Integer round = (Integer) branch.local().getOrDefault("round", 0);
                    branch.local().put("round", round + 1);
                    node.fire(round == 0 ? "again" : "on");
                })
                .post("j", (node, branch) -> node.fire("back"))
                .options(FlowOptions.create().withMaxVisits(3))
                .build(parallel);

        assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(VisitLimitException.class, e -> {
            assertThat(e.node()).isEqualTo("x");
            assertThat(e.path()).containsExactly("a", "x", "x", "j", "x", "x");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areFlowsToo(boolean parallel) {
        Nodes.Recorder first = Nodes.node("first", (node, branch) -> branch.append("in", branch.contains("way")));
        Flow inner = new Flow(first) {
            @Override
            public Object prep(Memory memory) {
                return memory.joined().size();
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.put("met", prepared + " " + memory.joined().size());
            }
        };
        Flow flow = graph("a>b a>c b>j c>j j>d").node("j", inner).joins("j").build(parallel);

        assertThat(flow.run(memory)).hasToString("a{default=[b{default=[j{default=[d]}]}, c{default=[→j]}]}");
        assertThat(memory.get("met")).isEqualTo("2 2");
        assertThat(memory.get("in")).isEqualTo(List.of(false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitForNestedFlowsAndAreAfreshInEachVisitOfOne(boolean parallel) {
        Flow inner = graph("a>b a>c b>j c>j")
                .joins("j")
                .post("j", JoinTest::noteWays)
                .build(parallel);
        Flow flow = graph("s>inner s>x inner>k x>k")
                .node("inner", inner)
                .joins("k")
                .post(
                        "k",
                        (node, branch) -> branch.append("outer", branch.joined().size()))
                .build(parallel);

        flow.run(memory);
        flow.run(memory);

        assertThat(memory.get("ways")).isEqualTo(List.of(List.of("s-a-b", "s-a-c"), List.of("s-a-b", "s-a-c")));
        assertThat(memory.get("outer")).isEqualTo(List.of(2, 2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haveWhatTheFlowPassesOnInTheOrderOfASequentialRun(boolean parallel) {
        Graph inner = graph("a>b a>c b>j c>j j>d j>e")
                .joins("j")
                .options(FlowOptions.create().withPropagateActions(true));
        for (String node : List.of("a", "b", "c", "j", "d", "e")) {
            inner.post(node, (recorder, branch) -> {
                recorder.fire("default");
                recorder.fire("out", Map.of("from", node));
            });
        }
        Flow flow = graph("inner>note:out").node("inner", inner.build(parallel)).build(false);
        flow.run(memory);
        Graph noting = graph("inner>note:out").node("inner", inner.build(parallel));
        noting.post("note", (node, branch) -> branch.append("order", branch.get("from")));

        noting.build(false).run(memory);

        // In the tree, j and what follows it stand before c.
        assertThat(memory.get("order")).isEqualTo(List.of("a", "b", "c", "j", "d", "e"));
    }

    @Test
    void areDrawnAsFunnels() {
        FlowGraph graph = graph("a>b a>c b>j c>j").joins("j").build(false).graph();

        assertThat(graph.isJoin("j")).isTrue();
        assertThat(graph.isJoin("b")).isFalse();
        assertThat(graph.toMermaid()).contains("n3[\\\"j\"/]").contains("n1[\"b\"]");
    }

    @Test
    void canBeSetAfterwards() {
        Flow flow = graph("a>b a>c b>j c>j").build(false);

        FlowSetup.create().joins(Map.of("j", true)).name("other").applyTo(flow);
        Nodes.configure(flow, FlowOptions.create(), Map.of(), FlowRuntime.plain());

        assertThat(flow.run(memory)).hasToString("a{default=[b{default=[j]}, c{default=[→j]}]}");
        FlowSetup.create().joins(Map.of("j", false)).applyTo(flow);
        assertThat(flow.run(memory)).hasToString("a{default=[b{default=[j]}, c{default=[j]}]}");
        assertThatThrownBy(() -> FlowSetup.create().joins(Map.of("x", true)).applyTo(flow))
                .isInstanceOf(java.util.NoSuchElementException.class)
                .hasMessageStartingWith("Flow 'other' has no node 'x'");
    }

    @Test
    void canBeMarkedInAGraphThatFollowsTheNodesOwnWiring() {
        Nodes.Recorder a = Nodes.node("a");
        Nodes.Recorder j = Nodes.node("j");
        a.next(Nodes.node("b")).next(j);
        a.next(Nodes.node("c")).next(j);

        assertThat(Flow.builder("flow").start(a).join(j).build().run(memory))
                .hasToString("a{default=[b{default=[j]}, c{default=[→j]}]}");
    }

    @Test
    void gatherTenThousandConcurrentBranchesInOrder() {
        Nodes.Recorder fan = Nodes.fanningOut("fan", "item", 10_000);
        Nodes.Recorder work = Nodes.node("work");
        Nodes.Recorder join = Nodes.node(
                "join",
                (node, branch) -> branch.put(
                        "items",
                        branch.joined().stream().map(store -> store.get("item")).toList()));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(fan)
                .on(fan, "item", work)
                .next(work, join)
                .join(join)
                .build();

        ExecutionTree tree = flow.run(memory);

        assertThat((List<?>) memory.get("items")).hasSize(10_000).isSorted();
        assertThat(tree.size()).isEqualTo(10_002);
        assertThat(tree.toString()).hasSizeLessThan(1_000).endsWith("… (9985 more visits)");
    }

    @Nested
    class WhenABranchFails {

        private final FlowOptions collect = FlowOptions.create().withOnFailure(OnFailure.COLLECT);

        private Graph failing(String edges, String... failing) {
            Graph graph = graph(edges);
            for (String node : failing) {
                graph.post(node, (recorder, branch) -> {
                    throw new IllegalStateException(node + " is broken");
                });
            }
            return graph;
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void areNotVisited(boolean parallel) {
            Flow flow = failing("a>b a>c b>j c>j", "c").joins("j").build(parallel);

            assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(NodeException.class);

            assertThat(visits("j")).isZero();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void areNotVisitedWhereFailuresAreCollectedAndTheTreeShowsTheBranchesThatCame(boolean parallel) {
            Flow flow = failing("a>b a>c a>d b>j c>j d>j j>k", "c")
                    .joins("j", "k")
                    .options(collect)
                    .build(parallel);

            assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
                assertThat(e.failures()).hasSize(1);
                assertThat(e.tree().orElseThrow()).hasToString("a{default=[b{default=[→j]}, d{default=[→j]}]}");
            });
            assertThat(visits("j")).isZero();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void endTheRunWithAPathThroughTheFirstBranch(boolean parallel) {
            Flow flow = failing("a>b a>c b>j c>j j>k", "k").joins("j").build(parallel);

            assertThatThrownBy(() -> flow.run(memory))
                    .isInstanceOfSatisfying(
                            NodeException.class, e -> assertThat(e.path()).containsExactly("a", "b", "j", "k"));
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void goOnWhereTheyHadBecomeReadyBefore(boolean parallel) {
            Flow flow = failing("a>b a>c b>j c>k j>m k>l l>m", "j")
                    .joins("j", "k", "m")
                    .options(collect)
                    .build(parallel);

            assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
                assertThat(e.failures())
                        .singleElement()
                        .satisfies(failure -> assertThat(failure.path()).containsExactly("a", "b", "j"));
                assertThat(e.tree().orElseThrow())
                        .hasToString("a{default=[b{default=[→j]}, c{default=[k{default=[l{default=[→m]}]}]}]}");
            });
            assertThat(visits("m")).isZero();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void areLetGoWithANestedFlowThatFailsFast(boolean parallel) {
            Flow inner = failing("a>b a>c b>j c>d d>d:on", "d").joins("j").build(parallel);
            Flow flow = graph("s>inner s>x inner>k x>k")
                    .node("inner", inner)
                    .joins("k")
                    .options(collect)
                    .build(parallel);

            assertThatThrownBy(() -> flow.run(memory))
                    .isInstanceOfSatisfying(
                            BranchesFailedException.class,
                            e -> assertThat(e.tree().orElseThrow()).hasToString("s{default=[x{default=[→k]}]}"));
            assertThat(visits("j")).isZero();
            assertThat(visits("k")).isZero();
        }
    }
}
