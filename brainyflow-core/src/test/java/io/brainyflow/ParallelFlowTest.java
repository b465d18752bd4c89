package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ParallelFlowTest {

    private final Memory memory = Memory.empty();

    @Test
    void runsBranchesAtOnceWithoutAnySetting() {
        int branches = 50;
        CyclicBarrier allThere = new CyclicBarrier(branches);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", branches);
        start.on("item", Nodes.trying("work", RetryPolicy.create(), retry -> allThere.await(30, TimeUnit.SECONDS)));

        ExecutionTree tree = new ParallelFlow(start).run(memory);

        assertThat(tree.size()).isEqualTo(branches + 1);
    }

    @Test
    void runsTheSuccessorsOfOneActionAtOnce() {
        CyclicBarrier both = new CyclicBarrier(2);
        Nodes.Recorder start = Nodes.node("start");
        start.next(Nodes.trying("left", RetryPolicy.create(), retry -> both.await(30, TimeUnit.SECONDS)));
        start.next(Nodes.trying("right", RetryPolicy.create(), retry -> both.await(30, TimeUnit.SECONDS)));

        assertThat(new ParallelFlow(start).run(memory)).hasToString("start{default=[left, right]}");
    }

    @Test
    void worksOnTheCallingThreadToo() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> threads.add(Thread.currentThread()));

        new ParallelFlow(start).run(memory);

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    static Stream<Executor> executors() {
        return Stream.of(
                Executors.newSingleThreadExecutor(ParallelFlowTest::daemon),
                Executors.newFixedThreadPool(4, ParallelFlowTest::daemon),
                Runnable::run,
                task -> {},
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    throw new IllegalStateException("broken");
                },
                BranchThreads.platform(),
                BranchThreads.preferred());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    @ParameterizedTest
    @MethodSource("executors")
    void cannotDeadlockWhenNestedOnWhateverExecutor(Executor executor) {
        BaseNode<?, ?> inner = Nodes.node("leaf", (node, branch) -> branch.add("leaves", 1));
        for (int depth = 0; depth < 4; depth++) {
            Nodes.Recorder fan = Nodes.fanningOut("fan", "item", 5);
            inner = Flow.builder("level" + depth)
                    .parallel()
                    .start(fan)
                    .on(fan, "item", inner)
                    .build();
        }
        Flow flow = (Flow) inner;
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder().executor(executor).build());

        for (int i = 0; i < 10; i++) {
            flow.run(memory);
        }

        assertThat(memory.get("leaves")).isEqualTo(10 * 625);
    }

    @ParameterizedTest
    @MethodSource("executors")
    void doesNotDeepenTheStackOfAnExecutorThatRunsTasksInTheCaller(Executor executor) {
        Node<Object, Object> loop = new Node<>("loop") {
            @Override
            public void post(Memory memory, Object prepared, Object result) {
                memory.add("n", 1);
                trigger(memory.get("n", Integer.class) < 20_000 ? "again" : "done");
                trigger("leaf");
            }
        };
        loop.on("again", loop);
        loop.on("leaf", new Node<Object, Object>("leaf") {});
        Flow flow = new ParallelFlow(loop, FlowOptions.create().withMaxVisits(20_000));
        Nodes.configure(
                flow,
                flow.graph().options(),
                Map.of(),
                FlowRuntime.builder().executor(executor).build());

        assertThat(flow.run(memory).size()).isEqualTo(40_000);
    }

    @Test
    void letsGoOfARunWhoseHelpersStillWaitInAQueue() {
        List<Runnable> queue = new ArrayList<>();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 5);
        start.on("item", Nodes.node("work"));
        Flow flow = new ParallelFlow(start);
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder().executor(queue::add).build());

        WeakReference<ExecutionTree> tree = new WeakReference<>(flow.run(memory));
        for (int i = 0; i < 50 && tree.get() != null; i++) {
            System.gc();
        }

        assertThat(queue).isNotEmpty();
        assertThat(tree.get()).isNull();
        queue.forEach(Runnable::run);
    }

    @RepeatedTest(500)
    void keepsAnInterruptFromOutsideWhenABranchFailsToo() {
        CountDownLatch inHelper = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        start.on("item", Nodes.trying("work", RetryPolicy.create(), retry -> {
            if (Thread.currentThread() != caller) {
                inHelper.countDown();
                failing.await();
                throw new IllegalStateException("failing");
            }
            inHelper.await();
            Thread.currentThread().interrupt();
            failing.countDown();
            return null;
        }));

        assertThatThrownBy(() -> new ParallelFlow(start).run(memory)).isInstanceOf(BrainyFlowException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @RepeatedTest(200)
    void hasTheTreeOfASequentialRun() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 8);
        start.on("item", Nodes.fanningOut("again", "leaf", 3)).on("leaf", Nodes.node("leaf"));

        assertThat(new ParallelFlow(start).run(memory)).isEqualTo(new Flow(start).run(memory));
    }

    @RepeatedTest(50)
    void throwsTheSameExceptionAsASequentialFlow() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        start.on("item", Nodes.trying("work", RetryPolicy.ofAttempts(2), retry -> {
            throw new IllegalStateException("no");
        }));

        for (Flow flow : List.of(new Flow(start), new ParallelFlow(start))) {
            assertThatThrownBy(() -> flow.run(memory)).isInstanceOfSatisfying(NodeException.class, e -> {
                assertThat(e.node()).isEqualTo("work");
                assertThat(e.path()).containsExactly("start", "work");
                assertThat(e.retryCount()).isEqualTo(1);
                assertThat(e).hasCause(new IllegalStateException("no"));
            });
        }
    }

    @RepeatedTest(50)
    void interruptsTheOtherBranchesWaitsForThemAndKeepsTheirFailures() {
        CountDownLatch waiting = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        Nodes.Recorder start = Nodes.node("start");
        start.next(Nodes.trying("failing", RetryPolicy.create(), retry -> {
            waiting.await();
            throw new IllegalStateException("first");
        }));
        start.next(Nodes.trying("patient", RetryPolicy.ofAttempts(9), retry -> {
            try {
                waiting.countDown();
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            } finally {
                ended.incrementAndGet();
            }
        }));
        start.next(Nodes.trying("stubborn", RetryPolicy.create(), retry -> {
            try {
                waiting.countDown();
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                ended.incrementAndGet();
                throw new IllegalStateException("second");
            }
        }));

        assertThatThrownBy(() -> new ParallelFlow(start).run(memory))
                .hasCause(new IllegalStateException("first"))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("Node 'stubborn' of flow 'parallelFlow' failed in exec, attempt 1: "
                                + "java.lang.IllegalStateException: second (path: start > stubborn)"));
        assertThat(ended).hasValue(2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @RepeatedTest(50)
    void leavesNoInterruptBehindOnAnyThread() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        CountDownLatch waiting = new CountDownLatch(2);
        Nodes.Recorder start = Nodes.node("start");
        start.next(Nodes.trying("failing", RetryPolicy.create(), retry -> {
            waiting.await();
            throw new IllegalStateException();
        }));
        for (String name : List.of("a", "b")) {
            start.next(Nodes.trying(name, RetryPolicy.create(), retry -> {
                waiting.countDown();
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            }));
        }
        Flow flow = new ParallelFlow(start);
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder().executor(pool).build());

        assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(NodeException.class);

        List<Boolean> flags = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> flags.add(Thread.currentThread().isInterrupted()));
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(flags).containsExactly(false, false, false);
        assertThat(Thread.interrupted()).isFalse();
    }

    @RepeatedTest(50)
    void endsWithTheErrorOfABranch() {
        CountDownLatch waiting = new CountDownLatch(1);
        Nodes.Recorder start = Nodes.node("start");
        start.next(Nodes.trying("broken", RetryPolicy.ofAttempts(3), retry -> {
            waiting.await();
            throw new StackOverflowError("deep");
        }));
        start.next(Nodes.trying("patient", RetryPolicy.create(), retry -> {
            waiting.countDown();
            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }));

        assertThatThrownBy(() -> new ParallelFlow(start).run(memory))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
    }

    @RepeatedTest(20)
    void endsWhenTheCallerIsInterruptedFromOutside() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(3);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        start.on("item", Nodes.trying("work", RetryPolicy.ofAttempts(3), retry -> {
            waiting.countDown();
            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }));
        List<Object> outcome = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                new ParallelFlow(start).run(memory);
            } catch (FlowCancelledException e) {
                outcome.add(e);
                outcome.add(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        waiting.await();

        caller.interrupt();
        caller.join();

        assertThat(outcome).hasSize(2).last().isEqualTo(true);
    }

    @RepeatedTest(20)
    void endsWhenAnIdleCallerIsInterruptedFromOutside() throws InterruptedException {
        CountDownLatch inHelper = new CountDownLatch(1);
        CountDownLatch callerThrough = new CountDownLatch(1);
        List<Object> outcome = new ArrayList<>();
        Thread[] caller = new Thread[1];
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        start.on("item", Nodes.trying("work", RetryPolicy.create(), retry -> {
            if (Thread.currentThread() == caller[0]) {
                inHelper.await();
                callerThrough.countDown();
                return null;
            }
            inHelper.countDown();
            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }));
        caller[0] = new Thread(() -> {
            try {
                new ParallelFlow(start).run(memory);
            } catch (FlowCancelledException e) {
                outcome.add(Thread.currentThread().isInterrupted());
            }
        });
        caller[0].start();
        callerThrough.await();

        caller[0].interrupt();
        caller[0].join();

        assertThat(outcome).containsExactly(true);
    }

    @RepeatedTest(100)
    void checksLimitsAcrossBranches() {
        Nodes.Recorder loop = Nodes.node("loop", (node, branch) -> {
            node.fire("again");
            node.fire("again");
        });
        loop.on("again", loop);

        assertThatThrownBy(() -> new ParallelFlow(loop, FlowOptions.create().withMaxVisits(4)).run(memory))
                .isInstanceOf(VisitLimitException.class)
                .hasMessageContaining("more than 4 times");
        assertThatThrownBy(() -> new ParallelFlow(
                                loop, FlowOptions.create().withMaxVisits(100).withMaxSteps(50))
                        .run(memory))
                .isInstanceOf(VisitLimitException.class)
                .hasMessageContaining("made 50 visits");
    }

    @Test
    void givesBranchesTheContextClassLoaderOfTheCaller() {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new ClassLoader(own) {};
        Set<ClassLoader> seen = ConcurrentHashMap.newKeySet();
        CyclicBarrier allThere = new CyclicBarrier(4);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        start.on("item", Nodes.trying("work", RetryPolicy.create(), retry -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            return allThere.await(30, TimeUnit.SECONDS);
        }));

        Thread.currentThread().setContextClassLoader(loader);
        try {
            new ParallelFlow(start).run(memory);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }

        assertThat(seen).containsExactly(loader);
    }

    @Test
    void usesVirtualThreadsWhereTheJvmHasThem() {
        Set<String> classes = ConcurrentHashMap.newKeySet();
        CyclicBarrier allThere = new CyclicBarrier(2);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        start.on("item", Nodes.trying("work", RetryPolicy.create(), retry -> {
            classes.add(Thread.currentThread().getClass().getSimpleName());
            return allThere.await(30, TimeUnit.SECONDS);
        }));

        new ParallelFlow(start).run(memory);

        assertThat(classes.contains("VirtualThread"))
                .isEqualTo(Runtime.version().feature() >= 21);
    }

    /** The executor has no thread for the first two visits; those that come later need two at once. */
    @Test
    @Timeout(60)
    void asksAnExecutorThatRefusedAgainAMomentLater() {
        AtomicBoolean full = new AtomicBoolean(true);
        AtomicLong now = new AtomicLong();
        CyclicBarrier two = new CyclicBarrier(2);
        AtomicInteger visit = new AtomicInteger();
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 12);
        Nodes.Recorder work = Nodes.trying("work", RetryPolicy.create(), retry -> {
            int number = visit.incrementAndGet();
            if (number == 2) {
                full.set(false);
                now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            } else if (number > 2) {
                two.await(30, TimeUnit.SECONDS);
            }
            return null;
        });
        Flow flow = Flow.builder("f")
                .start(start)
                .on(start, "item", work)
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            if (full.get()) {
                                throw new RejectedExecutionException("full");
                            }
                            new Thread(task).start();
                        })
                        .timing(timing -> timing.withNanoTime(now::get))
                        .build())
                .build();

        flow.run(Memory.empty());

        assertThat(visit).hasValue(12);
    }

    @Test
    void treatsAnErrorOfTheExecutorAsARefusal() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 20);
        Nodes.Recorder work = Nodes.node("work");
        Flow flow = Flow.builder("f")
                .start(start)
                .on(start, "item", work)
                .parallel()
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        })
                        .build())
                .build();

        try (LogCapture log = LogCapture.begin()) {
            flow.run(Memory.empty());

            assertThat(work.visits).hasSize(20);
            assertThat(log.messages()).isNotEmpty().allMatch(line -> line.endsWith("java.lang.OutOfMemoryError"));
        }
    }
}
