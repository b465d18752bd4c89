package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are ended before they are through. */
@Timeout(120)
class CancellationTest {

    private final Memory memory = Memory.empty();
    private final CountDownLatch begun = new CountDownLatch(1);

    private Flow waiting(boolean parallel) {
        Nodes.Recorder waiting = Nodes.trying("waiting", RetryPolicy.ofAttempts(5), retry -> {
            begun.countDown();
            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        });
        Nodes.Recorder start = Nodes.node("start");
        FlowBuilder inner = Flow.builder("inner").start(waiting);
        Flow nested = parallel ? inner.parallel().build() : inner.build();
        FlowBuilder outer = Flow.builder("outer")
                .start(start)
                .next(start, nested)
                .next(nested, Nodes.node("never", (node, branch) -> branch.put("never", true)));
        return parallel ? outer.parallel().build() : outer.build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptsWhatIsUnderWayInNestedFlowsAndStartsNothingNew(boolean parallel) throws InterruptedException {
        FlowRun run = waiting(parallel).runAsync(memory);
        begun.await();
        FlowRun.Status before = run.status();
        String at = run.visit().map(Visit::node).orElse("nowhere");

        assertThat(run.cancel()).isTrue();

        assertThatThrownBy(run::await)
                .isInstanceOf(FlowCancelledException.class)
                .hasMessage("Run " + run.id() + " of flow 'outer' was cancelled: on request");
        assertThat(before).isEqualTo(FlowRun.Status.RUNNING);
        assertThat(at).isEqualTo("waiting");
        assertThat(run.status()).isEqualTo(FlowRun.Status.CANCELLED);
        assertThat(run.visit()).isEmpty();
        assertThat(run.cancel()).isFalse();
        assertThat(memory.contains("never")).isFalse();
    }

    @Test
    void endsARunThatHasNotBegunAtOnce() throws InterruptedException {
        List<Runnable> queue = new ArrayList<>();
        Flow flow = new Flow(Nodes.node("n", (node, branch) -> branch.put("done", true)));
        FlowRuntime runtime = FlowRuntime.builder().executor(queue::add).build();
        Nodes.configure(flow, FlowOptions.create(), Map.of(), runtime);
        FlowRun run = flow.runAsync(memory);
        assertThat(run.status()).isEqualTo(FlowRun.Status.READY);

        assertThat(run.cancel()).isTrue();

        assertThat(run.status()).isEqualTo(FlowRun.Status.CANCELLED);
        assertThat(runtime.close(Duration.ZERO)).isZero();
        queue.forEach(Runnable::run);
        assertThat(memory.contains("done")).isFalse();
    }

    @Test
    void tellsHowARunEnded() throws Exception {
        FlowRun succeeded = new Flow(Nodes.node("n")).runAsync(memory);
        FlowRun failed = new Flow(Nodes.failing("n", new IllegalStateException())).runAsync(memory);
        assertThatThrownBy(failed::await).isInstanceOf(NodeException.class);

        assertThat(succeeded.await(Duration.ofSeconds(50))).hasToString("n");
        assertThat(succeeded.status()).isEqualTo(FlowRun.Status.SUCCEEDED);
        assertThat(succeeded.cancel()).isFalse();
        assertThat(failed.status()).isEqualTo(FlowRun.Status.FAILED);
        assertThatThrownBy(() -> failed.await(Duration.ofSeconds(50))).isInstanceOf(NodeException.class);
    }

    @Test
    void leavesARunAloneThatIsNotAwaitedToItsEnd() throws InterruptedException {
        FlowRun run = waiting(false).runAsync(memory);
        begun.await();

        assertThatThrownBy(() -> run.await(Duration.ofNanos(1))).isInstanceOf(TimeoutException.class);

        assertThat(run.status()).isEqualTo(FlowRun.Status.RUNNING);
        run.cancel();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void happensAtTheDeadline(boolean parallel) {
        Flow flow = waiting(parallel);
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder()
                        .timing(timing -> timing.withTimer((time, callback) -> {
                            assertThat(time).isEqualTo(Duration.ofSeconds(3));
                            new Thread(() -> {
                                        try {
                                            begun.await();
                                            callback.run();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    })
                                    .start();
                            return () -> {};
                        }))
                        .build());

        assertThatThrownBy(() -> flow.run(memory, RunOptions.create().withDeadline(Duration.ofSeconds(3))))
                .isInstanceOf(FlowCancelledException.class)
                .hasMessageEndingWith("of flow 'outer' was cancelled: its deadline of PT3S has passed");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void doesNotHappenWhenTheRunHasEndedByTheDeadline() {
        Flow flow = new Flow(Nodes.node("n"));

        assertThat(flow.run(memory, RunOptions.create().withDeadline(Duration.ofSeconds(50))))
                .hasToString("n");
    }

    @Test
    void limitsOneRunByItsOwnOptions() throws InterruptedException {
        Nodes.Recorder loop = Nodes.node("loop", (node, branch) -> {
            branch.add("n", 1);
            node.fire(branch.get("n", Integer.class) < 9 ? "again" : "done");
        });
        loop.on("again", loop);
        Flow flow = new Flow(loop);

        assertThatThrownBy(() -> flow.run(Memory.empty(), RunOptions.create().withMaxSteps(3)))
                .hasMessageContaining("made 3 visits");
        assertThatThrownBy(() -> flow.run(Memory.empty(), RunOptions.create().withMaxVisits(2)))
                .hasMessageContaining("more than 2 times");
        assertThat(flow.runAsync(Memory.empty(), RunOptions.create().withMaxVisits(9))
                        .await()
                        .size())
                .isEqualTo(9);
        assertThatThrownBy(() -> flow.run(Memory.empty())).hasMessageContaining("more than 5 times");
        assertThatThrownBy(() -> RunOptions.create().withDeadline(Duration.ZERO))
                .hasMessage("deadline must be positive, but was PT0S");
    }

    @Test
    void isWhatTheErrorOfANodeStandsOver() throws InterruptedException {
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError("broken", e);
            }
        }));
        FlowRun run = flow.runAsync(memory);
        begun.await();

