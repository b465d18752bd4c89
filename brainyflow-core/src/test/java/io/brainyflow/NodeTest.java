package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NodeTest {

    private final Memory memory = Memory.empty();

    static class Greet extends Node<String, String> {
        @Override
        public String prep(Memory memory) {
            return memory.get("name", String.class);
        }

        @Override
        public String exec(String name) {
            return "Hello, " + name;
        }

        @Override
        public void post(Memory memory, String name, String greeting) {
            memory.put("greeting", greeting);
        }
    }

    @Test
    void preparesExecutesAndPosts() {
        memory.put("name", "Ada");

        String result = new Greet().run(memory);

        assertThat(result).isEqualTo("Hello, Ada");
        assertThat(memory.get("greeting")).isEqualTo("Hello, Ada");
    }

    @Test
    void doesNothingUnlessOverridden() {
        VisitResult<Object> visit = new Node<Object, Object>() {}.visit(memory);

        assertThat(visit.result()).isNull();
        assertThat(visit.triggers()).containsExactly(new Trigger("default", Map.of()));
    }

    @Test
    void answersResultAndTriggersOfAVisit() {
        VisitResult<Object> visit = Nodes.node("n", (node, memory) -> {
                    node.fire("a", Map.of("x", 1));
                    node.fire("b");
                })
                .visit(memory);

        assertThat(visit.triggers()).containsExactly(new Trigger("a", Map.of("x", 1)), new Trigger("b", Map.of()));
    }

    @Test
    void copiesForkingDataWhenItTriggers() {
        List<Object> list = new ArrayList<>();

        VisitResult<Object> visit = Nodes.node("n", (node, memory) -> {
                    node.fire("a", Map.of("list", list));
                    list.add("later");
                })
                .visit(memory);

        assertThat(visit.triggers().get(0).forkingData()).isEqualTo(Map.of("list", List.of()));
    }

    @Test
    void triggersInPostOnly() {
        Node<Object, Object> inPrep = new Node<>() {
            @Override
            public Object prep(Memory memory) {
                trigger("a");
                return null;
            }
        };
        Node<Object, Object> inExec = new Node<>() {
            @Override
            public Object exec(Object prepared) {
                trigger("a");
                return null;
            }
        };

        assertThatThrownBy(() -> Nodes.node("n").fire("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("An action can only be triggered inside post()");
        assertThatThrownBy(() -> inPrep.run(memory)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> inExec.run(memory)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void triggersOnTheThreadOfPostOnly() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();

        Nodes.node("n", (node, memory) -> {
                    Thread other = new Thread(() -> node.fire("a"));
                    other.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
                    other.start();
                    try {
                        other.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .run(memory);

        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bindsTriggersToTheInnermostVisit() {
        Nodes.Recorder inner = Nodes.node("inner", (node, memory) -> node.fire("inner"));
        Node<?, ?> outer = Nodes.node("outer", (node, memory) -> {
            assertThat(inner.visit(memory).triggers())
                    .extracting(Trigger::action)
                    .containsExactly("inner");
            node.fire("outer");
        });

        assertThat(outer.visit(memory).triggers()).extracting(Trigger::action).containsExactly("outer");
    }

    @Test
    void knowsTheAttemptInExecAndFallbackOnly() {
        Nodes.Recorder node = Nodes.node("n", (self, memory) -> self.curRetry());

        assertThatThrownBy(node::curRetry)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The attempt is known inside exec() and execFallback() only");
        assertThatThrownBy(() -> node.run(memory)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void chainsWiring() {
        Nodes.Recorder a = Nodes.node("a");
        Nodes.Recorder b = Nodes.node("b");
        Nodes.Recorder c = Nodes.node("c");

        assertThat(a.next(b).next(c, "again").on("x", a)).isSameAs(a);

        assertThat(a.getNextNodes("default")).isEqualTo(List.of(b));
        assertThat(b.getNextNodes("again")).isEqualTo(List.of(c));
        assertThat(b.getNextNodes("absent")).isEmpty();
        assertThat(c.successors()).containsOnlyKeys("x");
        assertThatThrownBy(() -> a.on("x", null)).isInstanceOf(NullPointerException.class);
        assertThat(a).hasToString("Recorder 'a'");
        assertThat(new Greet()).hasToString("Greet");
    }

    @Nested
    class WithRetries {

        @Test
        void triesAgainUntilAnAttemptSucceeds() {
            List<Integer> attempts = new ArrayList<>();
            Node<?, ?> node = Nodes.trying("n", RetryPolicy.ofAttempts(5), retry -> {
                attempts.add(retry);
                if (retry < 2) {
                    throw new IOException("down");
                }
                return "up";
            });

            assertThat(node.run(memory)).isEqualTo("up");
            assertThat(attempts).containsExactly(0, 1, 2);
        }

        @Test
        void throwsWhatTheLastAttemptThrew() {
            Node<?, ?> node = Nodes.trying("rates", RetryPolicy.ofAttempts(3), retry -> {
                throw new IOException("down " + retry);
            });

            assertThatThrownBy(() -> node.run(memory))
                    .isInstanceOfSatisfying(NodeException.class, e -> {
                        assertThat(e.node()).isEqualTo("rates");
                        assertThat(e.retryCount()).isEqualTo(2);
                        assertThat(e.path()).containsExactly("rates");
                    })
                    .hasMessage("Node 'rates' failed in exec, attempt 3: java.io.IOException: down 2")
                    .hasCause(new IOException("down 2"));
        }

        @Test
        void asksTheFallbackAfterTheLastAttempt() {
            Node<Object, Object> node = new Node<>("n", RetryPolicy.ofAttempts(2)) {
                @Override
                public Object exec(Object prepared) throws IOException {
                    throw new IOException();
                }

                @Override
                public Object execFallback(Object prepared, Exception failure) {
                    return failure.getClass().getSimpleName() + " after " + curRetry();
                }
            };

            assertThat(node.run(memory)).isEqualTo("IOException after 1");
        }

        @Test
        void keepsTheAttemptsFailureWhenTheFallbackThrowsAnother() {
            Node<Object, Object> node = new Node<>() {
                @Override
                public Object exec(Object prepared) throws IOException {
                    throw new IOException("attempt");
                }

                @Override
                public Object execFallback(Object prepared, Exception failure) {
                    throw new IllegalStateException("fallback");
                }
            };

            assertThatThrownBy(() -> node.run(memory))
                    .hasMessageContaining("failed in execFallback")
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasSuppressedException(new IOException("attempt"));
        }

        @Test
        void doesNotSuppressWhatTheFallbackNamesAsItsCause() {
            Node<Object, Object> node = new Node<>() {
                @Override
                public Object exec(Object prepared) throws IOException {
                    throw new IOException("attempt");
                }

                @Override
                public Object execFallback(Object prepared, Exception failure) {
                    throw new IllegalStateException("gave up", failure);
                }
            };

            assertThatThrownBy(() -> node.run(memory))
                    .cause()
                    .hasCause(new IOException("attempt"))
                    .hasNoSuppressedExceptions();
        }

        @Test
        void waitsBetweenAttemptsAndNotAfterTheLast() {
            List<Duration> waits = new ArrayList<>();
            FlowRuntime runtime = FlowRuntime.builder()
                    .timing(timing -> timing.withPause(waits::add))
                    .build();
            Nodes.Recorder node = Nodes.failing("n", new IOException());
            Flow flow = Flow.builder("f")
                    .start(node)
                    .retry(node, RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofSeconds(5)))
                    .runtime(runtime)
                    .build();

            assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(NodeException.class);

            assertThat(waits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
        }

        @Test
        void retriesExecOnly() {
            List<String> steps = new ArrayList<>();
            Node<Object, Object> node = new Node<>(RetryPolicy.ofAttempts(3)) {
                @Override
                public Object prep(Memory memory) {
                    steps.add("prep");
                    return null;
                }

                @Override
                public Object exec(Object prepared) {
                    steps.add("exec");
                    return null;
                }

                @Override
                public void post(Memory memory, Object prepared, Object result) throws IOException {
                    steps.add("post");
                    throw new IOException();
                }
            };

            assertThatThrownBy(() -> node.run(memory)).hasMessageContaining("failed in post");
            assertThat(steps).containsExactly("prep", "exec", "post");
        }

        @Test
        void refusesSettingsThatMakeNoSense() {
            assertThatThrownBy(() -> RetryPolicy.ofAttempts(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxAttempts must be at least 1, but was 0");
            assertThatThrownBy(() -> RetryPolicy.create().withWaitTime(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("waitTime must not be negative, but was PT-0.001S");
        }

        @Test
        void leavesToOthersWhatItDoesNotState() {
            RetryPolicy defaults = RetryPolicy.ofAttempts(4).withWaitTime(Duration.ofSeconds(1));

            assertThat(RetryPolicy.ofAttempts(2).withDefaults(defaults))
                    .isEqualTo(defaults.withMaxAttempts(2))
                    .hasSameHashCodeAs(defaults.withMaxAttempts(2))
                    .hasToString("RetryPolicy{maxAttempts=2, waitTime=PT1S}")
                    .isNotEqualTo(defaults)
                    .isNotEqualTo(RetryPolicy.ofAttempts(2))
                    .isNotEqualTo("2");
            assertThat(RetryPolicy.create().withDefaults(defaults)).isEqualTo(defaults);
        }
    }

    @Nested
    class PerVisit {

        @Test
        void makesANewInstanceForEachVisit() {
            List<Object> instances = new ArrayList<>();
            Node<?, ?> node = Node.perVisit("n", () -> {
                Nodes.Recorder instance = Nodes.node("ignored", (self, memory) -> {
                    self.fire(instances.size() < 3 ? "again" : "done");
                });
                instances.add(instance);
                return instance;
            });
            Flow flow = Flow.builder("f").start(node).on(node, "again", node).build();

            flow.run(memory);

            assertThat(instances).hasSize(3).doesNotHaveDuplicates();
        }

        @Test
        void makesAnInstanceWhenItIsRunAlone() {
            Node<?, ?> node = Node.perVisit(
                    "n",
                    () -> Nodes.trying("x", RetryPolicy.ofAttempts(2), retry -> {
                        if (retry == 0) {
                            throw new IOException();
                        }
                        return "done";
                    }));

            assertThat(node.visit(memory).result()).isEqualTo("done");
        }

        @Test
        void takesTheRetryPolicyOfItsInstances() {
            Node<?, ?> node = Node.perVisit("n", () -> Nodes.trying("x", RetryPolicy.ofAttempts(7), retry -> null));

            assertThat(node.retryPolicy().maxAttempts()).isEqualTo(7);
            assertThatThrownBy(() -> Node.perVisit("n", () -> null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("The supplier of node 'n' returned null");
        }

        @Test
        void disposesOfEachInstanceWhenItsVisitHasEndedWellOrNot() {
            List<Node<?, ?>> disposed = new ArrayList<>();
            Node<?, ?> node = Node.perVisit(
                    "n", RetryPolicy.ofAttempts(2), () -> Nodes.failing("x", new IOException("gone")), instance -> {
                        disposed.add(instance);
                        throw new IllegalStateException("dropped");
                    });

            assertThatThrownBy(() -> new Flow(node).run(memory)).hasRootCauseMessage("gone");
            assertThatThrownBy(() -> node.run(memory)).hasRootCauseMessage("gone");

            assertThat(disposed).hasSize(2).doesNotHaveDuplicates();
            assertThat(node.retryPolicy().maxAttempts()).isEqualTo(2);
        }

        @Test
        void failsTheVisitWhenNoInstanceCanBeMade() {
            List<Integer> calls = new ArrayList<>();
            Node<?, ?> node = Node.perVisit("n", () -> {
                calls.add(1);
                if (calls.size() > 1) {
                    throw new IllegalStateException("no more");
                }
                return Nodes.node("x");
            });

            assertThatThrownBy(() -> new Flow(node).run(memory))
                    .isInstanceOf(NodeException.class)
                    .hasRootCauseMessage("no more");
        }
    }

    @Test
    void isWarnedAboutByClassAndNotByTextWhenItsDisposalThrows() {
        Node<?, ?> disposed = Node.perVisit("disposed", RetryPolicy.create(), () -> Nodes.node("n"), instance -> {
            throw new AssertionError("secret");
        });

        try (LogCapture log = LogCapture.begin()) {
            assertThat(new Flow(disposed).run(Memory.empty())).hasToString("disposed");

            assertThat(log.messages())
                    .containsExactly("Disposing of an instance of node 'disposed' threw: java.lang.AssertionError");
        }
    }
}
