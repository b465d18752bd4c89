package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What wraps the attempts of {@code exec}. */
@Timeout(60)
class ExecInterceptorTest {

    private static final MemoryKey<Integer> IN = MemoryKey.of("in", Integer.class);
    private static final MemoryKey<Integer> OUT = MemoryKey.of("out", Integer.class);

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final Memory memory = Memory.of(IN, 4);

    private Flow flow(Node<?, ?> node, ExecInterceptor... interceptors) {
        FlowRuntime.Builder runtime = FlowRuntime.builder();
        for (ExecInterceptor interceptor : interceptors) {
            runtime.execInterceptor(interceptor);
        }
        return Flow.builder("flow").start(node).runtime(runtime.build()).build();
    }

    private ExecInterceptor named(String name) {
        return (visit, prepared, attempt) -> {
            heard.add(name + " before " + visit.node() + " " + prepared);
            Object result = attempt.proceed();
            heard.add(name + " after " + result);
            return result;
        };
    }

    private static Node<?, ?> doubling() {
        return Node.of("doubling", IN, n -> 2 * n, OUT);
    }

    @Test
    void wrapsAnAttemptTheFirstAddedOutermost() {
        flow(doubling(), named("outer"), named("inner")).run(memory);

        assertThat(heard)
                .containsExactly(
                        "outer before doubling 4", "inner before doubling 4", "inner after 8", "outer after 8");
        assertThat(memory.get(OUT)).isEqualTo(8);
    }

    @Test
    void answersInPlaceOfTheNode() {
        flow(doubling(), (visit, prepared, attempt) -> 5, named("inner")).run(memory);

        assertThat(memory.get(OUT)).isEqualTo(5);
        assertThat(heard).isEmpty();
    }

    @Test
    void failsAnAttemptWhichIsRetried() {
        Node<?, ?> node = Nodes.trying("n", RetryPolicy.ofAttempts(3), retry -> {
            heard.add("attempt " + retry);
            return null;
        });

        flow(node, (visit, prepared, attempt) -> {
                    if (visit.attempt() < 3) {
                        throw new IOException("not now");
                    }
                    return attempt.proceed();
                })
                .run(memory);

        assertThat(heard).containsExactly("attempt 2");
    }

    @Test
    void isWithinTheTimeout() {
        Node<?, ?> node = Nodes.trying("n", RetryPolicy.create().withTimeout(Duration.ofMillis(20)), retry -> null);

        assertThatThrownBy(() -> flow(node, (visit, prepared, attempt) -> {
                            new CountDownLatch(1).await();
                            return attempt.proceed();
                        })
                        .run(memory))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void proceedsOnceAndOnItsThread() {
        List<Attempt> kept = new ArrayList<>();
        assertThatThrownBy(() -> flow(doubling(), (visit, prepared, attempt) -> {
                            attempt.proceed();
                            return attempt.proceed();
                        })
                        .run(memory))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("proceeded twice, or after it had returned, at Visit 1");
        assertThatThrownBy(() -> flow(doubling(), (visit, prepared, attempt) -> {
                            kept.add(attempt);
                            return CompletableFuture.supplyAsync(() -> {
                                        try {
                                            return attempt.proceed();
                                        } catch (Exception e) {
                                            throw new CompletionException(e);
                                        }
                                    })
                                    .join();
                        })
                        .run(memory))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("An interceptor of exec proceeded on thread '");
        assertThatThrownBy(() -> kept.get(0).proceed()).hasMessageContaining("after it had returned");
    }

    @Test
    void wrapsNoFallbackNorFlowNorANodeByItself() {
        Node<Object, Object> node = new Node<>("n") {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException("no");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                return "fallback";
            }
        };
        Flow inner = Flow.builder("inner").start(node).build();
        ExecInterceptor counting = (visit, prepared, attempt) -> {
            heard.add(visit.node());
            return attempt.proceed();
        };
        Flow outer = Flow.builder("outer")
                .start(inner)
                .runtime(FlowRuntime.builder().execInterceptor(counting).build())
                .build();

        outer.run(memory);
        node.run(memory);

        assertThat(heard).containsExactly("n");
    }

    @Test
    void wrapsNoNodeThatHasNoExec() {
        flow(Node.of("small", branch -> heard.add("post")), named("outer")).run(memory);

        assertThat(heard).containsExactly("post");
    }

    @Test
    void wrapsTheInstanceOfItsVisit() {
        Node<?, ?> perVisit = Node.perVisit(
                "n",
                () -> Nodes.trying("instance", RetryPolicy.create(), retry -> {
                    heard.add("exec");
                    return null;
                }));

        flow(perVisit, named("outer")).run(memory);

        assertThat(heard).containsExactly("outer before n null", "exec", "outer after null");
    }

    @Test
    void isJoinedByThatOfARuntimeAround() {
        Flow flow = flow(doubling(), named("own"));
        FlowSetup.create()
                .runtime(FlowRuntime.builder()
                        .execInterceptor(named("application"))
                        .build())
                .applyTo(flow);

        flow.run(memory);

        assertThat(heard).startsWith("application before doubling 4", "own before doubling 4");
    }
}
