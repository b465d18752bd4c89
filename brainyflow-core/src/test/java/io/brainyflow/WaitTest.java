package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that wait to be answered. */
@Timeout(60)
class WaitTest {

    private static final Duration DAY = Duration.ofDays(1);

    /** Keeps tasks until they are run, on the thread of the test. */
    private static final class Queue implements Executor {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        /** Runs what there is, and what comes by that. */
        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private final Queue queue = new Queue();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final AtomicInteger calledOff = new AtomicInteger();
    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();

    private final FlowRuntime runtime = FlowRuntime.builder()
            .executor(queue)
            .timing(timing -> timing.withClock(() -> Instant.EPOCH).withTimer((time, callback) -> {
                times.add(time);
                timers.add(callback);
                return calledOff::incrementAndGet;
            }))
            .build();

    private record Question(String text) {}

    private static class Approval extends WaitNode<Question, String> {

        Approval() {
            super("approval");
        }

        @Override
        public Question prep(Memory memory) {
            return new Question("Pay " + memory.get("total") + "?");
        }

        @Override
        public void post(Memory memory, Question asked, String answer) {
            memory.put("answered", asked.text() + " " + answer);
            trigger(answer);
        }
    }

    private final Nodes.Recorder pay = Nodes.node("pay");
    private final Nodes.Recorder reject = Nodes.node("reject");
    private final Nodes.Recorder escalate = Nodes.node("escalate");

    private FlowBuilder payment(WaitNode<?, ?> approval) {
        Node<?, ?> total = Node.of("total", memory -> memory.put("total", 7));
        return Flow.builder("payment")
                .start(total)
                .next(total, approval)
                .on(approval, "yes", pay)
                .on(approval, "no", reject)
                .on(approval, Actions.TIMEOUT, escalate)
                .runtime(runtime);
    }

    private FlowRun start(Flow flow) {
        FlowRun run = flow.runAsync(Memory.over(global));
        queue.runAll();
        return run;
    }

    private static ExecutionTree treeOf(FlowRun run) {
        return run.result().toCompletableFuture().join();
    }

    @Nested
    class OfOneBranch {

        @Test
        void haveNoThreadUntilTheyAreAnswered() {
            Flow flow = payment(new Approval()).build();
            FlowRun run = flow.runAsync(Memory.over(global));
            assertThat(run.status()).isEqualTo(FlowRun.Status.READY);
            queue.runAll();

            assertThat(run.status()).isEqualTo(FlowRun.Status.WAITING);
            assertThat(run.waits())
                    .containsExactly(new Wait(
                            run.id(),
                            "payment",
                            "approval",
                            2,
                            "approval",
                            new Question("Pay 7?"),
                            String.class,
                            Optional.empty()));

            assertThat(run.answer("approval", "yes")).isTrue();
            assertThat(run.waits()).isEmpty();
            assertThat(run.status()).isEqualTo(FlowRun.Status.RUNNING);
            assertThat(global).doesNotContainKey("answered");
            queue.runAll();

            assertThat(run.status()).isEqualTo(FlowRun.Status.SUCCEEDED);
            assertThat(treeOf(run)).hasToString("total{default=[approval{yes=[pay]}]}");
            assertThat(global).containsEntry("answered", "Pay 7? yes");
        }

        @Test
        void areAnsweredOnce() {
            FlowRun run = start(payment(new Approval()).build());

            assertThat(run.answer("approval", "no")).isTrue();
            assertThat(run.answer("approval", "yes")).isFalse();
            assertThat(run.answer("other", "yes")).isFalse();
            queue.runAll();
            assertThat(reject.visits).hasSize(1);
            assertThat(run.answer("approval", "yes")).isFalse();
        }

