package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The local stores of branches, of which no two share one. */
class BranchStoreTest {

    private final ConcurrentLinkedQueue<String> leaked = new ConcurrentLinkedQueue<>();

    /** A branch empties its local store, and others then trigger the same action without data. */
    private Flow emptying(boolean parallel) {
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
            node.fire("plain");
            node.fire("go", Map.of("order", 1));
        });
        Nodes.Recorder go = Nodes.node("go", (node, branch) -> {
            if (branch.local().remove("order") != null) {
                branch.put("order", "done");
            }
            if (!branch.local().isEmpty()) {
                leaked.add("began with " + branch.local());
            }
            branch.local().put("mine", true);
        });
        Nodes.Recorder plain = Nodes.node("plain", (node, branch) -> {
            node.fire("go");
            node.fire("go");
        });
        Nodes.Recorder again = Nodes.node("again", (node, branch) -> {
            node.fire("go");
            node.fire("go");
        });
        FlowBuilder builder = Flow.builder("f")
                .start(start)
                .on(start, "plain", plain)
                .on(start, "go", go)
                .on(plain, "go", go)
                .next(go, again)
                .on(again, "go", Nodes.node("end", (node, branch) -> {
                    Object before = branch.local().put("end", true);
                    if (before != null) {
                        leaked.add("ended with " + branch.local());
                    }
                }));
        return parallel ? builder.parallel().build() : builder.build();
    }

    @Test
    void areTheirOwnInASequentialFlowHoweverTriggersRepeat() {
        emptying(false).run(Memory.empty());

        assertThat(leaked).isEmpty();
    }

    @RepeatedTest(300)
    void areTheirOwnInAParallelFlowHoweverTriggersRepeat() {
        emptying(true).run(Memory.empty());

        assertThat(leaked).isEmpty();
    }

    @Test
    void beginWithTheirOwnCopiesOfATriggersContainers() {
        Nodes.Recorder start =
                Nodes.node("start", (node, branch) -> node.fire("go", Map.of("list", new ArrayList<>())));
        List<List<Object>> lists = new ArrayList<>();
        FlowBuilder builder = Flow.builder("f").start(start);
        for (String name : List.of("a", "b", "c")) {
            builder.on(start, "go", Nodes.node(name, (node, branch) -> {
                @SuppressWarnings("unchecked")
                List<Object> list = branch.get("list", List.class);
                list.add(name);
                lists.add(list);
            }));
        }

        builder.build().run(Memory.empty());

        assertThat(lists).containsExactly(List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void cannotBeReachedThroughATrigger() {
        Trigger trigger = new Trigger("go", Map.of("order", 1));
        Memory branch = Memory.empty().fork(trigger.forkingData());

        branch.local().put("order", 2);

        assertThat(trigger.forkingData()).isEqualTo(Map.of("order", 1)).containsOnlyKeys("order");
        assertThatThrownBy(() -> trigger.forkingData().put("order", 3))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> trigger.forkingData().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(
                        () -> trigger.forkingData().entrySet().iterator().next().setValue(3))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void doNotSeeWhatACopyOfThemWritesAndNeitherDoesTheCopy() {
        Memory memory = Memory.empty();
        for (int i = 0; i < 20; i++) {
            memory.local().put("k" + i, i);
            Memory fork = memory.fork();
            fork.local().put("k" + i, "fork");
            memory.local().put("k0", "changed " + i);

            assertThat(memory.local().get("k" + i)).isEqualTo(i == 0 ? "changed 0" : i);
            assertThat(fork.local().get("k0")).isEqualTo(i == 0 ? "fork" : "changed " + (i - 1));
        }
    }

    @Test
    void takeForkingDataThoughTheyHeldManyValuesBefore() {
        Map<String, Integer> many = IntStream.range(0, 9).boxed().collect(Collectors.toMap(i -> "k" + i, i -> i));
        List<Object> seen = new ArrayList<>();
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> node.fire("go", many));
        Nodes.Recorder settle = Nodes.node("settle", (node, branch) -> {
            many.forEach(branch::put);
            node.fire("go", Map.of("order", 1));
        });
        Flow flow = Flow.builder("f")
                .start(start)
                .on(start, "go", settle)
                .on(
                        settle,
                        "go",
                        Nodes.node(
                                "end", (node, branch) -> seen.add(branch.local().get("order"))))
                .build();

        flow.run(Memory.empty());

        assertThat(seen).containsExactly(1);
    }

    @Test
    void haveCopiesOfConstantsOfTheirOwn() {
        Memory branch = Memory.empty().fork(Map.of("errors", List.of(), "warnings", List.of()));

        @SuppressWarnings("unchecked")
        List<Object> errors = branch.get("errors", List.class);
        errors.add("boom");

        assertThat(branch.get("warnings")).isEqualTo(List.of());
    }
}
