package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What listeners hear and interceptors wrap. */
class ListenerTest {

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private final FlowListener recording = new FlowListener() {
        @Override
        public void runStarted(Visit run) {
            heard.add("run of " + run.flow());
        }

        @Override
        public void runEnded(Visit run, Throwable failure) {
            heard.add(
                    failure == null
                            ? "run ended"
                            : "run failed: " + failure.getClass().getSimpleName());
        }

        @Override
        public void visitStarted(Visit visit) {
            heard.add("started " + visit.number() + " " + visit.flow() + "/" + visit.node());
        }

        @Override
        public void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {
            heard.add("attempt " + attempt + " " + failure.getMessage() + (retrying ? ", retrying" : ""));
        }

        @Override
        public void fallbackAnswered(Visit visit, Exception failure) {
            heard.add("fallback for " + failure.getMessage());
        }

        @Override
        public void visitCompleted(Visit visit) {
            heard.add("completed " + visit.number());
        }

        @Override
        public void visitFailed(Visit visit, Throwable failure) {
            heard.add("failed " + visit.node() + ": " + failure.getClass().getSimpleName());
        }
    };

    private Flow nested(BaseNode<?, ?> inside, FlowRuntime runtime) {
        Flow inner = Flow.builder("inner").start(inside).build();
        return Flow.builder("outer").start(inner).runtime(runtime).build();
    }

    @Test
    void hearWhatHappensInARunAndItsNestedFlows() {
        Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(2), retry -> {
            if (retry == 0) {
                throw new IOException("down");
            }
            return null;
        });

        nested(node, FlowRuntime.builder().listener(recording).build()).run(Memory.empty());

