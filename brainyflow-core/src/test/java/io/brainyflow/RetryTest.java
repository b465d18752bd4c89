package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits, exceptions that are retried, and attempts that take too long. */
@Timeout(60)
class RetryTest {

    private final Memory memory = Memory.empty();

    @Nested
    class Waits {

        private final List<Duration> waits = new ArrayList<>();
        private double chance;

        private List<Duration> of(RetryPolicy policy) {
            Flow flow = new Flow(Nodes.trying("n", policy, retry -> {
                throw new IOException();
            }));
            Nodes.configure(
                    flow,
                    FlowOptions.create(),
                    Map.of(),
                    FlowRuntime.builder()
                            .timing(timing -> timing.withPause(waits::add))
                            .timing(timing -> timing.withChance(() -> chance))
                            .build());
            assertThatThrownBy(() -> flow.run(memory)).isInstanceOf(NodeException.class);
            return waits;
        }

        private static List<Duration> millis(long... millis) {
            return java.util.Arrays.stream(millis).mapToObj(Duration::ofMillis).toList();
        }

        @Test
        void areAllTheSameWithoutAMultiplier() {
            assertThat(of(RetryPolicy.ofAttempts(4).withWaitTime(Duration.ofMillis(100))))
                    .isEqualTo(millis(100, 100, 100));
        }

        @Test
        void growByTheMultiplierUpToTheLongest() {
            assertThat(of(RetryPolicy.ofAttempts(6)
                            .withWaitTime(Duration.ofMillis(100))
                            .withMultiplier(2)
                            .withMaxWait(Duration.ofMillis(500))))
                    .isEqualTo(millis(100, 200, 400, 500, 500));
        }

        @Test
        void differByTheJitterButAreNeverShorterThanTheWaitTimeOrLongerThanTheLongest() {
            RetryPolicy policy = RetryPolicy.ofAttempts(4)
                    .withWaitTime(Duration.ofMillis(100))
                    .withMultiplier(2)
                    .withJitter(Duration.ofMillis(50))
                    .withMaxWait(Duration.ofMillis(450));

            assertThat(of(policy)).isEqualTo(millis(100, 100, 200));
            waits.clear();
            chance = 0.5;
            assertThat(of(policy)).isEqualTo(millis(125, 200, 325));
            waits.clear();
            chance = 1;
            assertThat(of(policy)).isEqualTo(millis(150, 300, 450));
        }

        @Test
        void areNumbersWithoutAWaitAndHoweverManyThereAre() {
            RetryPolicy jittered = RetryPolicy.create()
                    .withMultiplier(10)
                    .withJitter(Duration.ofMillis(5))
                    .withMaxWait(Duration.ofSeconds(1));

            assertThat(jittered.waitAfter(1, 0.5)).isEqualTo(Duration.ofNanos(2_500_000));
            assertThat(jittered.waitAfter(100_000, 0.5)).isEqualTo(Duration.ofMillis(500));
            assertThat(jittered.withWaitTime(Duration.ofMillis(1)).waitAfter(100_000, 0))
                    .isEqualTo(Duration.ofMillis(1));
            assertThat(RetryPolicy.create().withMultiplier(10).waitAfter(100_000, 0.5))
                    .isEqualTo(Duration.ZERO);
        }

        @Test
        void doNotOverflowHoweverManyThereAre() {
            assertThat(of(RetryPolicy.ofAttempts(2000)
                            .withWaitTime(Duration.ofMillis(1))
                            .withMultiplier(10)))
                    .last()
                    .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        RetryPolicy policy = RetryPolicy.create();

        for (double multiplier : new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> policy.withMultiplier(multiplier))
                    .hasMessage("multiplier must be at least 1 and finite, but was " + multiplier);
        }
        assertThatThrownBy(() -> policy.withMaxWait(Duration.ZERO))
                .hasMessage("maxWait must be positive, but was PT0S");
        assertThatThrownBy(() -> policy.withJitter(Duration.ofMillis(-1)))
                .hasMessage("jitter must not be negative, but was PT-0.001S");
        assertThatThrownBy(() -> policy.withTimeout(Duration.ZERO))
                .hasMessage("timeout must be positive, but was PT0S");
    }