        run.cancel();

        assertThatThrownBy(run::await).isInstanceOf(AssertionError.class);
    }

    @Test
    void isWhatBecomesOfANodeThatMakesSomethingElseOfTheInterrupt() throws InterruptedException {
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("own");
            }
        }));
        FlowRun run = flow.runAsync(memory);
        begun.await();

        run.cancel();

        assertThatThrownBy(run::await)
                .isInstanceOf(FlowCancelledException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasRootCauseMessage("own"));
    }

    /** Nothing is left behind: no thread that is busy or interrupted, no run, and every permit can be had again. */
    @RepeatedTest(2)
    void leavesNothingBehindWhateverTheMoment() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        AtomicInteger inside = new AtomicInteger();
        Nodes.Recorder work =
                Nodes.trying("work", RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofNanos(10_000)), retry -> {
                    inside.incrementAndGet();
                    try {
                        if (retry == 0) {
                            throw new IllegalStateException("again");
                        }
                        new CountDownLatch(1).await(20, TimeUnit.MICROSECONDS);
                        return null;
                    } finally {
                        inside.decrementAndGet();
                    }
                });
        Nodes.Recorder fan = Nodes.fanningOut("fan", "item", 6);
        Nodes.Recorder gather = Nodes.node("gather");
        Flow nested = Flow.builder("nested")
                .parallel()
                .start(fan)
                .on(fan, "item", work)
                .next(work, gather)
                .join(gather)
                .options(FlowOptions.create().withMaxConcurrency(2))
                .build();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", nested)
                .options(FlowOptions.create().withMaxConcurrency(3))
                .build();
        FlowRuntime runtime = FlowRuntime.builder().executor(pool).build();
        Nodes.configure(flow, flow.graph().options(), Map.of(), runtime);
        Random random = new Random(7);
        int cancelled = 0;

        for (int i = 0; i < 500; i++) {
            FlowRun run = flow.runAsync(Memory.empty());
            for (int spin = random.nextInt(40_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            boolean taken = run.cancel();
            try {
                run.await();
                assertThat(taken).isFalse();
            } catch (FlowCancelledException e) {
                assertThat(taken).isTrue();
                cancelled++;
            }
        }

        assertThat(cancelled).isPositive();
        assertThat(runtime.close(Duration.ofSeconds(30))).isZero();
        runtime.open();
        assertThat(inside).hasValue(0);
        List<Boolean> flags = java.util.Collections.synchronizedList(new ArrayList<>());
        assertThat(flow.run(Memory.empty()).size()).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            pool.execute(() -> flags.add(Thread.currentThread().isInterrupted()));
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(flags).containsExactly(false, false, false, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void makesNoFurtherAttemptWhateverANodeMakesOfItsInterrupt(boolean parallel) {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger fallbacks = new AtomicInteger();
        Node<Object, Object> stubborn = new Node<>("stubborn", RetryPolicy.ofAttempts(100)) {
            @Override
            public Object exec(Object prepared) {
                attempts.incrementAndGet();
                begun.countDown();
                try {
                    return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("hides its interrupt");
                }
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                return fallbacks.incrementAndGet();
            }
        };
        Flow flow = parallel ? new ParallelFlow(stubborn) : new Flow(stubborn);
        FlowRun run = flow.runAsync(memory);
        await(begun);

        run.cancel();

        assertThatThrownBy(run::await)
                .isInstanceOf(FlowCancelledException.class)
                .hasMessageContaining("on request");
        assertThat(attempts).hasValue(1);
        assertThat(fallbacks).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Node {@code a} waits to retry in a flow with one permit, and its thread performs {@code elsewhere} meanwhile; the permit
     * is free again when the run is cancelled.
     */
    @RepeatedTest(50)
    void beginsNoAttemptWhoseThreadHelpedOutElsewhereWhenTheRunWasCancelled() {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch elsewhere = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean helped = new AtomicBoolean();
        AtomicInteger attempts = new AtomicInteger();
        RetryPolicy retries = RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofMillis(1));
        Nodes.Recorder a = Nodes.trying("a", retries, retry -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("again");
        });
        Nodes.Recorder b = Nodes.trying("b", RetryPolicy.create(), retry -> {
            begun.countDown();
            await(elsewhere);
            return null;
        });
        Nodes.Recorder fork = Nodes.node("fork");
        Flow inner = Flow.builder("inner")
                .start(fork)
                .next(fork, a)
                .next(fork, b)
                .options(FlowOptions.create().withMaxConcurrency(1))
                .parallel()
                .build();
        Nodes.Recorder start = Nodes.node("start");
        Flow outer = Flow.builder("outer")
                .start(start)
                .next(start, inner)
                .next(start, Nodes.trying("elsewhere", RetryPolicy.create(), retry -> {
                    elsewhere.countDown();
                    return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                }))
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            if (!helped.compareAndSet(false, true)) {
                                throw new RejectedExecutionException("one is enough");
                            }
                            new Thread(() -> {
                                        await(waiting);
                                        task.run();
                                    })
                                    .start();
                        })
                        .timing(timing -> timing.withHelperPatience(Duration.ZERO))
                        .timing(timing -> timing.withPause(time -> {
                            waiting.countDown();
                            await(begun);
                        }))
                        .listener(new FlowListener() {
                            @Override
                            public void visitCompleted(Visit visit) {
                                if (visit.node().equals("b")) {
                                    ended.countDown();
                                }
                            }
                        })
                        .build())
                .build();
        Run run = Run.of(outer, memory, RunOptions.create());
        Thread caller = new Thread(() -> assertThatThrownBy(run::execute).isInstanceOf(FlowCancelledException.class));
        caller.start();
        await(ended);

        run.cancel("test");

        joinWithin(caller);
        assertThat(attempts).hasValue(1);
    }

    private static void joinWithin(Thread thread) {
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    /** Whatever holds the flag inside: a run's deadline, the timeout of a flow's node, or of a node run by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"deadline", "timeout in a flow", "timeout of a node"})
    void reachesARunWhoseNodeRunsSomethingThatHasBeenInterruptedItself(String holder) throws Exception {
        List<Runnable> alarms = new ArrayList<>();
        CompletableFuture<FlowRun> outer = new CompletableFuture<>();
        FlowRuntime inside = FlowRuntime.builder()
                .timing(timing -> timing.withTimer((time, callback) -> {
                    alarms.add(callback);
                    return () -> {};
                }))
                .build();
        RetryPolicy retries = holder.startsWith("timeout")
                ? RetryPolicy.create().withTimeout(Duration.ofNanos(1))
                : RetryPolicy.create();
        Nodes.Recorder busy = Nodes.trying("busy", retries, retry -> {
            alarms.forEach(Runnable::run);
            if (holder.endsWith("node")) {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
            outer.join().cancel();
            return null;
        });
        Flow inner = Flow.builder("inner").start(busy).runtime(inside).build();
        Nodes.Recorder node = Nodes.trying("node", RetryPolicy.create(), retry -> {
            try {
                if (holder.endsWith("node")) {
                    busy.run(Memory.empty());
                } else {
                    inner.run(Memory.empty(), RunOptions.create().withDeadline(Duration.ofHours(1)));
                }
            } catch (BrainyFlowException e) {
                memory.put("thrown", e.getClass());
            }
            memory.put("interrupted", Thread.currentThread().isInterrupted());
            return null;
        });

        outer.complete(new Flow(node).runAsync(memory));

        assertThatThrownBy(outer.join()::await).isInstanceOf(FlowCancelledException.class);
        assertThat(memory.get("interrupted")).isEqualTo(true);
    }

    /** A lock that a thread waits for clears its flag meanwhile, so the flag says nothing then. */
    @Test
    void leavesAnInterruptFromOutsideToAThreadThatRestsWhenTheRunEnds() {
        Interruption interruption = new Interruption(null);
        interruption.rest(true);
        interruption.fire();
        boolean before = Thread.currentThread().isInterrupted();
        Thread.currentThread().interrupt();

        boolean fired = interruption.end();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(before).isFalse();
        assertThat(fired).isTrue();
    }
}
