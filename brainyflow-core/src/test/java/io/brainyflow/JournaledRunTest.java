package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/** Runs that die and go on from what their visits came to. */
class JournaledRunTest {

    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();

    private static Flow threeNodes(List<String> performed) {
        Nodes.Recorder first = Nodes.node("first", (node, memory) -> {
            performed.add("first");
            memory.put("a", 1);
            memory.local().put("own", "kept");
        });
        Nodes.Recorder second = Nodes.node("second", (node, memory) -> {
            performed.add("second");
            memory.add("a", 1);
            node.fire("on", Map.of("data", 5));
        });
        Nodes.Recorder third = Nodes.node("third", (node, memory) -> {
            performed.add("third with " + memory.get("own") + ", " + memory.get("data"));
            memory.append("list", memory.get("a"));
        });
        return Flow.builder("three")
                .start(first)
                .next(first, second)
                .on(second, "on", third)
                .build();
    }

    @Test
    void goesOnAfterTheEntriesOfOneThatHasDied() {
        List<String> performed = new ArrayList<>();
        Flow flow = threeNodes(performed);
        List<JournalEntry> entries = new ArrayList<>();
        RunOptions options = RunOptions.create().withRunId("order-7");
        assertThatThrownBy(() -> new JournaledRun(flow, Memory.over(global), options, List.of(), entry -> {
                            entries.add(entry);
                            if (entries.size() == 3) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .execute())
                .hasMessage("killed");
        assertThat(performed).containsExactly("first", "second");
        ConcurrentMap<String, Object> again = new ConcurrentHashMap<>();

        ExecutionTree tree = new JournaledRun(flow, Memory.over(again), options, entries, entry -> {})
                .execute()
                .result();

        assertThat(tree).hasToString("first{default=[second{on=[third]}]}");
        assertThat(performed).containsExactly("first", "second", "third with kept, 5");
        assertThat(again).isEqualTo(Map.of("a", 2, "list", List.of(2)));
    }

    @Test
    void performsNothingAgainWhateverItDiesAfter() {
        List<String> performed = new ArrayList<>();
        DyingRun run = new DyingRun(threeNodes(performed), Map.of());

        assertThat(run.run(global)).hasToString("first{default=[second{on=[third]}]}");
        assertThat(performed).hasSize(3);
        assertThat(run.lives())
                .as("the flow's entering and leaving are entries, too")
                .isEqualTo(6);
        assertThat(global).isEqualTo(Map.of("a", 2, "list", List.of(2)));
    }

    @Test
    void keepsWritesBackUntilTheirEntryIsThere() {
        Nodes.Recorder node = Nodes.node("n", (self, memory) -> {
            memory.put("put", 1);
            memory.remove("there");
            memory.append("list", "x");
            memory.add("count", 2);
            assertThat(memory.get("put")).isEqualTo(1);
            assertThat(memory.contains("there")).isFalse();
            assertThat(memory.get("list")).isEqualTo(List.of("w", "x"));
            assertThat(memory.get("count")).isEqualTo(3);
            assertThat(memory.snapshot().get("list")).isEqualTo(List.of("w", "x"));
            assertThat(memory.snapshot().contains("there")).isFalse();
            assertThat(memory).hasToString("Memory[global=[count, list, put], local=[]]");
            assertThat(global).doesNotContainKey("put").containsKey("there");
        });
        global.putAll(Map.of("there", true, "list", List.of("w"), "count", 1));
        Flow flow = Flow.builder("flow").start(node).build();

        assertThatThrownBy(() -> new JournaledRun(flow, Memory.over(global), RunOptions.create(), List.of(), entry -> {
                            if (entry.visit() == 1) {
                                throw new IllegalStateException("refused");
                            }
                        })
                        .execute())
                .hasMessage("refused");
        assertThat(global).isEqualTo(Map.of("there", true, "list", List.of("w"), "count", 1));

        new JournaledRun(flow, Memory.over(global), RunOptions.create(), List.of(), entry -> {}).execute();
        assertThat(global).isEqualTo(Map.of("put", 1, "list", List.of("w", "x"), "count", 3));
    }

    @Test
    void comesToTheSameEndWhereFailuresAreFollowedAndCollected() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        Nodes.Recorder work = Nodes.node("work", (node, memory) -> {
            memory.append("tried", memory.get("item"));
            if ((Integer) memory.get("item") % 2 == 1) {
                throw new IllegalStateException("odd");
            }
        });
        Flow inner = Flow.builder("inner").start(work).build();
        Nodes.Recorder join = Nodes.node(
                "join", (node, memory) -> memory.put("met", memory.joined().size()));
        Node<?, ?> undo = Node.of(
                "undo",
                memory -> memory.append("undone", memory.require(Failure.KEY).node()));
        Flow followed = Flow.builder("followed")
                .start(start)
                .on(start, "item", inner)
                .on(inner, Actions.FAILED, undo)
                .next(inner, join)
                .next(undo, join)
                .join(join)
                .build();

        ExecutionTree tree = new DyingRun(followed, Map.of()).run(global);

        ConcurrentMap<String, Object> inOneGo = new ConcurrentHashMap<>();
        assertThat(tree).isEqualTo(followed.run(Memory.over(inOneGo)));
        assertThat(global).isEqualTo(inOneGo).containsEntry("met", 4);

        Flow collecting = Flow.builder("collecting")
                .start(start)
                .on(start, "item", inner)
                .onFailure(OnFailure.COLLECT)
                .build();
        assertThatThrownBy(() -> new DyingRun(collecting, Map.of()).run(global))
                .isInstanceOfSatisfying(BranchesFailedException.class, e -> {
                    assertThat(e.failures()).hasSize(2);
                    assertThat(e.tree().orElseThrow()).hasToString("start{item=[inner, inner]}");
                });
        assertThat((List<?>) global.get("tried")).hasSize(4);
    }

    @Test
    void noticesConflictsAcrossItsLives() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Node<?, ?> put = Node.of("put", memory -> memory.put("same", memory.get("item")));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", put)
                .onConflict(OnConflict.FAIL)
                .build();

        assertThatThrownBy(() -> new DyingRun(flow, Map.of()).run(global))
                .isInstanceOf(WriteConflictException.class)
                .hasMessageContaining("in branches 1 and 2 of node 'start'");
    }

