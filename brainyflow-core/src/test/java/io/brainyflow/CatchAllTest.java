package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Edges that follow any action which has none of its own. */
class CatchAllTest {

    private final Memory memory = Memory.empty();

    private static Nodes.Recorder triggering(String... actions) {
        return Nodes.node("start", (node, branch) -> {
            for (String action : actions) {
                node.fire(action, Map.of("by", action));
            }
        });
    }

    private static FlowBuilder caught(BaseNode<?, ?> start) {
        return Flow.builder("flow").start(start).on(start, Actions.ANY, Nodes.node("rest"));
    }

    @Test
    void followExplicitActionsUnderTheirOwnNames() {
        Nodes.Recorder start = triggering("known", "strange", "ended", "strange");
        Flow flow = caught(start)
                .on(start, "known", Nodes.node("known"))
                .end(start, "ended")
                .onUnmatched(OnUnmatched.FAIL)
                .build();

        assertThat(flow.run(memory)).hasToString("start{known=[known], strange=[rest, rest], ended=[]}");
    }

    @Test
    void followOneActionAlone() {
        assertThat(caught(triggering("strange")).build().run(memory)).hasToString("start{strange=[rest]}");
    }

    @Test
    void neverFollowTheDefaultAction() {
        assertThat(caught(triggering()).build().run(memory)).hasToString("start");
        assertThat(caught(triggering("default")).build().run(memory)).hasToString("start");
    }

    @Test
    void comeBeforePropagation() {
        Nodes.Recorder start = triggering("strange");
        Flow inner = caught(start).propagateActions(true).build();
        Flow outer = Flow.builder("outer")
                .start(inner)
                .on(inner, "strange", Nodes.node("outside"))
                .build();

        assertThat(outer.run(memory)).hasToString("flow");
    }

    @Test
    void canBeDeclaredAsAnEnd() {
        Nodes.Recorder start = triggering("strange");
        Flow flow = Flow.builder("flow")
                .start(start)
                .on(start, "known", Nodes.node("known"))
                .end(start, Actions.ANY)
                .onUnmatched(OnUnmatched.FAIL)
                .build();

        assertThat(flow.run(memory)).hasToString("start{strange=[]}");
    }

    @Test
    void cannotBeTriggered() {
        assertThatThrownBy(() -> caught(triggering("*")).build().run(memory))
                .hasRootCauseMessage(
                        "Action '*' cannot be triggered: an edge of that name follows any action without an edge of its own");
    }

    @Test
    void areDrawnByTheirSign() {
        assertThat(caught(triggering()).build().graph().toMermaid()).contains("n0 -->|\"#42;\"| n1");
    }
}