    @Nested
    class Exceptions {

        private final AtomicInteger attempts = new AtomicInteger();

        private int attemptsAt(Exception failure, RetryPolicy policy) {
            attempts.set(0);
            Node<?, ?> node = Nodes.trying("n", policy.withMaxAttempts(3), retry -> {
                attempts.incrementAndGet();
                throw failure;
            });
            assertThatThrownBy(() -> node.run(memory)).hasCause(failure);
            return attempts.get();
        }

        @Test
        void areRetriedIfTheyOrACauseAreIncluded() {
            RetryPolicy policy = RetryPolicy.create().withExceptionIncludes(List.of(IOException.class));

            assertThat(attemptsAt(new FileNotFoundException(), policy)).isEqualTo(3);
            assertThat(attemptsAt(new UncheckedIOException(new IOException()), policy))
                    .isEqualTo(3);
            assertThat(attemptsAt(new IllegalStateException(), policy)).isEqualTo(1);
        }

        @Test
        void areNotRetriedIfTheyOrACauseAreExcludedThoughIncluded() {
            RetryPolicy policy = RetryPolicy.create()
                    .withExceptionIncludes(List.of(Exception.class))
                    .withExceptionExcludes(List.of(FileNotFoundException.class));

            assertThat(attemptsAt(new IOException(), policy)).isEqualTo(3);
            assertThat(attemptsAt(new FileNotFoundException(), policy)).isEqualTo(1);
            assertThat(attemptsAt(new IllegalStateException(new FileNotFoundException()), policy))
                    .isEqualTo(1);
        }

        @Test
        void areHandedToTheFallbackWhenNotRetried() {
            Node<Object, Object> node =
                    new Node<>("n", RetryPolicy.ofAttempts(3).withExceptionExcludes(List.of(IOException.class))) {
                        @Override
                        public Object exec(Object prepared) throws IOException {
                            throw new IOException("gone");
                        }

                        @Override
                        public Object execFallback(Object prepared, Exception failure) {
                            return failure.getMessage() + " at " + curRetry();
                        }
                    };

            assertThat(node.run(memory)).isEqualTo("gone at 0");
        }

        @Test
        void tellTheFallbackWhetherThereWereAttemptsLeft() {
            RetryPolicy policy = RetryPolicy.ofAttempts(2).withExceptionExcludes(List.of(IOException.class));
            Function<Exception, Node<Object, Object>> failingWith = failure -> new Node<>("n", policy) {
                @Override
                public Object exec(Object prepared) throws Exception {
                    assertThatThrownBy(this::attemptsExhausted)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("Whether attempts are used up is known inside execFallback() only");
                    throw failure;
                }

                @Override
                public Object execFallback(Object prepared, Exception failure) {
                    return attemptsExhausted() + " at " + curRetry();
                }
            };

            assertThat(failingWith.apply(new IllegalStateException()).run(memory))
                    .isEqualTo("true at 1");
            assertThat(failingWith.apply(new IOException()).run(memory)).isEqualTo("false at 0");
        }
    }

    @Nested
    class Timeouts {

        private final RetryPolicy policy = RetryPolicy.ofAttempts(2).withTimeout(Duration.ofSeconds(7));

        /** A clock whose alarm goes off when the test says so. */
        private final List<Runnable> alarms = new ArrayList<>();

        private Flow with(Node<?, ?> node, Timer clock) {
            Flow flow = new Flow(node);
            Nodes.configure(
                    flow,
                    FlowOptions.create(),
                    Map.of(),
                    FlowRuntime.builder()
                            .timing(timing -> timing.withTimer(clock))
                            .build());
            return flow;
        }

