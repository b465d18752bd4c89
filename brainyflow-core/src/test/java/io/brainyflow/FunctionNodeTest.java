package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes without a class, events, and what a node can know of where it is. */
class FunctionNodeTest {

    private final Memory memory = Memory.of(Map.of("n", 4));

    @Test
    void doesOneThingWithTheMemory() {
        Node<?, ?> twice = Node.of("twice", branch -> branch.put("n", branch.get("n", Integer.class) * 2));

        assertThat(new Flow(twice).run(memory)).hasToString("twice");
        assertThat(memory.get("n")).isEqualTo(8);
    }

    @Test
    void hasThreeStepsThatAreFunctions() {
        List<Object> heard = new ArrayList<>();
        Node<Integer, String> describe = Node.of(
                "describe",
                branch -> branch.get("n", Integer.class),
                n -> n > 3 ? "many" : "few",
                (branch, n, text, signals) -> {
                    branch.put("text", text);
                    signals.emit("described " + n);
                    signals.trigger(text);
                    signals.trigger("item", Map.of("text", "local"));
                });
        Node<?, ?> last = Node.of("last", branch -> branch.append("seen", branch.get("text")));
        Flow flow = Flow.builder("flow")
                .start(describe)
                .on(describe, "many", last)
                .on(describe, "item", last)
                .runtime(FlowRuntime.builder()
                        .listener(new FlowListener() {
                            @Override
                            public void emitted(Visit visit, Object event) {
                                heard.add(visit.flow() + "/" + visit.node() + ": " + event);
                            }
                        })
                        .build())
                .build();

        assertThat(flow.run(memory)).hasToString("describe{many=[last], item=[last]}");
        assertThat(memory.get("seen")).isEqualTo(List.of("many", "local"));
        assertThat(heard).containsExactly("flow/describe: described 4");
    }

    @Test
    void routes() {
        Node<?, ?> route = Node.route("route", branch -> branch.get("n", Integer.class) > 3 ? "up" : "down");
        route.on("up", Node.of("up", branch -> branch.put("went", "up")));
        route.on("down", Node.of("down", branch -> branch.put("went", "down")));

        assertThat(new Flow(route).run(memory)).hasToString("route{up=[up]}");
        assertThat(memory.get("went")).isEqualTo("up");
    }

    @Test
    void failsInPostAndIsNotRetried() {
        Node<?, ?> failing = Node.of("failing", branch -> {
            throw new IOException("gone");
        });

        assertThatThrownBy(() -> new Flow(failing).run(memory))
                .hasMessageContaining("Node 'failing' of flow 'flow' failed in post: java.io.IOException: gone");
        assertThatThrownBy(() -> Node.of(null, branch -> {})).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Flow.builder("flow")
                        .start(failing)
                        .retry(failing, RetryPolicy.ofAttempts(2))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "Node 'failing' of flow 'flow' does its work in post, which is not retried and has no"
                                + " timeout, but RetryPolicy{")
                .hasMessageEndingWith(" is set for it; make it a node with an exec, or remove the setting");
    }

    @Test
    void triggersABranchForEachItemInOneLambda() {
        MemoryKey<Integer> item = MemoryKey.of("item", Integer.class);
        Node<?, ?> fan = Node.of("fan", (branch, signals) -> {
            for (int i = 0; i < 3; i++) {
                signals.trigger("item", item, i);
            }
        });
        Node<?, ?> work = Node.of("work", branch -> branch.append("seen", branch.require(item)));
        fan.on("item", work);

        new Flow(fan).run(memory);

        assertThat(memory.get("seen")).isEqualTo(List.of(0, 1, 2));
    }

    @Test
    void computesAKeyFromAKeyAndIsRetried() {
        MemoryKey<Integer> n = MemoryKey.of("n", Integer.class);
        MemoryKey<String> text = MemoryKey.of("text", String.class);
        List<Integer> attempts = new ArrayList<>();
        Node<Integer, String> node = Node.of(
                "describe",
                n,
                value -> {
                    attempts.add(value);
                    if (attempts.size() < 2) {
                        throw new IOException("not yet");
                    }
                    return "is " + value;
                },
                text);
        Flow flow = Flow.builder("flow")
                .start(node)
                .retry(node, RetryPolicy.ofAttempts(2))
                .build();

        flow.run(memory);

        assertThat(memory.get(text)).isEqualTo("is 4");
        assertThat(attempts).containsExactly(4, 4);
        assertThatThrownBy(() -> flow.run(Memory.empty()))
                .hasMessageContaining("Node 'describe' of flow 'flow' failed in prep")
                .hasMessageContaining("'n'");
    }

    @Test
    void knowsWhereItIs() {
        List<String> places = new ArrayList<>();
        Node<?, ?> inside = Nodes.trying("inside", RetryPolicy.ofAttempts(2), retry -> {
            Visit visit = Visit.current();
            places.add(visit.runId().length() + " " + visit.flow() + "/" + visit.node() + " " + visit.path() + " visit "
                    + visit.number() + " attempt " + visit.attempt());
            if (retry == 0) {
                throw new IOException();
            }
            return null;
        });
        Flow inner = Flow.builder("inner").start(inside).build();

        Flow.builder("outer").node("step", inner).start(inner).build().run(memory);

        assertThat(places)
                .containsExactly(
                        "36 inner/inside [step, inside] visit 2 attempt 1",
                        "36 inner/inside [step, inside] visit 2 attempt 2");
        assertThatThrownBy(Visit::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No visit is under way on this thread");
    }

    @Test
    void canEmitWhereNobodyHears() {
        Node<Object, Object> emitting = new Node<>("emitting") {
            @Override
            public Object prep(Memory branch) {
                emit("prepared");
                return Visit.current().node();
            }
        };

        assertThat(emitting.run(memory)).isNull();
        assertThatThrownBy(() -> emitting.emit("outside")).isInstanceOf(IllegalStateException.class);
    }
}