        @Test
        void refuseAnAnswerOfAnotherType() {
            FlowRun run = start(payment(new Approval()).build());

            assertThatThrownBy(() -> run.answer("approval", 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Wait 'approval' of run '" + run.id() + "' of flow 'payment' is to be answered by a"
                            + " java.lang.String, not by a java.lang.Integer");
            assertThat(run.answer("approval", "yes")).isTrue();
        }

        @Test
        void goOnByTheirTimeoutIfNoAnswerComes() {
            Approval approval = new Approval();
            FlowRun run = start(payment(approval).answerWithin(approval, DAY).build());

            assertThat(times).containsExactly(DAY);
            assertThat(run.waits().get(0).deadline()).contains(Instant.EPOCH.plus(DAY));
            timers.get(0).run();
            assertThat(run.answer("approval", "yes")).isFalse();
            queue.runAll();

            assertThat(treeOf(run)).hasToString("total{default=[approval{timeout=[escalate]}]}");
            assertThat(global).doesNotContainKey("answered");
        }

        @Test
        void callTheTimeoutOffOnceTheyAreAnswered() {
            Approval approval = new Approval();
            FlowRun run = start(payment(approval).answerWithin(approval, DAY).build());
            run.answer("approval", "yes");
            assertThat(calledOff).hasValue(1);

            timers.get(0).run();
            queue.runAll();
            assertThat(treeOf(run)).hasToString("total{default=[approval{yes=[pay]}]}");
        }

        @Test
        void failIfTheyCannotAskOrGoOn() {
            WaitNode<?, ?> broken = new Approval() {
                @Override
                public String key(Question asked) {
                    throw new IllegalStateException("no key");
                }
            };
            assertThatThrownBy(() -> treeOf(start(payment(broken).build())))
                    .hasRootCauseMessage("no key")
                    .cause()
                    .hasMessageStartingWith("Node 'approval' of flow 'payment' failed in key: ");

            WaitNode<?, ?> late = new Approval() {
                @Override
                public void onTimeout(Memory memory, Question asked) {
                    throw new IllegalStateException("too late for " + asked.text());
                }
            };
            FlowRun run = start(payment(late).answerWithin(late, DAY).build());
            timers.get(0).run();
            queue.runAll();
            assertThatThrownBy(() -> treeOf(run))
                    .hasRootCauseMessage("too late for Pay 7?")
                    .cause()
                    .hasMessageStartingWith("Node 'approval' of flow 'payment' failed in onTimeout: ");
        }

        @Test
        void areCancelledWhileTheyWait() {
            FlowRun run = start(payment(new Approval()).build());

            assertThat(run.cancel()).isTrue();
            assertThat(run.waits()).isEmpty();
            assertThat(run.answer("approval", "yes")).isFalse();
            queue.runAll();
            assertThat(run.status()).isEqualTo(FlowRun.Status.CANCELLED);
        }

        @Test
        void areCancelledByTheDeadlineOfTheRun() {
            FlowRun run = payment(new Approval())
                    .build()
                    .runAsync(Memory.over(global), RunOptions.create().withDeadline(Duration.ofMinutes(1)));
            queue.runAll();
            assertThat(run.status()).isEqualTo(FlowRun.Status.WAITING);

            timers.get(0).run();
            queue.runAll();
            assertThatThrownBy(() -> treeOf(run))
                    .hasRootCauseInstanceOf(FlowCancelledException.class)
                    .hasMessageContaining("its deadline of PT1M has passed");
        }

        @Test
        void canBeWithoutAClass() {
            WaitNode<?, Integer> amount = Node.await("amount", Integer.class);
            WaitNode<Object, Integer> more = Node.await(
                    "more",
                    Integer.class,
                    memory -> memory.get("amount"),
                    (memory, asked, answer, signals) -> memory.put("sum", (Integer) asked + answer));
            FlowRun run = start(Flow.builder("sum")
                    .start(amount)
                    .next(amount, more)
                    .runtime(runtime)
                    .build());

            assertThat(run.waits().get(0).asked()).isEqualTo("amount");
            run.answer("amount", 2);
            queue.runAll();
            assertThat(run.waits().get(0).asked()).isEqualTo(2);
            run.answer(run.waits().get(0).visit(), 3);
            queue.runAll();
            assertThat(global).isEqualTo(Map.of("amount", 2, "sum", 5));
        }

        @Test
        void holdThePermitOfASequentialFlow() {
            List<String> events = new ArrayList<>();
            Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
            WaitNode<?, ?> ask = new Approval() {
                @Override
                public String key(Question asked) {
                    return "ask " + Visit.current().number();
                }

                @Override
                public void post(Memory memory, Question asked, String answer) {
                    events.add(memory.get("item") + " " + answer);
                }
            };
            FlowRun run = start(Flow.builder("flow")
                    .start(start)
                    .on(start, "item", ask)
                    .runtime(runtime)
                    .build());

            assertThat(run.waits()).extracting(Wait::key).containsExactly("ask 2");
            run.answer("ask 2", "a");
            queue.runAll();
            assertThat(run.waits()).extracting(Wait::key).containsExactly("ask 3");
            run.answer("ask 3", "b");
            queue.runAll();
            assertThat(events).containsExactly("0 a", "1 b");
        }

        @Test
        void askAgainOnALoop() {
            WaitNode<?, ?> ask = Node.await(
                    "ask", String.class, memory -> null, (memory, asked, answer, signals) -> signals.trigger(answer));
            FlowRun run = start(Flow.builder("loop")
                    .start(ask)
                    .on(ask, "again", ask)
                    .end(ask, "enough")
                    .maxVisits(3)
                    .runtime(runtime)
                    .build());

            for (String answer : List.of("again", "again", "enough")) {
                assertThat(run.answer("ask", answer)).isTrue();
                queue.runAll();
            }
            assertThat(treeOf(run)).hasToString("ask{again=[ask{again=[ask{enough=[]}]}]}");
        }
    }