        private Runnable set(Duration time, Runnable callback) {
            assertThat(time).isEqualTo(Duration.ofSeconds(7));
            alarms.add(callback);
            return () -> {};
        }

        @Test
        void interruptTheAttemptWhichHasFailedThen() {
            List<Exception> failures = new ArrayList<>();
            Node<?, ?> node = Nodes.trying("n", policy, retry -> {
                if (retry == 1) {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    return "in time";
                }
                alarms.get(0).run();
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            });
            Flow flow = with(node, this::set);
            Nodes.configure(
                    flow,
                    FlowOptions.create(),
                    Map.of(),
                    FlowRuntime.builder()
                            .timing(timing -> timing.withTimer(this::set))
                            .listener(new FlowListener() {
                                @Override
                                public void attemptFailed(
                                        Visit visit, int attempt, Exception failure, boolean retrying) {
                                    failures.add(failure);
                                }
                            })
                            .build());

            assertThat(flow.run(memory).size()).isEqualTo(1);

            assertThat(failures)
                    .singleElement()
                    .isInstanceOf(TimeoutException.class)
                    .asString()
                    .endsWith("Node 'n' of flow 'flow' took longer than PT7S in attempt 1");
            assertThat(failures.get(0).getSuppressed()).hasOnlyElementsOfType(InterruptedException.class);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void failAnAttemptThatDidNotHeedThemWhateverItComesTo(boolean throwing) {
            Node<?, ?> node = Nodes.trying("n", policy.withMaxAttempts(1), retry -> {
                alarms.get(0).run();
                if (throwing) {
                    throw new IllegalStateException("other");
                }
                return "late";
            });

            assertThatThrownBy(() -> with(node, this::set).run(memory))
                    .isInstanceOf(NodeException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        void doNothingAfterTheAttempt() {
            Node<?, ?> node = Nodes.trying("n", policy, retry -> "in time").post((self, branch) -> {
                alarms.get(0).run();
                branch.put("interrupted", Thread.currentThread().isInterrupted());
            });

            with(node, this::set).run(memory);

            assertThat(memory.get("interrupted")).isEqualTo(false);
            assertThat(Thread.interrupted()).isFalse();
        }

        @Test
        void areKeptByTheEnginesClock() {
            Node<?, ?> node = Nodes.trying(
                    "n",
                    RetryPolicy.create().withTimeout(Duration.ofMillis(1)),
                    retry -> new CountDownLatch(1).await(60, TimeUnit.SECONDS));

            assertThatThrownBy(() -> new Flow(node).run(memory)).hasCauseInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> node.run(memory)).hasCauseInstanceOf(TimeoutException.class);
        }

        @RepeatedTest(200)
        void neverReachWhatRunsNextHoweverCloseTheyAre() {
            Nodes.Recorder node =
                    Nodes.trying("n", RetryPolicy.ofAttempts(3).withTimeout(Duration.ofNanos(50_000)), retry -> {
                        for (int i = 0; i < 200; i++) {
                            Thread.onSpinWait();
                        }
                        return "x";
                    });
            node.post((self, branch) ->
                    branch.add("interrupted", Thread.currentThread().isInterrupted() ? 1 : 0));
            Flow flow = new Flow(new Node<Object, Object>("outer") {
                @Override
                public Object exec(Object prepared) {
                    try {
                        return node.run(memory);
                    } catch (NodeException e) {
                        assertThat(e).hasCauseInstanceOf(TimeoutException.class);
                        return null;
                    }
                }
            });

            flow.run(memory);

            assertThat(Thread.interrupted()).isFalse();
            assertThat(memory.contains("interrupted") ? memory.get("interrupted") : 0)
                    .isEqualTo(0);
        }

        @RepeatedTest(50)
        void leaveACancellationOfTheRunItsInterrupt() throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Node<?, ?> node = Nodes.trying("n", policy, retry -> {
                begun.countDown();
                try {
                    return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                } finally {
                    alarms.get(0).run();
                }
            });
            FlowRun run = with(node, this::set).runAsync(memory);
            begun.await();

            assertThat(run.cancel()).isTrue();

            assertThatThrownBy(run::await).isInstanceOf(FlowCancelledException.class);
        }
    }

