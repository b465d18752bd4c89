package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that branches of a parallel flow write under one key, so that the surviving one depends on timing. */
@Timeout(60)
class ConflictTest {

    private static final FlowOptions FAIL = FlowOptions.create().withOnConflict(OnConflict.FAIL);

    private final Memory memory = Memory.empty();
    private final Map<String, BaseNode<?, ?>> nodes = new LinkedHashMap<>();
    private final Map<String, Consumer<Memory>> writes = new LinkedHashMap<>();
    private FlowOptions options = FAIL;
    private Set<String> joins = Set.of();
    private FlowRuntime runtime = FlowRuntime.plain();

    private BaseNode<?, ?> node(String name) {
        return nodes.computeIfAbsent(
                name,
                key -> Nodes.node(
                        name,
                        (node, branch) ->
                                writes.getOrDefault(name, nothing -> {}).accept(branch)));
    }

    private FlowBuilder builder(String name, String edges) {
        String[] all = edges.split(" ");
        FlowBuilder builder = Flow.builder(name).options(options).runtime(runtime);
        builder.start(node(all[0].split(">")[0]));
        Set<String> members = new LinkedHashSet<>();
        Arrays.stream(all).map(edge -> edge.split(">")).forEach(edge -> {
            builder.next(node(edge[0]), node(edge[1]));
            members.addAll(List.of(edge));
        });
        members.forEach(member -> builder.node(member, node(member)));
        members.stream().filter(joins::contains).forEach(join -> builder.join(node(join)));
        return builder;
    }

    private Flow parallel(String edges) {
        return builder("flow", edges).parallel().build();
    }

    private void put(String node, Object value) {
        writes.merge(node, branch -> branch.put("k", value), Consumer::andThen);
    }

    private void add(String node) {
        writes.merge(node, branch -> branch.add("k", 1), Consumer::andThen);
    }

    private void assertConflict(Flow flow, String one, String other) {
        assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(WriteConflictException.class, e -> {
            assertThat(e.key()).isEqualTo("k");
            assertThat(e.paths()).extracting(path -> String.join(">", path)).containsExactly(one, other);
        });
    }

    @Test
    void areLoggedOnceForEachKeyInARunWithBothPaths() {
        options = FlowOptions.create();
        put("b", 1);
        put("d", 2);
        put("e", 3);
        Flow inner = builder("inner", "a>b a>c c>d a>e").parallel().build();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        Flow flow = Flow.builder("flow").start(start).on(start, "item", inner).build();

        try (LogCapture log = LogCapture.begin()) {
            flow.run(memory);

            assertThat(log.messages())
                    .containsExactly(
                            "Branches of flow 'inner' wrote different values under 'k', and the surviving value"
                                    + " depends on timing: one was written on the path start > inner > a > b, the other on the path"
                                    + " start > inner > a > c > d; write with add, append or merge, or under a key"
                                    + " for each branch, or set the flow's onConflict to IGNORE");
        }
    }

    @Test
    void failTheFlowBeforeItsPostWhereItIsToldTo() {
        put("b", 1);
        put("c", 2);
        Flow flow = new ParallelFlow(builder("flow", "a>b a>c")) {
            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.put("posted", true);
            }
        };

        assertConflict(flow, "a>b", "a>c");

