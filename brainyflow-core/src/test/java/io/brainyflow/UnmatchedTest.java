package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions that are neither wired nor declared as ends, and those that are declared. */
class UnmatchedTest {

    private static final FlowOptions FAIL = FlowOptions.create().withOnUnmatched(OnUnmatched.FAIL);

    private final Memory memory = Memory.empty();
    private final Nodes.Recorder pay = Nodes.node("pay");
    private final Nodes.Recorder ask = Nodes.node("ask");

    private FlowBuilder routing(String... triggered) {
        Nodes.Recorder route =
                Nodes.node("route", (node, branch) -> List.of(triggered).forEach(node::fire));
        return Flow.builder("order").start(route).on(route, "approved", pay).on(route, "unclear", ask);
    }

    private List<String> warnings(Flow flow) {
        try (LogCapture log = LogCapture.begin()) {
            flow.run(memory);
            return List.copyOf(log.messages());
        }
    }

    @Test
    void areWarnedAboutOnceForEachNodeAndActionInARun() {
        assertThat(warnings(routing("aproved", "aproved", "no").build()))
                .containsExactly(
                        "A branch ended at node 'route' of flow 'order': it triggered 'aproved', which is neither wired nor"
                                + " declared as an end; its actions are ['approved', 'unclear']",
                        "A branch ended at node 'route' of flow 'order': it triggered 'no', which is neither wired nor"
                                + " declared as an end; its actions are ['approved', 'unclear']");
    }