    /** A node that waits for its next attempt lets another be under way. */
    @RepeatedTest(20)
    void givesThePlaceUnderWayToAnotherWhileItWaits() {
        CountDownLatch otherDone = new CountDownLatch(1);
        Nodes.Recorder start = Nodes.node("start");
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start.next(Nodes.trying("failing", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofMillis(1)), retry -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            underWay.decrementAndGet();
            if (retry == 0) {
                throw new IOException();
            }
            return null;
        }));
        start.next(Nodes.trying("other", RetryPolicy.create(), retry -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            otherDone.countDown();
            underWay.decrementAndGet();
            return null;
        }));
        Flow flow = new ParallelFlow(start, FlowOptions.create().withMaxConcurrency(1));
        Nodes.configure(
                flow,
                flow.graph().options(),
                Map.of(),
                FlowRuntime.builder()
                        .timing(timing -> timing.withPause(time -> otherDone.await()))
                        .build());

        assertThat(flow.run(memory)).hasToString("start{default=[failing, other]}");
        assertThat(most).hasValue(1);
    }

    @RepeatedTest(20)
    void getsThePlaceBackThoughNestedFlowsHoldAllOfThem() {
        Nodes.Recorder start = Nodes.node("start", (node, branch) -> {
            for (int i = 0; i < 12; i++) {
                node.fire("flaky");
                node.fire("nested");
            }
        });
        Node<?, ?> flaky =
                Nodes.trying("flaky", RetryPolicy.ofAttempts(4).withWaitTime(Duration.ofNanos(1000)), retry -> {
                    if (retry < 3) {
                        throw new IOException();
                    }
                    return null;
                });
        Nodes.Recorder fan = Nodes.fanningOut("fan", "item", 4);
        Flow nested = Flow.builder("nested")
                .parallel()
                .start(fan)
                .on(fan, "item", flaky)
                .options(FlowOptions.create().withMaxConcurrency(2))
                .build();
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "flaky", flaky)
                .on(start, "nested", nested)
                .options(FlowOptions.create().withMaxConcurrency(3))
                .build();
        for (FlowRuntime.Builder runtime : List.of(
                FlowRuntime.builder(),
                FlowRuntime.builder().executor(task -> {}),
                FlowRuntime.builder().executor(new OneThread()))) {
            Nodes.configure(flow, flow.graph().options(), Map.of(), runtime.build());

            assertThat(flow.run(memory).size()).isEqualTo(1 + 12 + 12);
        }
    }

    /** Carries one task at a time, and refuses others. */
    private static final class OneThread implements java.util.concurrent.Executor {

        private final java.util.concurrent.Semaphore free = new java.util.concurrent.Semaphore(1);

        @Override
        public void execute(Runnable task) {
            if (!free.tryAcquire()) {
                throw new java.util.concurrent.RejectedExecutionException("busy");
            }
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } finally {
                    free.release();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Test
    void leaveALineOfLevelDebugEachWithTheExceptionAndNoneAbove() {
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.ofAttempts(3), retry -> {
            if (retry < 2) {
                throw new IllegalStateException("try " + retry);
            }
            return null;
        }));

        try (LogCapture log = LogCapture.beginWithDebug()) {
            flow.run(Memory.empty());

            assertThat(log.messages())
                    .containsExactly(
                            "Node 'n' of flow 'flow' is retried after attempt 1 with java.lang.IllegalStateException: try 0",
                            "Node 'n' of flow 'flow' is retried after attempt 2 with java.lang.IllegalStateException: try 1");
        }
        try (LogCapture log = LogCapture.begin()) {
            flow.run(Memory.empty());

            assertThat(log.messages()).isEmpty();
        }
    }
}