        assertThat(memory.get("k")).isIn(1, 2);
        assertThat(memory.contains("posted")).isFalse();
        assertThatThrownBy(() -> flow.run(memory))
                .hasMessageStartingWith("Branches of flow 'flow' wrote different values under 'k'")
                .isInstanceOfSatisfying(
                        WriteConflictException.class, e -> assertThat(e.node()).isEqualTo("flow"));
    }

    @Test
    void areAFailureOfABranchOfTheFlowAround() {
        put("b", 1);
        put("c", 2);
        Flow inner = parallel("a>b a>c");
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Flow flow = Flow.builder("outer")
                .start(start)
                .on(start, "item", inner)
                .options(FlowOptions.create().withOnFailure(OnFailure.COLLECT))
                .build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOfSatisfying(
                        BranchesFailedException.class,
                        e -> assertThat(e.failures()).hasSize(2).hasOnlyElementsOfType(WriteConflictException.class));
    }

    @Test
    void areNotLookedForWhereTheyAreIgnored() {
        options = FlowOptions.create().withOnConflict(OnConflict.IGNORE);
        put("b", 1);
        put("c", 2);

        try (LogCapture log = LogCapture.begin()) {
            parallel("a>b a>c").run(memory);

            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void areNoneInASequentialFlow() {
        put("b", 1);
        put("c", 2);

        builder("flow", "a>b a>c").build().run(memory);

        assertThat(memory.get("k")).isEqualTo(2);
    }

    @Test
    void areNoneBetweenEqualValuesOrAmongOperations() {
        put("b", List.of(1));
        put("c", List.of(1));
        Flow equal = parallel("a>b a>c");
        equal.run(memory);
        memory.remove("k");
        writes.clear();
        add("b");
        add("c");
        add("c");

        equal.run(memory);

        assertThat(memory.get("k")).isEqualTo(3);
    }

    @Test
    void areBetweenAValueAndAnOperation() {
        put("b", 1);
        add("c");

        assertConflict(parallel("a>b a>c"), "a>b", "a>c");
        assertConflict(parallel("a>c a>b"), "a>c", "a>b");
    }

    @Test
    void areBetweenAValueThatWasChangedAndOneThatMightBeEqual() {
        put("b", 1);
        add("b");
        put("c", 2);

        assertConflict(parallel("a>b a>c"), "a>b", "a>c");
    }

    @Test
    void areBetweenARemovalAndAValueAndNotBetweenRemovals() {
        put("b", null);
        writes.put("c", branch -> branch.remove("k"));
        parallel("a>b a>c").run(memory);

        put("d", 1);
        assertConflict(parallel("a>b a>c a>d"), "a>b", "a>d");
    }

    @Test
    void areNoneWithWhatCameBeforeOnThePath() {
        put("a", 0);
        put("b", 1);
        put("b2", 2);
        put("c2", 2);
        parallel("a>b b>b2 a>c c>c2").run(memory);
        add("b3");
        assertConflict(parallel("a>b b>b2 b2>b3 a>c c>c2"), "a>b>b2>b3", "a>c>c2");

        writes.clear();
        put("a", 0);
        add("b");
        add("c");
        parallel("a>b a>c").run(memory);
    }

    @Test
    void areWhatAPathLeavesAndNotWhatItWroteInBetween() {
        put("b", 1);
        put("b2", 5);
        put("c", 5);

        parallel("a>b b>b2 a>c").run(memory);

        assertThat(memory.get("k")).isEqualTo(5);
    }

    @Test
    void areSettledByAJoinThatWritesTheKeyOrByWhatFollowsIt() {
        joins = Set.of("j");
        put("b", 1);
        put("c", 2);
        assertConflict(parallel("a>b a>c b>j c>j j>l"), "a>b", "a>c");

        put("l", 3);
        parallel("a>b a>c b>j c>j j>l").run(memory);
        put("j", 4);
        parallel("a>b a>c b>j c>j j>l").run(memory);
        writes.remove("l");
        add("l");
        parallel("a>b a>c b>j c>j j>l").run(memory);

        assertThat(memory.get("k")).isEqualTo(5);
    }

    @Test
    void areWithWhatHasNotMetInTheJoin() {
        joins = Set.of("j");
        put("b", 1);
        put("c", 2);
        put("other", 3);
        put("j", 4);

        assertConflict(parallel("a>b a>c b>j c>j a>other"), "a>b>j", "a>other");
    }

    @Test
    void areSeenBehindAJoinThatManyOperationsMeetIn() {
        joins = Set.of("j");
        put("a", 0);
        add("b");
        add("c");
        add("l");
        parallel("a>b a>c b>j c>j j>l").run(memory);
        assertThat(memory.get("k")).isEqualTo(3);

        put("d", 9);
        assertConflict(parallel("a>b a>c b>j c>j j>l a>d"), "a>b>j>l", "a>d");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countWhatANestedFlowLeavesAsItsBranchs(boolean parallel) {
        joins = Set.of("z");
        put("x", 1);
        put("y", 1);
        FlowBuilder nested = builder("nested", "s>x s>y x>z y>z");
        nodes.put("nested", (parallel ? nested.parallel() : nested).build());
        put("c", 1);
        parallel("a>nested a>c").run(memory);

        add("z");
        assertConflict(parallel("a>nested a>c"), parallel ? "a>nested" : "a>nested>s>x>z", "a>c");
        put("after", 3);
        writes.remove("c");
        parallel("a>nested a>c nested>after").run(memory);
        assertThat(memory.get("k")).isEqualTo(3);
    }

    @Test
    void areTheNestedFlowsOwnBusinessWhereItIgnoresThem() {
        put("x", 1);
        put("y", 2);
        options = FlowOptions.create().withOnConflict(OnConflict.IGNORE);
        nodes.put("nested", builder("nested", "s>x s>y").parallel().build());
        options = FAIL;
        parallel("a>nested a>b").run(memory);

        put("b", 1);
        assertConflict(parallel("a>nested a>b"), "a>nested", "a>b");
    }

    @Test
    void countWhatAFlowItselfWrites() {
        nodes.put("inner", new Flow(Nodes.node("n")) {
            @Override
            public Object prep(Memory memory) {
                memory.put("k", 1);
                return null;
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.put("k", 2);
            }
        });
        put("b", 2);
        parallel("a>inner a>b").run(memory);
        put("b", 1);

        assertConflict(parallel("a>inner a>b"), "a>inner", "a>b");
    }

    @Test
    void showThatAThousandBranchesLoseUpdates() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 1_000);
        Nodes.Recorder count = Nodes.node("count", (node, branch) -> {
            Integer n = branch.get("n", Integer.class);
            branch.put("n", n == null ? 1 : n + 1);
        });
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", count)
                .options(FAIL.withMaxConcurrency(1))
                .build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOfSatisfying(
                        WriteConflictException.class, e -> assertThat(e.key()).isEqualTo("n"));
    }

    /** Two stages of so many branches, each of which writes, with a join between them. */
    private Flow stages(int branches, BiConsumer<Memory, Integer> first, BiConsumer<Memory, Integer> second) {
        Nodes.Recorder a = Nodes.fanningOut("a", "item", branches);
        Nodes.Recorder b = Nodes.node("b", (node, branch) -> first.accept(branch, branch.get("item", Integer.class)));
        Nodes.Recorder j = Nodes.node(
                "j", (node, branch) -> IntStream.range(0, branches).forEach(i -> node.fire("item", Map.of("item", i))));
        Nodes.Recorder c = Nodes.node("c", (node, branch) -> second.accept(branch, branch.get("item", Integer.class)));
        Nodes.Recorder k = Nodes.node("k");
        return Flow.builder("flow")
                .parallel()
                .start(a)
                .on(a, "item", b)
                .next(b, j)
                .on(j, "item", c)
                .next(c, k)
                .join(j)
                .join(k)
                .options(FAIL)
                .build();
    }

    @Test
    void costLittleWhereManyBranchesWriteAgainAndAgain() {
        int many = 20_000;

        stages(many, (branch, i) -> branch.append("k", i), (branch, i) -> branch.append("k", i))
                .run(memory);
        assertThat((List<?>) memory.get("k")).hasSize(2 * many);
        stages(many, (branch, i) -> branch.put("r" + i, i), (branch, i) -> branch.put("r" + i, -i))
                .run(memory);
        assertThat(memory.get("r7")).isEqualTo(-7);
        stages(many, (branch, i) -> branch.put("same", 1), (branch, i) -> branch.put("same", 2))
                .run(memory);
        assertThat(memory.get("same")).isEqualTo(2);
        stages(many, (branch, i) -> branch.put("sum", 0), (branch, i) -> branch.add("sum", 1))
                .run(memory);
        assertThat(memory.get("sum")).isEqualTo(many);
    }

    @Test
    void areLookedForBehindThousandsOfJoinsInARow() {
        StringBuilder edges = new StringBuilder("a>x0 x0>j1");
        Set<String> all = new LinkedHashSet<>();
        add("x0");
        for (int join = 1; join <= 5_000; join++) {
            add("x" + join);
            all.add("j" + join);
            edges.append(" a>x")
                    .append(join)
                    .append(" x")
                    .append(join)
                    .append(">j")
                    .append(join);
            edges.append(" j").append(join).append(join == 5_000 ? ">last" : ">j" + (join + 1));
        }
        add("last");
        joins = all;

        parallel(edges.toString()).run(memory);

        assertThat(memory.get("k")).isEqualTo(5_002);
    }

    /** What an operation replaces depends on the puts it was applied to, which differ between two joins of one value. */
    @ParameterizedTest
    @ValueSource(strings = {"j2", "j3"})
    void areTheSameWhicheverOfTwoJoinsIsVisitedFirst(String first) throws Exception {
        CountDownLatch visited = new CountDownLatch(1);
        add("b");
        add("c");
        put("d", 5);
        for (String join : List.of("j2", "j3")) {
            if (!join.equals(first)) {
                writes.put(join, branch -> await(visited));
            }
            add(join);
        }
        writes.put(first.equals("j2") ? "n2" : "n3", branch -> visited.countDown());
        joins = Set.of("j1", "j2", "j3");

        assertConflict(parallel("a>b a>c a>d b>j1 c>j1 d>j2 j1>e j1>f e>j2 f>j3 j2>n2 j3>n3"), "a>b>j1>f>j3", "a>d");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void areNotBroughtBackByAJoin() {
        joins = Set.of("j");
        writes.put("a1", branch -> branch.add("k", 1));
        writes.put("a2", branch -> branch.add("k", 1));
        put("b1", 5);
        put("b2", 5);

        parallel("a>a1 a>a2 a1>b1 a1>c1 a2>b2 a2>c2 c1>j c2>j").run(memory);

        assertThat(memory.get("k")).isEqualTo(5);
    }

    @Test
    void areNotSettledByAnOperationAfterTheJoin() {
        joins = Set.of("j");
        put("b", 10);
        add("c");
        add("j");
        assertConflict(parallel("a>b a>c b>j c>j"), "a>b", "a>c");

        put("j", 5);
        parallel("a>b a>c b>j c>j").run(memory);
    }

    /** A value that cannot be compared. */
    private static final class Broken {
        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("no session");
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void areBetweenValuesThatCannotBeCompared() {
        put("b", new Broken());
        put("c", new Broken());
        assertThatThrownBy(() -> parallel("a>b a>c").run(memory))
                .isInstanceOf(WriteConflictException.class)
                .hasMessageContaining("(comparing them threw java.lang.IllegalStateException)")
                .hasCauseInstanceOf(IllegalStateException.class);

        options = FlowOptions.create();
        try (LogCapture log = LogCapture.begin()) {
            parallel("a>b a>c").run(memory);

            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void betweenBranchesOfTheSameNodesNameTheBranches() {
        Nodes.Recorder start = Nodes.node("start");
        Nodes.Recorder split = Nodes.fanningOut("split", "item", 3);
        Nodes.Recorder work = Nodes.node("work");
        Flow flow = Flow.builder("f")
                .start(start)
                .next(start, split)
                .on(split, "item", work)
                .next(work, Nodes.node("write", (node, branch) -> branch.put("x", (int) branch.get("item") > 0)))
                .options(FAIL)
                .parallel()
                .build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(WriteConflictException.class)
                .hasMessageContaining("one was written on the path start > split > work > write, the other on the path"
                        + " start > split > work > write, in branches 1 and 2 of node 'split';");
    }

    @Test
    void areWarnedAboutWithoutALineBreakOfAKey() {
        writes.put("b", branch -> branch.put("line\nbreak", 1));
        writes.put("c", branch -> branch.put("line\nbreak", 2));
        options = FlowOptions.create();

        try (LogCapture log = LogCapture.begin()) {
            parallel("a>b a>c").run(memory);

            assertThat(log.messages()).singleElement().asString().contains("under 'line\\u000abreak', and");
        }
    }

    @Test
    void areWarnedAboutThoughComparingTheValuesOverflowsTheStack() {
        List<Object> one = new ArrayList<>();
        one.add(one);
        List<Object> other = new ArrayList<>();
        other.add(other);
        put("b", one);
        put("c", other);
        options = FlowOptions.create();

        try (LogCapture log = LogCapture.begin()) {
            parallel("a>b a>c").run(memory);

            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains("(comparing them threw java.lang.StackOverflowError)");
        }
    }

    @RepeatedTest(200)
    void areTheSameWhateverTheClock() {
        options = FAIL.withMaxConcurrency(3);
        joins = Set.of("j");
        put("b", 1);
        put("b2", 2);
        put("c", 2);
        parallel("a>b a>c b>b2 b2>j c>j a>d").run(memory);
        put("d", 1);

        assertConflict(parallel("a>b a>c b>b2 b2>j c>j a>d"), "a>b>b2", "a>d");
    }

    @ParameterizedTest
    @EnumSource(Write.Operation.class)
    void areFoundByWritesThatCanBeRecordedAndDoneAgain(Write.Operation operation) {
        MemoryKey<Integer> highest = MemoryKey.<Integer>of("k", Integer.class).reducedBy(Math::max);
        Memory copy = Memory.of(Map.of("k", operation == Write.Operation.APPEND ? List.of(1) : 1));
        Memory original = copy.snapshot();
        Consumer<Memory> write = switch (operation) {
            case PUT -> branch -> branch.put("k", 7);
            case REMOVE -> branch -> branch.put("k", null);
            case ADD -> branch -> branch.add("k", 7);
            case APPEND -> branch -> branch.append("k", 7);
            case MERGE -> branch -> branch.merge(highest, 7);
        };
        writes.put("a", write);
        writes.put("b", branch -> branch.local().put("k", "only here"));
        Set<String> recorded = new TreeSet<>();
        runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    visit.recordWrites();
                    step.proceed();
                    visit.writes().forEach(done -> {
                        recorded.add(visit.node() + " " + done.operation() + " " + done.key() + " " + done.value());
                        done.applyTo(copy);
                    });
                })
                .build();

        builder("flow", "a>b").build().run(original);

        assertThat(copy.get("k")).isEqualTo(original.get("k"));
        assertThat(recorded)
                .containsExactly("a " + operation + " k " + (operation == Write.Operation.REMOVE ? null : 7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areNoReasonNotToRecordWhatAVisitWroteBeforeItFailed(boolean parallel) {
        writes.put("b", branch -> {
            branch.put("k", 1);
            branch.put("k", 2);
            branch.add("n", 3);
            throw new IllegalStateException("broken");
        });
        StringBuilder recorded = new StringBuilder();
        runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    boolean asking = visit.node().equals("b");
                    if (asking) {
                        visit.recordWrites();
                    }
                    try {
                        step.proceed();
                    } catch (NodeException e) {
                        if (asking) {
                            recorded.append(visit.writes().stream()
                                    .map(write -> write.operation() + " " + write.key() + " " + write.value())
                                    .toList());
                        }
                        throw e;
                    } finally {
                        if (!asking) {
                            recorded.append(visit.writes());
                        }
                    }
                })
                .build();
        FlowBuilder builder = builder("flow", "a>b");
        Flow flow = (parallel ? builder.parallel() : builder).build();

        assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(NodeException.class);

        assertThat(recorded).hasToString("[][][PUT k 1, PUT k 2, ADD n 3][]");
    }

    @Test
    void areNoReasonToRecordWhatTheCallerWritesAfterwards() {
        runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    visit.recordWrites();
                    step.proceed();
                })
                .build();
        Visit[] root = new Visit[1];
        Flow flow = new Flow(builder("flow", "a>b")) {
            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                root[0] = Visit.current();
                memory.put("k", 1);
                assertThat(root[0].writes()).hasSize(1);
            }
        };

        flow.run(memory);

        assertThat(root[0].writes()).isEmpty();
    }

    @Test
    void areFoundByTheWritesOfOnePartOfAVisitAtATime() {
        Memory replica = Memory.empty();
        runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    visit.recordWrites();
                    step.proceed();
                    visit.writes().forEach(write -> write.applyTo(replica));
                })
                .build();
        Flow flow = new Flow(builder("flow", "a>b")) {
            @Override
            public Object prep(Memory memory) {
                memory.add("n", 1);
                return null;
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.add("n", 10);
            }
        };

        flow.run(memory);

        assertThat(memory.get("n")).isEqualTo(11);
        assertThat(replica.get("n")).isEqualTo(11);
    }

    /** Nodes may leave threads behind that go on writing. */
    @RepeatedTest(20)
    void areNotConfusedByStrayThreads() {
        List<Thread> strays = new CopyOnWriteArrayList<>();
        for (String node : List.of("b", "c", "d", "e")) {
            writes.put(node, branch -> {
                CountDownLatch begun = new CountDownLatch(1);
                Thread stray = new Thread(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        branch.add(node + i % 50, 1);
                        begun.countDown();
                    }
                });
                strays.add(stray);
                stray.start();
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        assertThat(parallel("a>b a>c a>d a>e").run(memory).size()).isEqualTo(5);

        strays.forEach(stray -> {
            try {
                stray.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
