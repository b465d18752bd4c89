package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many nodes of a parallel flow are under way at once. */
@Timeout(60)
class MaxConcurrencyTest {

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Node<?, ?> counting(String name, Nodes.Attempt work) {
        return Nodes.trying(name, RetryPolicy.create(), retry -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            try {
                return work.call(retry);
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    private static Flow fan(String name, int branches, BaseNode<?, ?> leaf, FlowOptions options) {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", branches);
        return Flow.builder(name)
                .parallel()
                .start(start)
                .on(start, "item", leaf)
                .options(options)
                .build();
    }

    @RepeatedTest(20)
    void isReachedAndNeverExceeded() {
        CyclicBarrier three = new CyclicBarrier(3);
        Flow flow = fan(
                "flow",
                30,
                counting("leaf", retry -> three.await(30, TimeUnit.SECONDS)),
                FlowOptions.create().withMaxConcurrency(3));

        assertThat(flow.run(Memory.empty()).size()).isEqualTo(31);
        assertThat(most).hasValue(3);
    }

    @RepeatedTest(20)
    void countsANestedFlowAsOneFromItsBeginningToItsEnd() {
        CyclicBarrier four = new CyclicBarrier(4);
        Flow inner = fan(
                "inner",
                4,
                Nodes.trying("leaf", RetryPolicy.create(), retry -> four.await(30, TimeUnit.SECONDS)),
                FlowOptions.create());
        List<String> order = new ArrayList<>();
        FlowListener listener = new FlowListener() {
            @Override
            public synchronized void visitStarted(Visit visit) {
                if (visit.executes() != null) {
                    order.add("in");
                }
            }

            @Override
            public synchronized void visitCompleted(Visit visit) {
                if (visit.executes() != null) {
                    order.add("out");
                }
            }
        };
        Flow outer = fan("outer", 3, inner, FlowOptions.create().withMaxConcurrency(1));
        Nodes.configure(
                outer,
                outer.graph().options(),
                Map.of(),
                FlowRuntime.builder().listener(listener).build());

        outer.run(Memory.empty());

        assertThat(order).containsExactly("in", "out", "in", "out", "in", "out");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void keepsTheOrderOfASequentialRunWhereOneThreadDoesItAll(int limit) {
        List<Object> order = new ArrayList<>();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        Nodes.Recorder middle = Nodes.node("middle", (node, branch) -> {
            order.add(branch.local().get("item"));
            node.fire("leaf");
            node.fire("leaf");
        });
        start.on("item", middle);
        middle.on("leaf", new Flow(Nodes.node("leaf", (node, branch) -> order.add("leaf"))));
        Flow flow = new ParallelFlow(start, FlowOptions.create().withMaxConcurrency(limit));
        Nodes.configure(
                flow,
                flow.graph().options(),
                Map.of(),
                FlowRuntime.builder()
                        .executor(task -> {
                            throw new RejectedExecutionException("nobody");
                        })
                        .build());

        flow.run(Memory.empty());
        List<Object> concurrent = List.copyOf(order);
        order.clear();
        new Flow(start).run(Memory.empty());

        assertThat(concurrent).hasSize(12).isEqualTo(order);
    }

    @Test
    void isUnlimitedOnVirtualThreadsAnd200OtherwiseUnlessStated() {
        assertThat(FlowRuntime.plain().maxConcurrency())
                .isEqualTo(Runtime.version().feature() >= 21 ? Integer.MAX_VALUE : 200);
        assertThat(FlowRuntime.builder().platformThreads().build().maxConcurrency())
                .isEqualTo(200);
        assertThat(FlowRuntime.builder().executor(Runnable::run).build().maxConcurrency())
                .isEqualTo(200);
    }

    @Test
    void isAtLeastOne() {
        assertThatThrownBy(() -> FlowOptions.create().withMaxConcurrency(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConcurrency must be at least 1, but was 0");
    }

    /**
     * {@code retried} wants its permit back while {@code other} has it; {@code slow}, of another flow, is ready then and ends
     * only when the retry has been made.
     */
    @RepeatedTest(50)
    @Timeout(60)
    void letsAFreeThreadDoOtherWorkWhileANodeWantsToRetry() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch otherBegun = new CountDownLatch(1);
        CountDownLatch slowBegun = new CountDownLatch(1);
        CountDownLatch retriedAgain = new CountDownLatch(1);
        Nodes.Recorder retried =
                Nodes.trying("retried", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofMillis(1)), retry -> {
                    if (retry == 0) {
                        throw new IllegalStateException("again");
                    }
                    retriedAgain.countDown();
                    return null;
                });
        Nodes.Recorder other = Nodes.trying("other", RetryPolicy.create(), retry -> {
            otherBegun.countDown();
            return slowBegun.await(60, TimeUnit.SECONDS);
        });
        Nodes.Recorder fork = Nodes.node("fork");
        Flow inner = Flow.builder("inner")
                .start(fork)
                .next(fork, retried)
                .next(fork, other)
                .options(FlowOptions.create().withMaxConcurrency(1))
                .parallel()
                .build();
        Nodes.Recorder start = Nodes.node("start");
        AtomicInteger threads = new AtomicInteger();
        Flow outer = Flow.builder("outer")
                .start(start)
                .next(start, inner)
                .next(start, Nodes.trying("slow", RetryPolicy.create(), retry -> {
                    slowBegun.countDown();
                    assertThat(retriedAgain.await(30, TimeUnit.SECONDS)).isTrue();
                    return null;
                }))
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            int number = threads.incrementAndGet();
                            new Thread(() -> {
                                        try {
                                            (number == 1 ? waiting : otherBegun).await();
                                            task.run();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    })
                                    .start();
                        })
                        .timing(timing -> timing.withHelperPatience(Duration.ofMinutes(1)))
                        .timing(timing -> timing.withPause(time -> {
                            waiting.countDown();
                            otherBegun.await();
                        }))
                        .build())
                .build();

        assertThat(outer.run(Memory.empty()).size()).isEqualTo(3);
    }

    /**
     * While {@code retried} waits for its permit, its thread performs {@code elsewhere}, which two visits follow; the retry is
     * over only when one of them has begun.
     */
    @RepeatedTest(50)
    @Timeout(60)
    void asksForOthersForWhatItMadeReadyBeforeItRetries() {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch otherBegun = new CountDownLatch(1);
        CountDownLatch elsewhereBegun = new CountDownLatch(1);
        CountDownLatch otherEnded = new CountDownLatch(1);
        CountDownLatch behindBegun = new CountDownLatch(1);
        AtomicInteger threads = new AtomicInteger();
        AtomicLong now = new AtomicLong();
        Nodes.Recorder retried =
                Nodes.trying("retried", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofMillis(1)), retry -> {
                    if (retry == 0) {
                        throw new IllegalStateException("again");
                    }
                    assertThat(behindBegun.await(20, TimeUnit.SECONDS)).isTrue();
                    return null;
                });
        Nodes.Recorder other = Nodes.trying("other", RetryPolicy.create(), retry -> {
            otherBegun.countDown();
            return elsewhereBegun.await(60, TimeUnit.SECONDS);
        });
        Nodes.Recorder fork = Nodes.node("fork");
        Flow inner = Flow.builder("inner")
                .start(fork)
                .next(fork, retried)
                .next(fork, other)
                .options(FlowOptions.create().withMaxConcurrency(1))
                .parallel()
                .build();
        Nodes.Recorder start = Nodes.node("start");
        Nodes.Recorder elsewhere = Nodes.trying("elsewhere", RetryPolicy.create(), retry -> {
            elsewhereBegun.countDown();
            return otherEnded.await(60, TimeUnit.SECONDS);
        });
        Nodes.Recorder behind = Nodes.trying("behind", RetryPolicy.create(), retry -> {
            behindBegun.countDown();
            return null;
        });
        Flow outer = Flow.builder("outer")
                .start(start)
                .next(start, inner)
                .next(start, elsewhere)
                .next(elsewhere, behind)
                .next(elsewhere, Nodes.node("beside"))
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            if (threads.incrementAndGet() > 1 && elsewhereBegun.getCount() > 0) {
                                throw new RejectedExecutionException("later");
                            }
                            new Thread(() -> {
                                        try {
                                            waiting.await();
                                            task.run();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    })
                                    .start();
                        })
                        .listener(new FlowListener() {
                            @Override
                            public void visitCompleted(Visit visit) {
                                if (visit.node().equals("other")) {
                                    otherEnded.countDown();
                                }
                            }
                        })
                        .timing(timing -> timing.withHelperPatience(Duration.ZERO)
                                .withNanoTime(() -> now.addAndGet(1_000_000_000L))
                                .withPause(time -> {
                                    waiting.countDown();
                                    otherBegun.await();
                                }))
                        .build())
                .build();