    @Test
    void performsAVisitAgainThatHasEndedTheRun() {
        List<String> performed = new ArrayList<>();
        Node<?, ?> failingOnce = Nodes.trying("n", RetryPolicy.create(), retry -> {
            performed.add("n");
            if (performed.size() == 1) {
                throw new IOException("first");
            }
            return null;
        });
        Flow flow = Flow.builder("flow").start(failingOnce).build();
        DyingRun run = new DyingRun(flow, Map.of());

        assertThatThrownBy(() -> run.run(global)).isInstanceOf(NodeException.class);
        assertThat(run.run(global)).hasToString("n");
        assertThat(performed).containsExactly("n", "n");
    }

    @Test
    void rejectsEntriesThatDoNotFollow() {
        Flow flow = threeNodes(new ArrayList<>());
        JournalEntry strange = new JournalEntry(7, VisitPart.WHOLE, List.of(), List.of(), Map.of(), null, null);

        assertThatThrownBy(() ->
                        new JournaledRun(flow, Memory.over(global), RunOptions.create(), List.of(strange), entry -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("An entry of flow 'three' is of visit 7, which does not follow from the entries before it");
    }

    @Test
    void isBoundByLimitsAndCountsOverItsLives() {
        Nodes.Recorder loop = Nodes.node("loop", (node, memory) -> node.fire("again"));
        Flow flow = Flow.builder("flow")
                .start(loop)
                .on(loop, "again", loop)
                .maxVisits(3)
                .build();

        assertThatThrownBy(() -> new DyingRun(flow, Map.of()).run(global)).isInstanceOf(VisitLimitException.class);
        assertThat(loop.visits).hasSize(3);
    }
}
