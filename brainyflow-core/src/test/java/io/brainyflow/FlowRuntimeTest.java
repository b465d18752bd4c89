package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlowRuntimeTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private static Flow in(FlowRuntime runtime, Flow flow) {
        Nodes.configure(flow, flow.graph().options(), Map.of(), runtime);
        return flow;
    }

    @Nested
    class Closed {

        private final FlowRuntime runtime = FlowRuntime.builder().build();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final Flow quick =
                in(runtime, Flow.builder("quick").start(Nodes.node("n")).build());
        private final Flow slow = in(
                runtime,
                Flow.builder("slow")
                        .start(Nodes.trying("n", RetryPolicy.create(), retry -> {
                            begun.countDown();
                            go.await();
                            return quick.run(Memory.empty());
                        }))
                        .build());

        @Test
        void letsNoRunBeginAnyMore() throws InterruptedException {
            int left = runtime.close(LONG);

            assertThat(left).isZero();
            assertThatThrownBy(() -> quick.run(Memory.empty()))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(
                            "Flow 'quick' was not run: its runtime has been closed, as at the end of an application,"
                                    + " and takes no more runs");
            assertThatThrownBy(() -> quick.runAsync(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
        }

        @Test
        void countsNoRunThatIsRejected() throws InterruptedException {
            runtime.close(LONG);
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> callers = IntStream.range(0, 4)
                    .mapToObj(i -> new Thread(() -> {
                        while (!enough.get()) {
                            assertThatThrownBy(() -> quick.run(Memory.empty()))
                                    .isInstanceOf(RejectedExecutionException.class);
                        }
                    }))
                    .toList();
            callers.forEach(Thread::start);

            int counted = 0;
            for (int closing = 0; closing < 20_000; closing++) {
                counted += runtime.close(Duration.ZERO);
            }
            enough.set(true);
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(counted).isZero();
        }

        @RepeatedTest(50)
        void waitsForTheRunsUnderWayAndForWhatTheyRun() throws InterruptedException {
            FlowRun run = slow.runAsync(Memory.empty());
            begun.await();
            Thread closing = new Thread(() -> {
                try {
                    runtime.close(LONG);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            closing.start();
            while (isTaken()) {
                Thread.onSpinWait();
            }

            boolean waiting = closing.isAlive();
            go.countDown();
            closing.join();

            assertThat(waiting).isTrue();
            assertThat(run.await()).hasToString("n");
        }

        private boolean isTaken() {
            try {
                quick.run(Memory.empty());
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        @Test
        void answersHowManyRunsHaveOutlastedItsPatience() throws InterruptedException {
            FlowRun run = slow.runAsync(Memory.empty());
            begun.await();

            int left = runtime.close(Duration.ofMillis(1));

            assertThat(left).isEqualTo(1);
            go.countDown();
            run.await();
        }

        @Test
        void knowsOfNoRunThatTheExecutorRefused() throws InterruptedException {
            FlowRuntime refusing = FlowRuntime.builder()
                    .executor(task -> {
                        throw new RejectedExecutionException("full");
                    })
                    .build();
            in(refusing, quick);
            assertThatThrownBy(() -> quick.runAsync(Memory.empty())).hasMessage("full");

            assertThat(refusing.close(LONG)).isZero();
        }

        @Test
        void waitsForWhatDependsOnTheResultOfARun() throws InterruptedException {
            CountDownLatch depending = new CountDownLatch(1);
            CountDownLatch depended = new CountDownLatch(1);
            FlowRun run = slow.runAsync(Memory.empty());
            var after = run.result().thenRun(() -> {
                depending.countDown();
                try {
                    depended.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            go.countDown();
            depending.await();

            assertThat(runtime.close(Duration.ZERO)).isEqualTo(1);

            depended.countDown();
            after.toCompletableFuture().join();
            assertThat(runtime.close(LONG)).isZero();
        }

        @Test
        void waitsNoLongerWhenItIsOpenedMeanwhile() throws InterruptedException {
            FlowRun run = slow.runAsync(Memory.empty());
            begun.await();
            List<Integer> left = new ArrayList<>();
            Thread closing = new Thread(() -> {
                try {
                    left.add(runtime.close(LONG));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            closing.start();
            while (isTaken()) {
                Thread.onSpinWait();
            }

            runtime.open();
            closing.join();

            assertThat(left).containsExactly(1);
            go.countDown();
            run.await();
        }

        @Test
        void knowsOfNoRunThatNoThreadCouldBeHadFor() throws InterruptedException {
            FlowRuntime broken = FlowRuntime.builder()
                    .executor(task -> {
                        throw new OutOfMemoryError("no thread");
                    })
                    .build();
            in(broken, quick);
            assertThatThrownBy(() -> quick.runAsync(Memory.empty())).isInstanceOf(OutOfMemoryError.class);

            assertThat(broken.close(LONG)).isZero();
        }

        @Test
        void canBeOpenedAgain() throws InterruptedException {
            runtime.close(LONG);
            runtime.open();

            assertThat(quick.run(Memory.empty())).hasToString("n");
        }

        @Test
        void isNothingForTheRuntimeThatAllShare() {
            assertThatThrownBy(() -> FlowRuntime.plain().close(LONG))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("The plain runtime is shared; build one to close it");
        }
    }

    @Test
    void decoratesEveryTaskOnTheThreadThatHandsItOver() throws InterruptedException {
        List<Thread> handing = Collections.synchronizedList(new ArrayList<>());
        List<Thread> running = Collections.synchronizedList(new ArrayList<>());
        FlowRuntime runtime = FlowRuntime.builder()
                .taskDecorator(task -> {
                    handing.add(Thread.currentThread());
                    return () -> {
                        running.add(Thread.currentThread());
                        task.run();
                    };
                })
                .build();
        CyclicBarrier two = new CyclicBarrier(2);
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        start.on("item", Nodes.trying("n", RetryPolicy.create(), retry -> two.await(30, TimeUnit.SECONDS)));

        in(runtime, new ParallelFlow(start)).run(Memory.empty());

        assertThat(handing).isNotEmpty().allMatch(thread -> thread == Thread.currentThread());
        assertThat(running).isNotEmpty().noneMatch(thread -> thread == Thread.currentThread());
        handing.clear();
        in(runtime, new Flow(Nodes.node("n"))).runAsync(Memory.empty()).await();
        assertThat(handing).containsExactly(Thread.currentThread());
    }
}