    @Nested
    class OfSeveralBranches {

        private final WaitNode<?, ?> ask = new WaitNode<Integer, String>("ask") {
            @Override
            public Integer prep(Memory memory) {
                memory.append("asked", memory.get("item"));
                return (Integer) memory.get("item");
            }

            @Override
            public String key(Integer asked) {
                return "item " + asked;
            }

            @Override
            public void post(Memory memory, Integer asked, String answer) {
                memory.append("answers", asked + " " + answer);
            }
        };
        private final Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            for (int i = 0; i < 4; i++) {
                node.fire(i % 2 == 0 ? "ask" : "work", Map.of("item", i));
            }
        });
        private final Nodes.Recorder work = Nodes.node("work", (node, memory) -> memory.append("worked", 1));
        private final Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));

        private FlowBuilder asking() {
            return Flow.builder("asking")
                    .start(start)
                    .on(start, "ask", ask)
                    .on(start, "work", work)
                    .next(ask, join)
                    .next(work, join)
                    .join(join)
                    .runtime(runtime);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3})
        void goOnWithTheOthersMeanwhileInAParallelFlow(int permits) {
            FlowRun run = start(asking().parallel().maxConcurrency(permits).build());

            assertThat(global.get("worked")).isEqualTo(List.of(1, 1));
            assertThat(global).doesNotContainKey("met");
            assertThat(run.waits()).extracting(Wait::key).containsExactlyInAnyOrder("item 0", "item 2");

            run.answer("item 2", "two");
            queue.runAll();
            assertThat(run.status()).isEqualTo(FlowRun.Status.WAITING);
            run.answer("item 0", "zero");
            queue.runAll();
            assertThat(global.get("answers")).isEqualTo(List.of("2 two", "0 zero"));
            assertThat(global).containsEntry("met", 4);
            assertThat(treeOf(run))
                    .hasToString("start{ask=[ask{default=[join]}, ask{default=[→join]}],"
                            + " work=[work{default=[→join]}, work{default=[→join]}]}");
        }

        @Test
        void areAnsweredInTurnInASequentialFlow() {
            FlowRun run = start(asking().build());

            assertThat(run.waits()).extracting(Wait::key).containsExactly("item 0");
            assertThat(global).doesNotContainKey("worked");
            run.answer("item 0", "zero");
            queue.runAll();
            assertThat(run.waits()).extracting(Wait::key).containsExactly("item 2");
            run.answer("item 2", "two");
            queue.runAll();
            assertThat(global).containsEntry("met", 4);
        }

        @Test
        void areAnsweredInANestedFlow() {
            Flow inner = asking().parallel().build();
            Nodes.Recorder after = Nodes.node("after");
            Flow outer = Flow.builder("outer")
                    .start(inner)
                    .next(inner, after)
                    .runtime(runtime)
                    .build();
            FlowRun run = start(outer);

            assertThat(run.waits()).hasSize(2).allSatisfy(wait -> {
                assertThat(wait.flow()).isEqualTo("outer");
                assertThat(wait.node()).isEqualTo("ask");
            });
            assertThat(after.visits).isEmpty();
            run.answer("item 0", "zero");
            run.answer("item 2", "two");
            queue.runAll();
            assertThat(after.visits).hasSize(1);
            assertThat(run.status()).isEqualTo(FlowRun.Status.SUCCEEDED);
        }

        @Test
        void areEndedWithAFlowThatFails() {
            Nodes.Recorder failing = Nodes.failing("work", new IllegalStateException("broken"));
            Flow inner = Flow.builder("inner")
                    .parallel()
                    .start(start)
                    .on(start, "ask", ask)
                    .on(start, "work", failing)
                    .maxConcurrency(1)
                    .build();
            Nodes.Recorder undo = Nodes.node("undo");
            FlowRun run = start(Flow.builder("outer")
                    .start(inner)
                    .on(inner, Actions.FAILED, undo)
                    .runtime(runtime)
                    .build());

            assertThat(run.status()).isEqualTo(FlowRun.Status.SUCCEEDED);
            assertThat(global.get("asked")).isEqualTo(List.of(0));
            assertThat(undo.visits).hasSize(1);
        }

        @Test
        void failWithTheRunThatFails() {
            FlowRun run = start(Flow.builder("flow")
                    .parallel()
                    .start(start)
                    .on(start, "ask", ask)
                    .on(start, "work", Nodes.failing("work", new IllegalStateException("broken")))
                    .maxConcurrency(1)
                    .runtime(runtime)
                    .build());

            assertThat(run.status()).isEqualTo(FlowRun.Status.FAILED);
            assertThat(run.waits()).isEmpty();
        }

        @Test
        void haveFailuresOfOthersCollected() {
            FlowRun run = start(Flow.builder("flow")
                    .parallel()
                    .start(start)
                    .on(start, "ask", ask)
                    .on(start, "work", Nodes.failing("work", new IllegalStateException("broken")))
                    .onFailure(OnFailure.COLLECT)
                    .runtime(runtime)
                    .build());

            assertThat(run.status()).isEqualTo(FlowRun.Status.WAITING);
            run.answer("item 0", "zero");
            run.answer("item 2", "two");
            queue.runAll();
            assertThatThrownBy(() -> treeOf(run))
                    .hasRootCauseMessage("broken")
                    .cause()
                    .isInstanceOfSatisfying(
                            BranchesFailedException.class,
                            e -> assertThat(e.failures()).hasSize(2));
        }

        @Test
        void conflictAsOthersDo() {
            WaitNode<?, String> wait = Node.await("a", String.class);
            Node<?, ?> other = Node.of("b", memory -> memory.put("a", "other"));
            Node<?, ?> both = Node.of("both", (memory, signals) -> {
                signals.trigger("a");
                signals.trigger("b");
            });
            FlowRun run = start(Flow.builder("flow")
                    .parallel()
                    .start(both)
                    .on(both, "a", wait)
                    .on(both, "b", other)
                    .onConflict(OnConflict.FAIL)
                    .runtime(runtime)
                    .build());

            run.answer("a", "answer");
            queue.runAll();
            assertThatThrownBy(() -> treeOf(run)).hasCauseInstanceOf(WriteConflictException.class);
        }

        @Test
        void canBeJoinsThemselves() {
            WaitNode<?, ?> sum = Node.await(
                    "sum",
                    String.class,
                    memory -> memory.joined().size(),
                    (memory, asked, answer, signals) ->
                            memory.put("met", asked + " " + memory.joined().size() + " " + answer));
            FlowRun run = start(Flow.builder("flow")
                    .parallel()
                    .start(start)
                    .on(start, "ask", work)
                    .on(start, "work", work)
                    .next(work, sum)
                    .join(sum)
                    .runtime(runtime)
                    .build());

            run.answer("sum", "fine");
            queue.runAll();
            assertThat(global).containsEntry("met", "4 4 fine");
        }
    }

    @Nested
    class OnThreads {

        private static final int WAITS = 200;

        private Flow manyWaits(FlowRuntime runtime, boolean parallel) {
            Nodes.Recorder start = Nodes.fanningOut("start", "item", WAITS);
            WaitNode<?, ?> ask = new WaitNode<Integer, Integer>("ask") {
                @Override
                public Integer prep(Memory memory) {
                    return (Integer) memory.get("item");
                }

                @Override
                public String key(Integer asked) {
                    return "key " + asked;
                }

                @Override
                public void post(Memory memory, Integer asked, Integer answer) {
                    assertThat(answer).isEqualTo(asked);
                    memory.add("sum", 1);
                }
            };
            FlowBuilder builder = Flow.builder("many")
                    .start(start)
                    .on(start, "item", ask)
                    .maxVisits(WAITS)
                    .runtime(runtime);
            return (parallel ? builder.parallel() : builder).build();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void areAnsweredFromManyThreads(boolean parallel) throws InterruptedException {
            FlowRuntime runtime = FlowRuntime.builder().build();
            for (int repetition = 0; repetition < 20; repetition++) {
                FlowRun run = manyWaits(runtime, parallel).runAsync(Memory.over(global));
                List<Thread> threads = new ArrayList<>();
                for (int part = 0; part < 4; part++) {
                    int own = part;
                    Thread thread = new Thread(() -> {
                        for (int i = own; i < WAITS; i += 4) {
                            while (!run.answer("key " + i, i)) {
                                Thread.yield(); // to the threads that ask
                            }
                        }
                    });
                    threads.add(thread);
                    thread.start();
                }
                run.await();
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(global.remove("sum")).isEqualTo(WAITS);
            }
        }

        @Test
        void areAnsweredOrTimeOutButNotBoth() throws InterruptedException {
            List<Runnable> due = new ArrayList<>();
            FlowRuntime racing = FlowRuntime.builder()
                    .timing(timing -> timing.withTimer((time, callback) -> {
                        due.add(callback);
                        return () -> {};
                    }))
                    .build();
            AtomicInteger answered = new AtomicInteger();
            WaitNode<Object, Integer> ask = new WaitNode<>("ask", Integer.class) {
                @Override
                public void post(Memory memory, Object asked, Integer answer) {
                    memory.add("answers", 1);
                }

                @Override
                public void onTimeout(Memory memory, Object asked) {
                    memory.add("timeouts", 1);
                }
            };
            Flow flow = Flow.builder("race")
                    .start(ask)
                    .answerWithin(ask, DAY)
                    .runtime(racing)
                    .build();
            int repetitions = 1000;
            for (int i = 0; i < repetitions; i++) {
                due.clear();
                FlowRun run = flow.runAsync(Memory.over(global));
                while (run.waits().isEmpty()) {
                    Thread.onSpinWait();
                }
                CountDownLatch go = new CountDownLatch(1);
                Thread timer = new Thread(() -> {
                    go.countDown();
                    due.get(0).run();
                });
                timer.start();
                go.await();
                if (run.answer("ask", i)) {
                    answered.incrementAndGet();
                }
                timer.join();
                run.await();
            }
            int answers = (Integer) global.getOrDefault("answers", 0);
            int timeouts = (Integer) global.getOrDefault("timeouts", 0);
            assertThat(answers).isEqualTo(answered.get());
            assertThat(answers + timeouts).isEqualTo(repetitions);
        }

        @Test
        void blockTheThreadOfAFlowThatIsRun() throws InterruptedException {
            List<Runnable> due = new ArrayList<>();
            FlowRuntime manual = FlowRuntime.builder()
                    .timing(timing -> timing.withTimer((time, callback) -> {
                        synchronized (due) {
                            due.add(callback);
                        }
                        return () -> {};
                    }))
                    .build();
            WaitNode<?, String> ask = Node.await("ask", String.class);
            Flow flow = Flow.builder("flow")
                    .start(ask)
                    .end(ask, Actions.TIMEOUT)
                    .answerWithin(ask, DAY)
                    .runtime(manual)
                    .build();
            Thread caller = new Thread(() -> flow.run(Memory.over(global)));
            caller.start();
            while (true) {
                synchronized (due) {
                    if (!due.isEmpty()) {
                        break;
                    }
                }
                Thread.onSpinWait();
            }
            due.get(0).run();
            caller.join();
            assertThat(global).isEmpty();
        }

        @Test
        void endAFlowThatIsRunWithAnInterrupt() {
            WaitNode<?, String> ask = Node.await("ask", String.class);
            Flow flow = Flow.builder("flow").start(ask).build();
            try (LogCapture log = LogCapture.begin()) {
                Thread.currentThread().interrupt();
                Nodes.Recorder first = Nodes.node("first", (node, memory) -> {});
                assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(FlowCancelledException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(first.visits).isEmpty();
                assertThat(log.messages()).isEmpty();
            }
        }

        @Test
        void haveTheThreadThatWaitsInterrupted() throws InterruptedException {
            WaitNode<?, String> ask = Node.await("ask", String.class);
            Flow flow = Flow.builder("flow").start(ask).build();
            List<Throwable> thrown = new ArrayList<>();
            try (LogCapture log = LogCapture.begin()) {
                Thread caller = new Thread(() -> {
                    try {
                        flow.run(Memory.empty());
                    } catch (FlowCancelledException e) {
                        thrown.add(e);
                    }
                });
                caller.start();
                while (log.messages().isEmpty()) {
                    Thread.onSpinWait();
                }
                caller.interrupt();
                caller.join();
                assertThat(thrown).hasSize(1);
                assertThat(log.messages())
                        .containsExactly(
                                "A run of flow 'flow' waits at node 'ask' of flow 'flow', has no handle by which"
                                        + " it could be answered, and does not time out: start it by FlowRuns or runAsync, or state how long"
                                        + " the wait may take by answerWithin");
            }
        }

        @Test
        void goOnWhereTheExecutorTakesNoMoreTasks() throws InterruptedException {
            AtomicInteger tasks = new AtomicInteger();
            FlowRuntime once = FlowRuntime.builder()
                    .executor(task -> {
                        if (tasks.getAndIncrement() > 0) {
                            throw new RejectedExecutionException("full");
                        }
                        task.run();
                    })
                    .build();
            try (LogCapture log = LogCapture.begin()) {
                FlowRun run = payment(new Approval()).runtime(once).build().runAsync(Memory.over(global));
                run.answer("approval", "yes");
                assertThat(run.await()).hasToString("total{default=[approval{yes=[pay]}]}");
                assertThat(log.messages())
                        .containsExactly(
                                "The executor rejected the task of a run, which continues on a thread of the engine: "
                                        + RejectedExecutionException.class.getName());
            }
        }

        @Test
        void doNotHoldUpTheEndOfTheApplication() throws InterruptedException {
            FlowRun run = start(payment(new Approval()).build());

            assertThat(runtime.close(DAY)).isZero();
            assertThat(runtime.cancelRuns("the application ends")).isEqualTo(1);
            queue.runAll();
            assertThat(run.status()).isEqualTo(FlowRun.Status.CANCELLED);
        }
    }

    @Nested
    class AsNodes {

        @Test
        void knowTheTypeOfTheirAnswer() {
            class Generic<A> extends WaitNode<Object, List<A>> {}
            class Fixed extends Generic<Integer> {}
            class Passing<P, Q> extends WaitNode<Q, P> {}
            class Passed extends Passing<Instant, String> {}

            assertThat(new Approval().answerType()).isEqualTo(String.class);
            assertThat(new Fixed().answerType()).isEqualTo(List.class);
            assertThat(new Passed().answerType()).isEqualTo(Instant.class);
            assertThat(new Passing<String, String>().answerType()).isEqualTo(Object.class);
            assertThat(Node.await("n", Duration.class).answerType()).isEqualTo(Duration.class);
        }

        @Test
        void areWaitsInTheGraphAndItsPicture() {
            Approval approval = new Approval();
            FlowGraph graph =
                    payment(approval).answerWithin(approval, DAY).build().graph();

            assertThat(graph.answerType("approval")).contains(String.class);
            assertThat(graph.answerType("total")).isEmpty();
            assertThat(graph.answerWithin("approval")).contains(DAY);
            assertThat(graph.answerWithin("total")).isEmpty();
            assertThat(graph.isRetryable("approval")).isFalse();
            assertThat(graph.toMermaid()).contains("n1{{\"approval\"}}");
        }

        @Test
        void areNotVisitedAlone() {
            assertThatThrownBy(() -> new Approval().run(Memory.empty()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Approval 'approval' can wait for an answer only in a Flow; run a Flow that contains it");
            assertThatThrownBy(() -> new Approval().exec(new Question("?")))
                    .isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void areNotMadeForEachVisit() {
            assertThatThrownBy(() -> Node.perVisit("n", Approval::new))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The supplier of node 'n' returned a WaitNode; what is asked by one instance cannot be"
                            + " answered to another, so pass the wait itself");
        }

        @Test
        void haveASetTimeOnlyIfTheyWait() {
            Flow flow = payment(new Approval()).build();
            FlowSetup.create().answerWithin(Map.of("approval", DAY)).applyTo(flow);
            assertThat(flow.graph().answerWithin("approval")).contains(DAY);

            FlowSetup wrong = FlowSetup.create().answerWithin(Map.of("pay", DAY));
            assertThatThrownBy(() -> wrong.applyTo(flow))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Node 'pay' of flow 'payment' has answerWithin PT24H, but is not a WaitNode, and so"
                            + " asks nothing");
            assertThatThrownBy(() -> payment(new Approval()).answerWithin(new Approval(), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("answerWithin must be");
        }
    }
}
