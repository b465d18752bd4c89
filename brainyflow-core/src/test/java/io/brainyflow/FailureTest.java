package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

    private final Memory memory = Memory.empty();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void saysWhichNodeOfWhichFlowFailedOnWhichWay() {
        Nodes.Recorder first = Nodes.node("first");
        Flow inner = Flow.builder("inner")
                .start(Nodes.failing("broken", new IOException("gone")))
                .build();
        Flow outer = Flow.builder("outer")
                .start(first)
                .node("step", inner)
                .next(first, inner)
                .build();

        assertThatThrownBy(() -> outer.run(memory))
                .isInstanceOfSatisfying(NodeException.class, e -> {
                    assertThat(e.flow()).isEqualTo("inner");
                    assertThat(e.node()).isEqualTo("broken");
                    assertThat(e.path()).containsExactly("first", "step", "broken");
                })
                .hasMessage("Node 'broken' of flow 'inner' failed in exec, attempt 1: java.io.IOException: gone"
                        + " (path: first > step > broken)");
    }

    @Test
    void abridgesALongPathInTheMessageOnly() {
        Nodes.Recorder start = Nodes.node("n0");
        Nodes.Recorder last = start;
        for (int i = 1; i < 100; i++) {
            last = last.next(Nodes.node("n" + i));
        }
        last.next(Nodes.failing("end", new IOException()));

        assertThatThrownBy(() -> new Flow(start).run(memory))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.path()).hasSize(101))
                .hasMessageEndingWith("(path: n0 > n1 > n2 > … 88 more … > "
                        + "n91 > n92 > n93 > n94 > n95 > n96 > n97 > n98 > n99 > end)");
    }

    @Test
    void keepsWhatAFailingVisitWrote() {
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
            branch.put("x", 1);
            throw new IllegalStateException();
        });

        assertThatThrownBy(() -> new Flow(start).run(memory)).isInstanceOf(NodeException.class);
        assertThat(memory.get("x")).isEqualTo(1);
    }

    @Test
    void hasTheLastAttemptsIndexWhenPostFailsAndZeroWhenPrepDoes() {
        Node<Object, Object> post = new Node<>(RetryPolicy.ofAttempts(3)) {
            @Override
            public Object exec(Object prepared) throws IOException {
                if (curRetry() < 1) {
                    throw new IOException();
                }
                return null;
            }

            @Override
            public void post(Memory memory, Object prepared, Object result) throws IOException {
                throw new IOException("post");
            }
        };
        Node<Object, Object> prep = new Node<>() {
            @Override
            public Object prep(Memory memory) throws IOException {
                throw new IOException("prep");
            }
        };

        assertThatThrownBy(() -> new Flow(post).run(memory))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.retryCount()).isEqualTo(1));
        assertThatThrownBy(() -> new Flow(prep).run(memory))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.retryCount()).isZero())
                .hasMessageContaining("failed in prep");
    }

    @Test
    void surfacesAFailureOfTheFlowsOwnSteps() {
        Flow prep = new Flow(Nodes.node("n")) {
            @Override
            public Object prep(Memory memory) throws IOException {
                throw new IOException("prep");
            }
        };
        Flow post = new Flow(Nodes.node("n")) {
            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) throws IOException {
                throw new IOException("post of " + tree);
            }
        };

        assertThatThrownBy(() -> prep.run(memory)).hasMessage("Flow 'flow' failed in prep: java.io.IOException: prep");
        assertThatThrownBy(() -> post.run(memory))
                .hasMessage("Flow 'flow' failed in post: java.io.IOException: post of n");
    }

    @Test
    void doesNotRetryWrapOrRescueAnError() {
        List<Integer> attempts = new ArrayList<>();
        Node<Object, Object> node = new Node<>(RetryPolicy.ofAttempts(3)) {
            @Override
            public Object exec(Object prepared) {
                attempts.add(curRetry());
                throw new AssertionError("broken");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                return "never";
            }
        };

        assertThatThrownBy(() -> new Flow(node).run(memory))
                .isInstanceOf(AssertionError.class)
                .hasMessage("broken");
        assertThat(attempts).containsExactly(0);
    }

    @Test
    void endsAnInterruptedRunAsCancelledWithTheFlagSet() {
        List<Integer> attempts = new ArrayList<>();
        Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(3), retry -> {
            attempts.add(retry);
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> new Flow(node).run(memory))
                .isInstanceOf(FlowCancelledException.class)
                .hasMessage("Node 'n' of flow 'flow' was interrupted")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).containsExactly(0);
    }

    @Test
    void startsNothingWhenTheFlagIsSetAlready() {
        Nodes.Recorder node = Nodes.node("n");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new Flow(node).run(memory)).isInstanceOf(FlowCancelledException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(node.visits).isEmpty();
    }

    @Test
    void takesAFailureUnderASetFlagForAnInterrupt() {
        Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(3), retry -> {
            Thread.currentThread().interrupt();
            throw new IOException("closed by interrupt");
        });

        assertThatThrownBy(() -> new Flow(node).run(memory))
                .isInstanceOf(FlowCancelledException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void takesAWrappedInterruptForAnInterrupt() {
        List<Integer> attempts = new ArrayList<>();
        Nodes.Recorder node = Nodes.trying("n", RetryPolicy.ofAttempts(3), retry -> {
            attempts.add(retry);
            throw new IllegalStateException(new InterruptedException());
        });

        assertThatThrownBy(() -> new Flow(node).run(memory)).isInstanceOf(FlowCancelledException.class);
        assertThat(attempts).containsExactly(0);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void takesAnotherThreadsInterruptForAFailure() {
        Nodes.Recorder node = Nodes.failing("n", new ExecutionException(new InterruptedException()));

        assertThatThrownBy(() -> new Flow(node).run(memory)).isInstanceOf(NodeException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void endsWhenAWaitIsInterrupted() {
        Nodes.Recorder node = Nodes.failing("n", new IOException());
        Flow flow = Flow.builder("f")
                .start(node)
                .retry(node, RetryPolicy.ofAttempts(3).withWaitTime(java.time.Duration.ofDays(1)))
                .runtime(FlowRuntime.builder()
                        .timing(timing -> timing.withPause(time -> {
                            throw new InterruptedException();
                        }))
                        .build())
                .build();

        assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(FlowCancelledException.class);
    }

    @Test
    void failsTheVisitWhoseLocalStoreCannotBeCopied() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Nodes.Recorder start =
                Nodes.node("start", (node, branch) -> branch.local().put("cycle", cycle));
        start.next(Nodes.node("a"));
        start.next(Nodes.node("b"));

        assertThatThrownBy(() -> new Flow(start).run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("The value under 'cycle' contains itself");
        List<Object> deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> data = Map.of("deep", deep);
        assertThatThrownBy(() -> memory.fork(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The value under 'deep' is nested more than 1000 levels deep");
    }

    @Test
    void wrapsTheFailureOfARunInsideANodeOnce() {
        Flow other = new Flow(Nodes.failing("deep", new IOException("gone")));
        Nodes.Recorder outer = Nodes.trying("outer", RetryPolicy.create(), retry -> other.run(Memory.empty()));

        assertThatThrownBy(() -> new Flow(outer).run(memory))
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.node()).isEqualTo("outer"))
                .cause()
                .isInstanceOfSatisfying(
                        NodeException.class, e -> assertThat(e.node()).isEqualTo("deep"));
    }

    @Test
    void isThrownAndNotLogged() {
        try (LogCapture log = LogCapture.begin()) {
            assertThatThrownBy(() -> new Flow(Nodes.failing("n", new IOException("gone"))).run(memory))
                    .isInstanceOf(NodeException.class);

            assertThat(log.messages()).isEmpty();
        }
    }

    /** An exception none of whose methods returns. */
    private static final class Hostile extends Exception {

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new StackOverflowError();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wrapsAnExceptionWhoseOwnMethodsThrow(boolean parallel) {
        Hostile hostile = new Hostile();
        RetryPolicy choosy = RetryPolicy.ofAttempts(2).withExceptionExcludes(List.of(IOException.class));
        Nodes.Recorder broken = Nodes.trying("broken", choosy, retry -> {
            throw hostile;
        });
        Nodes.Recorder fine = Nodes.node("fine");
        Nodes.Recorder start = Nodes.node("start");
        FlowBuilder builder = Flow.builder("f")
                .start(start)
                .next(start, broken)
                .next(start, fine)
                .options(FlowOptions.create().withOnFailure(OnFailure.COLLECT));
        Flow flow = parallel ? builder.parallel().build() : builder.build();

        BranchesFailedException thrown = catchThrowableOfType(BranchesFailedException.class, () -> flow.run(memory));

        assertThat(fine.visits).hasSize(1);
        assertThat(thrown.failures())
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(NodeException.class)
                        .hasMessage("Node 'broken' of flow 'f' failed in exec, attempt 2: " + Hostile.class.getName()
                                + " (its text cannot be read: it threw java.lang.IllegalStateException)"
                                + " (path: start > broken)"));
        assertThat(thrown.failures().get(0).getCause()).isSameAs(hostile);
    }

    /** Throws what the compiler would not let through. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @ParameterizedTest
    @CsvSource({"prep, false", "prep, true", "exec, false", "exec, true", "post, false", "post, true"})
    void wrapsAThrowableThatIsNeitherExceptionNorErrorOnceWithoutRetryOrFallback(String step, boolean parallel) {
        Throwable neither = new Throwable("neither");
        AtomicInteger attempts = new AtomicInteger();
        Node<Object, Object> node = new Node<>("n", RetryPolicy.ofAttempts(3)) {
            @Override
            public Object prep(Memory branch) {
                return throwIn("prep");
            }

            @Override
            public Object exec(Object prepared) {
                attempts.incrementAndGet();
                return throwIn("exec");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                throw new AssertionError("no fallback");
            }

            @Override
            public void post(Memory branch, Object prepared, Object result) {
                throwIn("post");
            }

            private Object throwIn(String here) {
                if (here.equals(step)) {
                    throw FailureTest.<RuntimeException>sneak(neither);
                }
                return null;
            }
        };
        Flow flow = parallel ? new ParallelFlow(node) : new Flow(node);

        assertThatThrownBy(() -> flow.run(memory))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("failed in " + step)
                .cause()
                .isSameAs(neither);
        assertThat(attempts).hasValue(step.equals("prep") ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesAConstantExceptionOrErrorOfTheUsersAsItIs(boolean parallel) {
        IOException constant = new IOException("constant");
        AssertionError error = new AssertionError("constant");
        Node<Object, Object> rescued = new Node<>("rescued") {
            @Override
            public Object exec(Object prepared) throws Exception {
                throw new IOException("attempt");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) throws Exception {
                throw constant;
            }
        };
        Nodes.Recorder start = Nodes.node("start");
        FlowBuilder builder = Flow.builder("f")
                .start(start)
                .next(start, rescued)
                .next(start, Nodes.trying("broken", RetryPolicy.create(), retry -> {
                    throw error;
                }));
        Flow flow = parallel ? builder.parallel().build() : builder.build();

        for (int run = 0; run < 100; run++) {
            assertThatThrownBy(() -> flow.run(memory)).isInstanceOfAny(NodeException.class, AssertionError.class);
        }

        assertThat(constant.getSuppressed()).isEmpty();
        assertThat(error.getSuppressed()).isEmpty();
    }

    @Test
    void canBeSerialised() throws Exception {
        NodeException thrown =
                new NodeException(RootVisit.ofNode("n", memory).location(), "exec", 1, 2, new IOException("gone"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(thrown);

        NodeException copy =
                (NodeException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).hasMessage(thrown.getMessage()).hasCause(new IOException("gone"));
        assertThat(copy.retryCount()).isEqualTo(1);
        assertThat(copy.path()).isEmpty();
    }

    @Test
    void hasNoPathAroundARootFlow() {
        Flow flow = new Flow(Nodes.node("n"));

        assertThat(flow.visit(Memory.of(Map.of())).triggers()).hasSize(1);
        assertThat(RootVisit.ofFlow("f", "id", memory).path()).containsExactly("f");
    }
}
