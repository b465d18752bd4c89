package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Helpers that only get in the way of each other stand by, and are there again when they are needed. */
@Timeout(60)
class StandByTest {

    private static final int BRANCHES = 3_000;
    private static final int PARTIES = 4;

    private final ExecutorService pool = Executors.newFixedThreadPool(8);
    private final AtomicInteger performed = new AtomicInteger();

    @AfterEach
    void endThreads() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** A flow of trivial branches, each of which does something more. */
    private Flow flow(Executor executor, IntConsumer more) {
        Node<?, ?> start = Node.of("start", memory -> null, nothing -> null, (memory, nothing, none, signals) -> {
            for (int i = 0; i < BRANCHES; i++) {
                signals.trigger("item");
            }
        });
        Node<?, ?> work = Node.of("work", memory -> {
            more.accept(performed.incrementAndGet());
        });
        return Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", work)
                .runtime(FlowRuntime.builder().executor(executor).build())
                .options(FlowOptions.create().withMaxConcurrency(BRANCHES))
                .build();
    }

    private static Stream<Executor> executors() {
        AtomicInteger tasks = new AtomicInteger();
        return Stream.of(
                BranchThreads.preferred(),
                BranchThreads.platform(),
                task -> {},
                Runnable::run,
                task -> {
                    throw new RejectedExecutionException();
                },
                task -> {
                    if (tasks.incrementAndGet() % 2 == 0) {
                        BranchThreads.preferred().execute(task);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("executors")
    void performEveryVisitOnceWhateverTheExecutorDoes(Executor executor) {
        for (int repetition = 0; repetition < 50; repetition++) {
            performed.set(0);

            assertThat(flow(executor, number -> {}).run(Memory.empty()).size()).isEqualTo(BRANCHES + 1);
            assertThat(performed).hasValue(BRANCHES);
        }
    }

    @RepeatedTest(50)
    void areThereAgainWhenTrivialVisitsTurnIntoBlockingOnes() {
        CyclicBarrier together = new CyclicBarrier(PARTIES);
        IntConsumer blockInTheEnd = number -> {
            if (number > BRANCHES - 10 * PARTIES) {
                await(together);
            }
        };

        flow(pool, blockInTheEnd).run(Memory.empty());

        assertThat(performed).hasValue(BRANCHES);
    }

    /** Such a pool has one thread until its queue is full. */
    @RepeatedTest(20)
    void areEnoughOnAPoolThatGrowsWhenItsQueueIsFull() throws InterruptedException {
        ThreadPoolExecutor growing = new ThreadPoolExecutor(1, 8, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4));
        CyclicBarrier together = new CyclicBarrier(PARTIES);
        try {
            flow(growing, number -> {
                        if (number <= PARTIES) {
                            await(together);
                        }
                    })
                    .run(Memory.empty());
        } finally {
            growing.shutdownNow();
            assertThat(growing.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(performed).hasValue(BRANCHES);
    }

    @RepeatedTest(20)
    void areEnoughOfAnExecutorThatBlocksAtALimit() {
        Semaphore limit = new Semaphore(2);
        Executor blocking = task -> {
            limit.acquireUninterruptibly();
            pool.execute(() -> {
                try {
                    task.run();
                } finally {
                    limit.release();
                }
            });
        };

        flow(blocking, number -> {}).run(Memory.empty());

        assertThat(performed).hasValue(BRANCHES);
    }

    /** The loops end when all that is slow has been performed, so they must leave threads for it. */
    @RepeatedTest(5)
    void areNotKeptFromSlowVisitsByLoops() {
        CountDownLatch slow = new CountDownLatch(40);
        Node<?, ?> start = Node.of("start", memory -> null, nothing -> null, (memory, nothing, none, signals) -> {
            for (int i = 0; i < 3; i++) {
                signals.trigger("loop");
            }
            for (int i = 0; i < 40; i++) {
                signals.trigger("slow");
            }
        });
        Node<?, ?> loop = Node.of("loop", memory -> null, nothing -> null, (memory, nothing, none, signals) -> {
            if (slow.getCount() > 0) {
                signals.trigger("again");
            }
        });
        Node<?, ?> wait = Node.of("wait", memory -> {
            LockSupport.parkNanos(1_000_000);
            slow.countDown();
        });

        Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "loop", loop)
                .on(start, "slow", wait)
                .on(loop, "again", loop)
                .options(FlowOptions.create()
                        .withMaxVisits(Integer.MAX_VALUE)
                        .withMaxSteps(Long.MAX_VALUE)
                        .withOnUnmatched(OnUnmatched.IGNORE))
                .build()
                .run(Memory.empty());

        assertThat(slow.getCount()).isZero();
    }

    @RepeatedTest(100)
    void endWithTheRunThatIsCancelled() {
        CountDownLatch reached = new CountDownLatch(1);
        FlowRun run = flow(pool, number -> {
                    if (number == BRANCHES / 3) {
                        reached.countDown();
                    }
                })
                .runAsync(Memory.empty());
        await(reached);

        boolean cancelled = run.cancel();

        Throwable thrown =
                catchThrowable(() -> run.result().toCompletableFuture().join());
        if (cancelled) {
            assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FlowCancelledException.class);
        } else {
            assertThat(thrown).isNull();
        }
    }

    /** Whoever is interrupted in a visit ends the run; one that stands by leaves, and what is ready is performed by the others. */
    @RepeatedTest(100)
    void leaveWhenTheExecutorInterruptsThem() {
        Flow flow = flow(pool, number -> {
            if (number == BRANCHES / 3) {
                pool.shutdownNow();
            }
        });

        Throwable thrown = catchThrowable(() -> flow.run(Memory.empty()));

        if (thrown == null) {
            assertThat(performed).hasValue(BRANCHES);
        } else {
            assertThat(thrown).isInstanceOf(FlowCancelledException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
