package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows whose other branches go on when one fails, one after the other and concurrently. */
@Timeout(60)
class CollectTest {

    private static final FlowOptions COLLECT = FlowOptions.create().withOnFailure(OnFailure.COLLECT);

    private final Memory memory = Memory.empty();

    private static Flow build(FlowBuilder builder, boolean parallel) {
        return (parallel ? builder.parallel() : builder).build();
    }

    /** Returns a node that fails for every third item. */
    private static Nodes.Recorder third(String name) {
        return Nodes.node(name, (node, branch) -> {
            int item = (Integer) branch.get("item");
            if (item % 3 == 0) {
                throw new IllegalStateException("item " + item);
            }
            branch.append("done", item);
        });
    }

    private static Flow fan(String name, int items, BaseNode<?, ?> work, FlowOptions options, boolean parallel) {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", items);
        return build(Flow.builder(name).start(start).on(start, "item", work).options(options), parallel);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endWithAllFailuresInOrderAndTheTreeOfTheRest(boolean parallel) {
        Nodes.Recorder work = third("work");
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 7);
        Flow flow = build(
                Flow.builder("flow")
                        .start(start)
                        .on(start, "item", work)
                        .next(work, Nodes.node("after"))
                        .options(COLLECT),
                parallel);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
                assertThat(e.failures())
                        .extracting(failure -> failure.getCause().getMessage())
                        .containsExactly("item 0", "item 3", "item 6");
                assertThat(e)
                        .hasMessageStartingWith(
                                "3 branches of flow 'flow' failed; the first: Node 'work' of flow 'flow'"
                                        + " failed in post: java.lang.IllegalStateException: item 0")
                        .hasCause(e.failures().get(0));
                assertThat(e.getSuppressed())
                        .containsExactly(e.failures().get(1), e.failures().get(2));
                assertThat(e.tree())
                        .hasValueSatisfying(tree -> assertThat(tree)
                                .hasToString("start{item=[work{default=[after]}, work{default=[after]},"
                                        + " work{default=[after]}, work{default=[after]}]}")
                                .hasSize(9));
            });
        }
        assertThat((List<?>) memory.get("done")).hasSize(80);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haveNoTreeWhereTheirFirstNodeFails(boolean parallel) {
        Flow flow = build(
                Flow.builder("flow")
                        .start(Nodes.failing("n", new IllegalStateException("at once")))
                        .options(COLLECT),
                parallel);

        assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
            assertThat(e.failures()).hasSize(1);
            assertThat(e.tree()).isEmpty();
            assertThat(e).hasMessageStartingWith("A branch of flow 'flow' failed; the first: Node 'n'");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelANestedFlowThatFailsFastAndGoOn(boolean parallel) {
        CountDownLatch waiting = new CountDownLatch(parallel ? 2 : 0);
        List<String> left = Collections.synchronizedList(new ArrayList<>());
        Nodes.Recorder innerStart = Nodes.node("innerStart");
        innerStart.next(Nodes.trying("failing", RetryPolicy.create(), retry -> {
            waiting.await();
            throw new IllegalStateException("no");
        }));
        Nodes.Recorder deepStart = Nodes.fanningOut("deepStart", "item", 2);
        Flow deep = build(
                Flow.builder("deep")
                        .start(deepStart)
                        .on(deepStart, "item", Nodes.trying("patient", RetryPolicy.ofAttempts(3), retry -> {
                            waiting.countDown();
                            return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                        })),
                parallel);
        innerStart.next(deep);
        Flow inner = build(Flow.builder("inner").start(innerStart), parallel);
        Nodes.Recorder start = Nodes.node("start");
        start.next(inner);
        start.next(Nodes.node("other", (node, branch) -> branch.put("other", true)));
        Flow outer = build(
                Flow.builder("outer")
                        .start(start)
                        .options(COLLECT)
                        .runtime(FlowRuntime.builder()
                                .listener(new FlowListener() {
                                    @Override
                                    public void visitFailed(Visit visit, Throwable failure) {
                                        left.add(visit.node() + " "
                                                + failure.getClass().getSimpleName());
                                    }
                                })
                                .build()),
                parallel);

        assertThatThrownBy(() -> outer.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
            assertThat(e.failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .isInstanceOf(NodeException.class)
                            .hasMessageContaining("(path: start > inner > innerStart > failing)"));
            assertThat(e.tree()).hasValueSatisfying(tree -> assertThat(tree).hasToString("start{default=[other]}"));
        });
        assertThat(memory.get("other")).isEqualTo(true);
        assertThat(left).contains("failing NodeException", "inner NodeException");
        if (parallel) {
            assertThat(left).contains("patient FlowCancelledException", "deep FlowCancelledException");
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failAsOneNodeOfTheFlowAround(boolean parallel) {
        Flow inner = fan("inner", 4, third("work"), COLLECT, parallel);
        Flow failFast = fan("failFast", 2, inner, FlowOptions.create(), parallel);
        Flow collecting = fan("collecting", 2, inner, COLLECT, parallel);

        assertThatThrownBy(() -> failFast.run(memory))
                .isInstanceOfSatisfying(
                        BranchesFailedException.class,
                        e -> assertThat(e.failures()).hasSize(2));
        assertThatThrownBy(() -> collecting.run(memory)).isInstanceOfSatisfying(BranchesFailedException.class, e -> {
            assertThat(e.failures()).hasSize(2).hasOnlyElementsOfType(BranchesFailedException.class);
            assertThat(e.tree()).hasValueSatisfying(tree -> assertThat(tree).hasToString("start{item=[]}"));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endAtOnceByAnErrorOrALimit(boolean parallel) {
        Flow broken = fan(
                "broken",
                5,
                Nodes.trying("work", RetryPolicy.create(), retry -> {
                    throw new AssertionError("broken");
                }),
                COLLECT,
                parallel);
        Flow limited = fan("limited", 5, Nodes.node("work"), COLLECT.withMaxSteps(3), parallel);

        assertThatThrownBy(() -> broken.run(memory)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> limited.run(memory)).isInstanceOf(VisitLimitException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void canBeCancelled(boolean parallel) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Flow flow = fan(
                "flow",
                5,
                Nodes.trying("work", RetryPolicy.create(), retry -> {
                    begun.countDown();
                    return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                }),
                COLLECT,
                parallel);
        Nodes.configure(
                flow, flow.graph().options(), Map.of(), FlowRuntime.builder().build());
        FlowRun run = flow.runAsync(memory);
        begun.await();

        run.cancel();

        assertThatThrownBy(run::await).isInstanceOf(FlowCancelledException.class);
    }
}