    @Test
    void endTheBranchSilentlyWhereTheyAreIgnored() {
        FlowOptions ignoring = FlowOptions.create().withOnUnmatched(OnUnmatched.IGNORE);

        assertThat(warnings(routing("aproved").options(ignoring).build())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failTheVisitBeforeAnyOfItsBranchesBegins(boolean parallel) {
        FlowBuilder builder = routing("approved", "no").options(FAIL);
        Flow flow = parallel ? builder.parallel().build() : builder.build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessage("Node 'route' of flow 'order' failed in post: it triggered 'no', which is neither wired nor"
                        + " declared as an end; its actions are ['approved', 'unclear']")
                .hasNoCause();
        assertThat(pay.visits).isEmpty();
    }

    @Test
    void areCollectedLikeOtherFailures() {
        FlowOptions collecting = FAIL.withOnFailure(OnFailure.COLLECT);

        assertThatThrownBy(() -> routing("no").options(collecting).build().run(memory))
                .isInstanceOf(BranchesFailedException.class)
                .hasCauseInstanceOf(NodeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "default"})
    void areTheDefaultActionImpliedOrTriggeredOfANodeWithTwoOthers(String triggered) {
        Flow flow = triggered.isEmpty()
                ? routing().options(FAIL).build()
                : routing(triggered).options(FAIL).build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("it triggered 'default', which is neither");
    }

    @Test
    void areNotTheDefaultActionOfANodeWithOneOther() {
        Nodes.Recorder loop = Nodes.node("loop");
        loop.on("again", loop);

        assertThat(new Flow(loop, FAIL).run(memory).size()).isEqualTo(1);
    }

    @Test
    void areAllExplicitActionsOfANodeWithoutSuccessors() {
        Nodes.Recorder last = Nodes.node("last", (node, branch) -> node.fire("anything"));

        assertThatThrownBy(() -> new Flow(last, FAIL).run(memory))
                .hasMessage(
                        "Node 'last' of flow 'flow' failed in post: it triggered 'anything', which is neither wired nor"
                                + " declared as an end; it has no actions");
    }

    @Test
    void areNotTheDefaultActionOfANodeWithoutSuccessors() {
        for (FlowOptions options : List.of(FAIL, FAIL.withPropagateActions(true))) {
            assertThat(new Flow(Nodes.node("last", (node, branch) -> node.fire("default")), options)
                            .run(memory)
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void areNotPropagatedOnesInsideTheirFlowButInTheRootFlow() {
        FlowOptions propagating = FAIL.withPropagateActions(true);
        Flow inner = routing("no").options(propagating).build();
        FlowBuilder wired = Flow.builder("outer")
                .start(inner)
                .on(inner, "no", Nodes.node("refuse"))
                .options(propagating);
        FlowBuilder unwired = Flow.builder("outer").start(inner).options(propagating);

        assertThat(wired.build().run(memory).size()).isEqualTo(2);
        assertThatThrownBy(() -> unwired.build().run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("Node 'order' of flow 'outer' failed in post: it triggered 'no'");
    }

    @Test
    void areStillTriggersOfTheRootFlowWhereTheyArePropagated() {
        FlowOptions propagating = FlowOptions.create().withPropagateActions(true);

        try (LogCapture log = LogCapture.begin()) {
            VisitResult<ExecutionTree> visit =
                    routing("no").options(propagating).build().visit(memory);

            assertThat(visit.triggers()).extracting(Trigger::action).containsExactly("no");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void areNotDeclaredEndsWhichEndTheBranch() {
        Nodes.Recorder route = Nodes.node("route", (node, branch) -> {
            node.fire("done");
            node.fire("approved");
        });
        Flow flow = Flow.builder("order")
                .start(route)
                .on(route, "approved", pay)
                .end(route, "done")
                .end(route, "rejected")
                .options(FAIL.withPropagateActions(true))
                .build();

        VisitResult<ExecutionTree> visit = flow.visit(memory);

        assertThat(visit.result()).hasToString("route{done=[], approved=[pay]}");
        assertThat(visit.triggers()).containsExactly(Trigger.IMPLIED);
        assertThat(flow.graph().ends())
                .containsExactly(new FlowGraph.End("route", "done"), new FlowGraph.End("route", "rejected"));
        assertThat(flow.graph().edges()).containsExactly(new FlowGraph.Edge("route", "approved", "pay"));
        assertThat(flow.graph().toMermaid()).isEqualTo("""
                        flowchart TD
                            start(( )) --> n0
                            n0["route"]
                            n1["pay"]
                            n0 -->|"approved"| n1
                            n0 -->|"done"| stop((( )))
                            n0 -->|"rejected"| stop((( )))
                        """);
    }

    @Test
    void canBeDeclaredForNodesThatAreWiredThemselves() {
        Nodes.Recorder route = Nodes.node("route", (node, branch) -> node.fire("done"));
        route.on("again", route);

        Flow flow =
                Flow.builder("f").start(route).end(route, "done").options(FAIL).build();

        assertThat(flow.run(memory)).hasToString("route{done=[]}");
        assertThat(flow.graph().edges()).hasSize(1);
    }

    @Test
    void cannotBeDeclaredAsEndsAndHaveSuccessors() {
        Nodes.Recorder route = Nodes.node("route");
        FlowBuilder builder =
                Flow.builder("order").start(route).on(route, "done", pay).end(route, "done");

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Node 'route' of flow 'order' has successors on 'done', which is declared as an end; leave out"
                                + " one or the other");
    }

    @Test
    void areQuotedInTheLogWithoutLineBreaksAndNotAtAnyLength() {
        String line =
                warnings(routing("first\nsecond\r" + "x".repeat(200)).build()).get(0);

        assertThat(line)
                .doesNotContain("\n", "\r")
                .contains("'first\\u000asecond\\u000dxxx")
                .hasSizeLessThan(350);
    }

    @Test
    void areFoundAmongManyActionsAsAmongFew() {
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
            node.fire("action 999");
            node.fire("action 1000");
        });
        FlowBuilder builder = Flow.builder("wide").start(start);
        for (int i = 0; i < 1_000; i++) {
            builder.on(start, "action " + i, Nodes.node("n" + i));
        }

        assertThat(builder.build().run(memory).triggered())
                .containsOnlyKeys("action 999", "action 1000")
                .extractingByKey("action 1000")
                .isEqualTo(List.of());
        assertThat(memory.local()).isEqualTo(Map.of());
    }
}