        assertThat(heard)
                .containsExactly(
                        "run of outer",
                        "started 1 outer/inner",
                        "started 2 inner/n",
                        "attempt 1 down, retrying",
                        "completed 2",
                        "completed 1",
                        "run ended");
    }

    @Test
    void hearOfAFallbackThatAnsweredInPlaceOfTheAttempts() {
        Node<Object, Object> node = new Node<>("n", RetryPolicy.ofAttempts(2)) {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException("down");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                return "nothing";
            }
        };

        Flow.builder("flow")
                .start(node)
                .runtime(FlowRuntime.builder().listener(recording).build())
                .build()
                .run(Memory.empty());

        assertThat(heard)
                .contains("attempt 1 down, retrying", "attempt 2 down", "fallback for down")
                .endsWith("completed 1", "run ended");
    }

    @Test
    void hearOfAFailureFromTheInsideOut() {
        Flow flow = nested(
                Nodes.failing("n", new IOException("down")),
                FlowRuntime.builder().listener(recording).build());

        assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(NodeException.class);

        assertThat(heard)
                .endsWith(
                        "attempt 1 down",
                        "failed n: NodeException",
                        "failed inner: NodeException",
                        "run failed: NodeException");
    }

    @Test
    void cannotHinderTheRunOrEachOther() {
        FlowListener throwing = new FlowListener() {
            @Override
            public void visitStarted(Visit visit) {
                throw new IllegalStateException("secret");
            }
        };

        try (LogCapture log = LogCapture.begin()) {
            nested(
                            Nodes.node("n"),
                            FlowRuntime.builder()
                                    .listener(throwing)
                                    .listener(recording)
                                    .build())
                    .run(Memory.empty());

            String line = "Listener " + throwing.getClass().getName()
                    + " threw, and the run goes on: java.lang.IllegalStateException";
            assertThat(log.messages()).hasSize(2).allMatch(line::equals);
            assertThat(heard).hasSize(6);
        }
    }

    @Test
    void cannotReplaceAFailureOrHideTheEndByAnError() {
        FlowListener broken = new FlowListener() {
            @Override
            public void visitFailed(Visit visit, Throwable failure) {
                throw new AssertionError("listener");
            }

            @Override
            public void runEnded(Visit run, Throwable failure) {
                throw new StackOverflowError();
            }
        };
        Flow flow = nested(
                Nodes.failing("n", new IOException("gone")),
                FlowRuntime.builder().listener(broken).listener(recording).build());

        try (LogCapture log = LogCapture.begin()) {
            assertThatThrownBy(() -> flow.run(Memory.empty()))
                    .isInstanceOf(NodeException.class)
                    .hasCause(new IOException("gone"))
                    .hasNoSuppressedExceptions();

            assertThat(log.messages()).hasSize(3);
            assertThat(heard).last().asString().contains("NodeException");
        }
    }

    @Test
    void haveDefaultsThatDoNothing() {
        Flow flow = nested(
                Nodes.failing("n", new IOException()),
                FlowRuntime.builder().listener(new FlowListener() {}).build());

        assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(NodeException.class);
        Nodes.configure(flow, flow.graph().options(), java.util.Map.of(), flow.runtime());
        assertThat(nested(Nodes.node("n"), flow.runtime()).run(Memory.empty()).size())
                .isEqualTo(1);
    }

    @Nested
    class Interceptors {

        private NodeInterceptor named(String name) {
            return (visit, step) -> {
                heard.add(name + " before " + visit.part() + " " + visit.node());
                try {
                    step.proceed();
                    heard.add(name + " after " + visit.node());
                } catch (Exception e) {
                    heard.add(name + " caught " + e.getClass().getSimpleName());
                    throw e;
                }
            };
        }

        private Flow flow(BaseNode<?, ?> inside, NodeInterceptor... interceptors) {
            FlowRuntime.Builder runtime = FlowRuntime.builder();
            for (NodeInterceptor interceptor : interceptors) {
                runtime.interceptor(interceptor);
            }
            return nested(inside, runtime.build());
        }

        @Test
        void wrapANodesVisitAndAFlowsEnteringAndLeaving() {
            flow(Nodes.node("n"), named("x")).run(Memory.empty());

            assertThat(heard)
                    .containsExactly(
                            "x before ENTER outer",
                            "x after outer",
                            "x before ENTER inner",
                            "x after inner",
                            "x before WHOLE n",
                            "x after n",
                            "x before LEAVE inner",
                            "x after inner",
                            "x before LEAVE outer",
                            "x after outer");
        }

        @Test
        void wrapEachOtherInTheOrderAdded() {
            new Flow(Nodes.node("n"));
            Flow flow = Flow.builder("f")
                    .start(Nodes.node("n"))
                    .runtime(FlowRuntime.builder()
                            .interceptor(named("a"))
                            .interceptor(named("b"))
                            .build())
                    .build();

            flow.run(Memory.empty());

            assertThat(heard.subList(4, 8))
                    .containsExactly("a before WHOLE n", "b before WHOLE n", "b after n", "a after n");
        }

        @Test
        void leaveEveryFlowThatWasEnteredWhenSomethingFails() {
            assertThatThrownBy(() -> flow(Nodes.failing("n", new IOException()), named("x"))
                            .run(Memory.empty()))
                    .isInstanceOf(NodeException.class);

            assertThat(heard)
                    .endsWith(
                            "x before WHOLE n",
                            "x caught NodeException",
                            "x before LEAVE inner",
                            "x caught NodeException",
                            "x before LEAVE outer",
                            "x caught NodeException");
        }

        @Test
        void leaveFlowsForAnErrorToo() {
            Nodes.Recorder node = Nodes.trying("n", RetryPolicy.create(), retry -> {
                throw new AssertionError("broken");
            });
            AtomicInteger left = new AtomicInteger();

            assertThatThrownBy(() -> flow(node, (visit, step) -> {
                                try {
                                    step.proceed();
                                } catch (AssertionError e) {
                                    left.incrementAndGet();
                                    throw e;
                                }
                            })
                            .run(Memory.empty()))
                    .isInstanceOf(AssertionError.class);

            assertThat(left).hasValue(3);
        }

        @RepeatedTest(50)
        void leaveAFlowInAnotherBranchAsCancelled() {
            CountDownLatch inside = new CountDownLatch(1);
            Nodes.Recorder start = Nodes.node("start");
            Nodes.Recorder failing = Nodes.trying("failing", RetryPolicy.create(), retry -> {
                inside.await();
                throw new IOException();
            });
            Flow beside = Flow.builder("beside")
                    .start(Nodes.trying("patient", RetryPolicy.create(), retry -> {
                        inside.countDown();
                        return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                    }))
                    .build();
            Flow flow = Flow.builder("f")
                    .parallel()
                    .start(start)
                    .next(start, failing)
                    .next(start, beside)
                    .runtime(FlowRuntime.builder().listener(recording).build())
                    .build();

            assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(NodeException.class);

            assertThat(heard)
                    .contains(
                            "failed failing: NodeException",
                            "failed patient: FlowCancelledException",
                            "failed beside: FlowCancelledException")
                    .endsWith("run failed: NodeException");
        }

        @Test
        void failTheVisitByThrowing() {
            assertThatThrownBy(() -> flow(Nodes.node("n"), (visit, step) -> {
                                step.proceed();
                                if (visit.part() == VisitPart.WHOLE) {
                                    throw new IOException("refused");
                                }
                            })
                            .run(Memory.empty()))
                    .isInstanceOf(NodeException.class)
                    .hasMessageStartingWith(
                            "Node 'n' of flow 'inner' failed in an interceptor: java.io.IOException: refused");
        }

        @Test
        void cannotSwallowAFailure() {
            assertThatThrownBy(() -> flow(Nodes.failing("n", new IOException()), (visit, step) -> {
                                try {
                                    step.proceed();
                                } catch (NodeException e) {
                                    heard.add("swallowed");
                                }
                            })
                            .run(Memory.empty()))
                    .isInstanceOf(NodeException.class);
            assertThat(heard).hasSize(3);
        }

        @Test
        void mustProceedOnce() {
            assertThatThrownBy(() -> flow(Nodes.node("n"), (visit, step) -> {}).run(Memory.empty()))
                    .hasMessageContaining("did not proceed at Visit 0 (Flow 'outer'");
            assertThatThrownBy(() -> flow(Nodes.node("n"), (visit, step) -> {
                                step.proceed();
                                step.proceed();
                            })
                            .run(Memory.empty()))
                    .hasMessageContaining("An interceptor proceeded twice");
        }

        @Test
        void leaveAFlowThatTheyEnteredWhenOneFurtherOutFails() {
            NodeInterceptor failing = (visit, step) -> {
                step.proceed();
                if (visit.part() == VisitPart.ENTER && visit.enclosing() != null) {
                    throw new IOException("refused");
                }
            };

            assertThatThrownBy(() -> flow(Nodes.node("n"), failing, named("x")).run(Memory.empty()))
                    .isInstanceOf(NodeException.class)
                    .hasRootCauseMessage("refused");

            assertThat(heard)
                    .containsExactly(
                            "x before ENTER outer",
                            "x after outer",
                            "x before ENTER inner",
                            "x after inner",
                            "x before LEAVE inner",
                            "x caught NodeException",
                            "x before LEAVE outer",
                            "x caught NodeException");
        }

        @Test
        void areLoggedWhenTheyThrowAnotherExceptionAtAFailedFlow() {
            try (LogCapture log = LogCapture.begin()) {
                assertThatThrownBy(() -> flow(Nodes.failing("n", new IOException()), (visit, step) -> {
                                    if (visit.part() == VisitPart.LEAVE) {
                                        throw new IllegalStateException("late");
                                    }
                                    step.proceed();
                                })
                                .run(Memory.empty()))
                        .isInstanceOf(NodeException.class)
                        .hasRootCauseInstanceOf(IOException.class);

                assertThat(log.messages()).hasSize(2).allMatch(line -> line.startsWith("An interceptor threw while"));
            }
        }

        @Test
        void knowWhereTheyAre() {
            List<Visit> visits = new ArrayList<>();

            flow(Nodes.node("n"), (visit, step) -> {
                        visit.attributes().put("seen", visit.number());
                        visits.add(visit);
                        if (visit.part() == VisitPart.WHOLE) {
                            assertThat(visit.enclosing().attributes()).containsEntry("seen", 1L);
                        }
                        step.proceed();
                    })
                    .run(Memory.empty());

            Visit node = visits.get(2);
            assertThat(node.node()).isEqualTo("n");
            assertThat(node.flow()).isEqualTo("inner");
            assertThat(node.executes()).isNull();
            assertThat(node.path()).containsExactly("inner", "n");
            assertThat(node.enclosing().executes()).isEqualTo("inner");
            assertThat(node.enclosing().enclosing().executes()).isEqualTo("outer");
            assertThat(node.enclosing().enclosing().enclosing()).isNull();
            assertThat(visits).extracting(Visit::runId).containsOnly(node.runId());
        }
    }
}
