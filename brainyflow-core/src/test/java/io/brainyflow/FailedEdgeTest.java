package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that have successors for their failure, in sequential and in parallel flows. */
@Timeout(60)
class FailedEdgeTest {

    private final Memory memory = Memory.empty();

    private final List<Failure> caught = Collections.synchronizedList(new ArrayList<>());

    private final Node<?, ?> cleanUp = Node.of("cleanUp", branch -> {
        caught.add(branch.require(Failure.KEY));
        assertThat(branch.local()).containsKey("brainyflow.failure");
    });

    private static Flow build(FlowBuilder builder, boolean parallel) {
        return (parallel ? builder.parallel() : builder).build();
    }

    private Flow followed(BaseNode<?, ?> node, boolean parallel) {
        return build(Flow.builder("flow").start(node).on(node, Actions.FAILED, cleanUp), parallel);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goOnWhereAnAttemptFailedForGood(boolean parallel) {
        Node<?, ?> charge = Nodes.trying("charge", RetryPolicy.ofAttempts(3), retry -> {
            throw new IOException("declined " + retry);
        });

        assertThat(followed(charge, parallel).run(memory)).hasToString("charge{failed=[cleanUp]}");
        assertThat(caught).singleElement().satisfies(failure -> {
            assertThat(failure.node()).isEqualTo("charge");
            assertThat(failure.step()).isEqualTo("exec");
            assertThat(failure.exceptionClass()).isEqualTo("java.io.IOException");
            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.cause()).hasMessage("declined 2");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepWhatWasWrittenAndDropWhatWasTriggered(boolean parallel) {
        Nodes.Recorder other = Nodes.node("other");
        Nodes.Recorder charge = Nodes.node("charge", (node, branch) -> {
            branch.put("written", true);
            branch.local().put("own", 1);
            node.fire("charged");
            throw new IllegalStateException("too late");
        });
        Flow flow = build(
                Flow.builder("flow")
                        .start(charge)
                        .on(charge, "charged", other)
                        .on(charge, Actions.FAILED, Node.of("undo", branch -> branch.put("copy", branch.get("own")))),
                parallel);

        assertThat(flow.run(memory)).hasToString("charge{failed=[undo]}");
        assertThat(memory.get("written")).isEqualTo(true);
        assertThat(memory.get("copy")).isEqualTo(1);
        assertThat(other.visits).isEmpty();
    }

    @Test
    void tellWhichStepFailed() {
        Node<Object, Object> inPrep = new Node<>("inPrep") {
            @Override
            public Object prep(Memory branch) throws IOException {
                throw new IOException("no input");
            }
        };
        Node<Object, Object> inFallback = new Node<>("inFallback") {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException("first");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                throw new IllegalStateException("no fallback", failure);
            }
        };
        Node<?, ?> creation = Node.perVisit("creation", RetryPolicy.create(), () -> null, instance -> {});

        followed(inPrep, false).run(memory);
        followed(inFallback, false).run(memory);
        followed(creation, false).run(memory);

        assertThat(caught)
                .extracting(failure -> failure.step() + " " + failure.attempts())
                .containsExactly("prep 0", "execFallback 1", "its creation 0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelANestedFlowFirstAndGoOnFromIt(boolean parallel) {
        CountDownLatch waiting = new CountDownLatch(parallel ? 1 : 0);
        List<String> left = Collections.synchronizedList(new ArrayList<>());
        Nodes.Recorder innerStart = Nodes.node("innerStart", (node, branch) -> {
            node.fire("fail");
            node.fire("wait");
        });
        Flow inner = build(
                Flow.builder("inner")
                        .start(innerStart)
                        .on(innerStart, "fail", Nodes.trying("failing", RetryPolicy.create(), retry -> {
                            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
                            throw new IOException("inner");
                        }))
                        .on(innerStart, "wait", Nodes.trying("patient", RetryPolicy.create(), retry -> {
                            waiting.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                left.add("interrupted");
                            }
                            return null;
                        })),
                parallel);
        Flow middle = build(Flow.builder("middle").start(inner), parallel);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Nodes.Recorder after = Nodes.node("after");
        Flow outer = build(
                Flow.builder("outer")
                        .start(start)
                        .on(start, "item", middle)
                        .on(middle, Actions.FAILED, cleanUp)
                        .next(cleanUp, after)
                        .join(after),
                parallel);

        assertThat(outer.run(memory))
                .hasToString("start{item=[middle{failed=[cleanUp{default=[after]}]},"
                        + " middle{failed=[cleanUp{default=[→after]}]}]}");
        assertThat(after.visits).hasSize(1);
        assertThat(caught)
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure.node()).isEqualTo("failing"));
        assertThat(left).as("interrupted before the flow was left").hasSizeBetween(parallel ? 1 : 0, parallel ? 2 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areNotCollected(boolean parallel) {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        Nodes.Recorder work = Nodes.node("work", (node, branch) -> {
            if (branch.get("item").equals(1)) {
                throw new IllegalStateException("item 1");
            }
        });
        Nodes.Recorder join = Nodes.node("join");
        Flow flow = build(
                Flow.builder("flow")
                        .start(start)
                        .on(start, "item", work)
                        .on(work, Actions.FAILED, cleanUp)
                        .next(work, join)
                        .next(cleanUp, join)
                        .join(join)
                        .onFailure(OnFailure.COLLECT),
                parallel);

        assertThat(flow.run(memory))
                .hasToString("start{item=[work{default=[join]}, work{failed=[cleanUp{default=[→join]}]},"
                        + " work{default=[→join]}]}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void followWhatAFlowHasCollected(boolean parallel) {
        Flow inner = build(
                Flow.builder("inner")
                        .start(Nodes.failing("failing", new IOException("no")))
                        .onFailure(OnFailure.COLLECT),
                parallel);

        followed(inner, parallel).run(memory);

        assertThat(caught).singleElement().satisfies(failure -> {
            assertThat(failure.node()).isEqualTo("inner");
            assertThat(failure.step()).isEqualTo("branches");
            assertThat(failure.cause()).isInstanceOf(BranchesFailedException.class);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neverCatchWhatIsNoFailureOfTheNode(boolean parallel) {
        assertThatThrownBy(() -> followed(
                                Nodes.trying("n", RetryPolicy.create(), retry -> {
                                    throw new AssertionError("broken");
                                }),
                                parallel)
                        .run(memory))
                .isInstanceOf(AssertionError.class);

        Nodes.Recorder again = Nodes.node("again", (node, branch) -> node.fire("again"));
        assertThatThrownBy(() -> build(
                                Flow.builder("flow")
                                        .start(again)
                                        .on(again, "again", again)
                                        .on(again, Actions.FAILED, cleanUp)
                                        .maxVisits(5),
                                parallel)
                        .run(memory))
                .isInstanceOf(VisitLimitException.class);

        Nodes.Recorder lost = Nodes.node("lost", (node, branch) -> node.fire("nowhere"));
        assertThatThrownBy(() -> build(
                                Flow.builder("flow")
                                        .start(lost)
                                        .on(lost, Actions.FAILED, cleanUp)
                                        .onUnmatched(OnUnmatched.FAIL),
                                parallel)
                        .run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("'nowhere'");

        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Flow conflicting = Flow.builder("conflicting")
                .parallel()
                .start(start)
                .on(start, "item", Node.of("put", branch -> branch.put("same", branch.get("item"))))
                .onConflict(OnConflict.FAIL)
                .build();
        assertThatThrownBy(() -> followed(conflicting, parallel).run(memory))
                .isInstanceOf(WriteConflictException.class);

        Nodes.Recorder cancelling = Nodes.node(
                "cancelling", (node, branch) -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> followed(
                                Flow.builder("inner")
                                        .start(cancelling)
                                        .next(cancelling, Nodes.node("next"))
                                        .build(),
                                parallel)
                        .run(memory))
                .isInstanceOf(FlowCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(caught).isEmpty();
    }

    @Test
    void areSeenAsFailuresByInterceptorsAndListenersWhileTheRunSucceeds() {
        List<String> heard = new ArrayList<>();
        FlowRuntime runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    try {
                        step.proceed();
                    } catch (NodeException e) {
                        heard.add("intercepted " + e.getCause().getMessage());
                        throw e;
                    }
                })
                .listener(new FlowListener() {
                    @Override
                    public void visitFailed(Visit visit, Throwable failure) {
                        heard.add("failed " + visit.node());
                    }

                    @Override
                    public void visitCompleted(Visit visit) {
                        heard.add("completed " + visit.node());
                    }

                    @Override
                    public void runEnded(Visit run, Throwable failure) {
                        heard.add("ended with " + failure);
                    }
                })
                .build();
        Node<?, ?> failing = Nodes.failing("failing", new IOException("no"));

        Flow.builder("flow")
                .start(failing)
                .on(failing, Actions.FAILED, cleanUp)
                .runtime(runtime)
                .build()
                .run(memory);

        assertThat(heard).containsExactly("intercepted no", "failed failing", "completed cleanUp", "ended with null");
    }

    @Test
    void keepTheFailureWhereItsBranchesCannotBeMade() {
        Nodes.Recorder failing = Nodes.node("failing", (node, branch) -> {
            branch.local().put("list", new AppendedListLike());
            throw new IllegalStateException("first");
        });
        Flow flow = Flow.builder("flow")
                .start(failing)
                .on(failing, Actions.FAILED, cleanUp)
                .on(failing, Actions.FAILED, Nodes.node("other"))
                .build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(NodeException.class)
                .hasRootCauseMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .asString()
                        .contains("cannot be copied for a branch"));
    }

    private static final class AppendedListLike extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void cannotBeTriggeredNorDeclaredAsAnEnd() {
        Nodes.Recorder failed = Nodes.node("n", (node, branch) -> node.fire("failed"));
        assertThatThrownBy(() -> new Flow(failed).run(memory))
                .hasRootCauseMessage(
                        "Action 'failed' cannot be triggered: a node ends by it when a step throws; throw an"
                                + " exception, or trigger an action of another name");

        assertThatThrownBy(() -> Flow.builder("flow").start(failed).end(failed, "failed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Recorder 'n' cannot end by 'failed': a failure either has a successor or fails the run; wire the"
                                + " action to a node, which may do nothing");
    }

    @Test
    void areDrawnDotted() {
        Node<?, ?> failing = Nodes.failing("failing", new IOException("no"));

        assertThat(followed(failing, false).graph().toMermaid()).contains("n0 -.->|\"failed\"| n1");
    }

    @Test
    void doNotMakeANodeOneThatHasToChoose() {
        Nodes.Recorder loop = Nodes.node("loop", (node, branch) -> {
            if (!branch.contains("done")) {
                branch.put("done", true);
                node.fire("again");
            }
        });
        Flow flow = Flow.builder("flow")
                .start(loop)
                .on(loop, "again", loop)
                .on(loop, Actions.FAILED, cleanUp)
                .onUnmatched(OnUnmatched.FAIL)
                .build();

        assertThat(flow.run(memory)).hasToString("loop{again=[loop]}");
    }

    /** Returns a node that writes what differs by branch, and fails. */
    private static Nodes.Recorder writingAndFailing() {
        return Nodes.node("put", (node, branch) -> {
            branch.put("same", branch.get("item"));
            throw new IllegalStateException("after writing");
        });
    }

    private void conflicts(BaseNode<?, ?> inEachOfTwoBranches) {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", inEachOfTwoBranches)
                .on(inEachOfTwoBranches, Actions.FAILED, cleanUp)
                .onConflict(OnConflict.FAIL)
                .build();

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(WriteConflictException.class)
                .hasMessageContaining("'same'");
    }

    @Test
    void keepTheWritesOfAFailedVisitAmongThoseThatConflict() {
        conflicts(writingAndFailing());
    }

    @Test
    void keepTheWritesOfWhatFailedInsideANestedFlow() {
        conflicts(Flow.builder("inner").start(writingAndFailing()).build());
    }

    @Test
    void keepTheWritesOfParallelFlowsThatAreCancelledOnTheWay() {
        Nodes.Recorder put = Nodes.node("put", (node, branch) -> branch.put("same", branch.get("item")));
        Flow innermost = Flow.builder("innermost")
                .parallel()
                .start(put)
                .next(put, Nodes.failing("failing", new IOException("no")))
                .build();

        conflicts(Flow.builder("inner").parallel().start(innermost).build());
    }

    @Test
    void doNotFollowATriggerThatNoNodeCanMake() {
        for (String reserved : List.of("failed", "*")) {
            Nodes.Recorder wrong = Nodes.node("wrong", (node, branch) -> node.fire(reserved));

            assertThatThrownBy(() -> followed(wrong, false).run(memory))
                    .isInstanceOf(NodeException.class)
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(caught).isEmpty();
    }

    @Test
    void doNotGetTheDataOfATriggerThatWasDropped() {
        Nodes.Recorder charge = Nodes.node("charge", (node, branch) -> {
            branch.local().put("own", 1);
            node.fire("charged", Map.of("data", 2));
        });
        Flow flow = Flow.builder("flow")
                .start(charge)
                .on(charge, "charged", Nodes.node("ship"))
                .on(
                        charge,
                        Actions.FAILED,
                        Node.of(
                                "undo",
                                branch -> assertThat(branch.local())
                                        .containsEntry("own", 1)
                                        .doesNotContainKey("data")))
                .runtime(FlowRuntime.builder()
                        .interceptor((visit, step) -> {
                            step.proceed();
                            if (visit.node().equals("charge")) {
                                throw new IllegalStateException("commit failed");
                            }
                        })
                        .build())
                .build();

        assertThat(flow.run(memory)).hasToString("charge{failed=[undo]}");
    }

    @Test
    void goOnFromAJoinWithItsOwnStore() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Nodes.Recorder join = Nodes.node("join");
        Flow flow = Flow.builder("flow")
                .start(start)
                .on(start, "item", join)
                .join(join)
                .on(
                        join,
                        Actions.FAILED,
                        Node.of("undo", branch -> assertThat(branch.local()).doesNotContainKey("item")))
                .runtime(FlowRuntime.builder()
                        .interceptor((visit, step) -> {
                            if (visit.node().equals("join")) {
                                throw new IllegalStateException("not now");
                            }
                            step.proceed();
                        })
                        .build())
                .build();

        assertThat(flow.run(memory)).hasToString("start{item=[join{failed=[undo]}, →join]}");
    }

    @Test
    void countNoAttemptsOfANodeThatHasNone() {
        followed(
                        Node.of("small", branch -> {
                            throw new IllegalStateException("no");
                        }),
                        false)
                .run(memory);

        assertThat(caught).singleElement().satisfies(failure -> {
            assertThat(failure.step()).isEqualTo("post");
            assertThat(failure.attempts()).isZero();
        });
    }
}