        assertThat(outer.run(Memory.empty()).size()).isEqualTo(5);
    }

    /**
     * While {@code retried} asks for others to perform what is ready, {@code other} fails, which ends their flow and interrupts the
     * thread that asks. What that thread does next in the flow around it is not to notice.
     */
    @RepeatedTest(50)
    void doesNotInterruptWhatAThreadDoesForOthersWhenItsOwnVisitIsCancelled() {
        Thread caller = Thread.currentThread();
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch otherBegun = new CountDownLatch(1);
        CountDownLatch wanted = new CountDownLatch(1);
        CountDownLatch elsewhereBegun = new CountDownLatch(2);
        Nodes.Recorder retried =
                Nodes.trying("retried", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofMillis(1)), retry -> {
                    throw new IllegalStateException("again");
                });
        Nodes.Recorder other = Nodes.trying("other", RetryPolicy.create(), retry -> {
            otherBegun.countDown();
            wanted.await();
            throw new IllegalStateException("no");
        });
        Nodes.Recorder fork = Nodes.node("fork");
        Flow inner = Flow.builder("inner")
                .start(fork)
                .next(fork, retried)
                .next(fork, other)
                .options(FlowOptions.create().withMaxConcurrency(1))
                .parallel()
                .build();
        Nodes.Recorder start = Nodes.node("start");
        Nodes.Recorder elsewhere = Nodes.trying("elsewhere", RetryPolicy.create(), retry -> {
            elsewhereBegun.countDown();
            return elsewhereBegun.await(30, TimeUnit.SECONDS);
        });
        AtomicInteger threads = new AtomicInteger();
        AtomicLong now = new AtomicLong();
        Flow outer = Flow.builder("outer")
                .start(start)
                .next(start, inner)
                .next(start, elsewhere)
                .next(start, elsewhere)
                .options(FlowOptions.create().withOnFailure(OnFailure.COLLECT))
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            if (threads.incrementAndGet() == 1) {
                                new Thread(() -> {
                                            try {
                                                waiting.await();
                                                task.run();
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                        })
                                        .start();
                                return;
                            }
                            boolean isAsking = Thread.currentThread() == caller && otherBegun.getCount() == 0;
                            if (isAsking && wanted.getCount() > 0) {
                                wanted.countDown();
                                while (!Thread.currentThread().isInterrupted()) {
                                    Thread.onSpinWait();
                                }
                            }
                            throw new RejectedExecutionException("nobody");
                        })
                        .timing(timing -> timing.withHelperPatience(Duration.ofMinutes(1))
                                .withNanoTime(() -> now.addAndGet(1_000_000_000L))
                                .withPause(time -> {
                                    waiting.countDown();
                                    otherBegun.await();
                                }))
                        .build())
                .build();

        assertThatThrownBy(() -> outer.run(Memory.empty()))
                .isInstanceOfSatisfying(
                        BranchesFailedException.class,
                        failure -> assertThat(failure.failures())
                                .singleElement()
                                .extracting(BrainyFlowException::node)
                                .isEqualTo("other"));
        assertThat(elsewhereBegun.getCount()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
