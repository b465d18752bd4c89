package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that are done again without harm, and nodes that are one transaction with their entry. */
class EffectsTest {

    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();
    private final List<String> events = new ArrayList<>();

    private JournaledRun run(Flow flow, Journal journal) {
        return JournaledRun.of(flow, Memory.over(global), RunOptions.create(), journal);
    }

    /** Has entries durable when it is told to, or when somebody waits for one. */
    private static final class SlowJournal implements Journal {

        private final List<String> kept = new ArrayList<>();
        private final List<SlowPending> pending = new ArrayList<>();
        private int awaited;
        private boolean closed;

        private final class SlowPending implements Pending {

            private boolean durable;

            @Override
            public boolean isDurable() {
                return durable;
            }

            @Override
            public void await() {
                if (closed && !durable) {
                    throw new LostOwnershipException("closed");
                }
                awaited++;
                for (SlowPending each : pending) {
                    each.durable = true;
                    if (each == this) {
                        return;
                    }
                }
            }
        }

        @Override
        public Stored store(JournalEntry entry) {
            return () -> entry;
        }

        @Override
        public synchronized Pending append(long number, Stored entry) {
            JournalEntry.Visited visited = (JournalEntry.Visited) entry.entry();
            kept.add(number + " " + visited.node() + " " + visited.part());
            SlowPending added = new SlowPending();
            pending.add(added);
            return added;
        }
    }

    private static Node<?, ?> adding(String name) {
        return Nodes.node(name, (node, memory) -> memory.add("sum", 1));
    }

    private static Flow loop(Nodes.Recorder again, int times, Node<?, ?> then, boolean repeatable) {
        FlowBuilder builder = Flow.builder("loop")
                .start(again)
                .on(again, "again", again)
                .on(again, "done", then)
                .maxVisits(times + 1);
        return (repeatable ? builder.repeatable(again) : builder).build();
    }

    private static Nodes.Recorder again(int times) {
        return Nodes.node("again", (node, memory) -> {
            memory.add("sum", 1);
            node.fire(memory.get("sum", Integer.class) < times ? "again" : "done");
        });
    }

    @Test
    void whatFollowsARepeatableNodeDoesNotWaitForItsEntry() {
        SlowJournal journal = new SlowJournal();
        List<Integer> awaitedBefore = new ArrayList<>();
        List<Boolean> durableBefore = new ArrayList<>();
        Node<?, ?> then = Nodes.node("then", (node, memory) -> {
            awaitedBefore.add(journal.awaited);
            durableBefore.add(journal.pending.stream().allMatch(Journal.Pending::isDurable));
        });

        run(loop(again(10), 10, then, true), journal).perform();

        // One for what enters the flow, and one for all the visits of the loop.
        assertThat(awaitedBefore).containsExactly(2);
        assertThat(durableBefore).containsExactly(true);
        assertThat(journal.kept).hasSize(13).startsWith("1 loop ENTER", "2 again WHOLE");
    }

    @Test
    void nodesThatAreNotRepeatableWaitForEachEntry() {
        SlowJournal journal = new SlowJournal();
        List<Integer> awaitedBefore = new ArrayList<>();
        Node<?, ?> then = Nodes.node("then", (node, memory) -> awaitedBefore.add(journal.awaited));

        run(loop(again(10), 10, then, false), journal).perform();

        assertThat(awaitedBefore).containsExactly(11);
    }

    @Test
    void atMostAThousandEntriesAreLeftBehind() {
        SlowJournal journal = new SlowJournal();
        List<Integer> awaitedBefore = new ArrayList<>();
        Node<?, ?> then = Nodes.node("then", (node, memory) -> awaitedBefore.add(journal.awaited));

        run(loop(again(3_500), 3_500, then, true), journal).perform();

        assertThat(awaitedBefore).containsExactly(1 + 3 + 1);
    }

    @Test
    void aRunThatIsSuspendedHasAllItsEntriesDurable() {
        SlowJournal journal = new SlowJournal();
        JournaledRun[] run = new JournaledRun[1];
        Nodes.Recorder again = Nodes.node("again", (node, memory) -> {
            memory.add("sum", 1);
            node.fire("again");
            if (memory.get("sum", Integer.class) == 5) {
                run[0].suspend();
            }
        });
        run[0] = run(loop(again, 10, adding("then"), true), journal);

        assertThat(run[0].perform()).isEmpty();
        assertThat(journal.kept).hasSize(6);
        assertThat(journal.pending).allMatch(Journal.Pending::isDurable);
    }

    @Test
    void aRunEndsWhereItsOwnershipIsLostThoughRepeatableNodesHaveGoneOn() {
        SlowJournal journal = new SlowJournal();
        Nodes.Recorder again = Nodes.node("again", (node, memory) -> {
            journal.closed = true;
            node.fire("done");
        });
        JournaledRun run = run(loop(again, 10, adding("then"), true), journal);

        assertThatThrownBy(run::perform).isInstanceOf(LostOwnershipException.class);
        assertThat(global).isEmpty();
    }

    @Test
    void aRepeatableBranchWaitsForItsEntryWhileAnotherIsUnderWay() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch appended = new CountDownLatch(1);
        SlowJournal journal = new SlowJournal();
        Nodes.Recorder split = Nodes.node("split", (node, memory) -> {
            node.fire("one");
            node.fire("other");
        });
        Nodes.Recorder one = Nodes.node("one", (node, memory) -> await(both));
        List<Integer> awaitedBefore = new ArrayList<>();
        Node<?, ?> afterOne = Nodes.node("afterOne", (node, memory) -> {
            awaitedBefore.add(journal.awaited);
            appended.countDown();
        });
        Nodes.Recorder other = Nodes.node("other", (node, memory) -> {
            await(both);
            await(appended);
        });
        Flow flow = Flow.builder("both")
                .parallel()
                .start(split)
                .on(split, "one", one)
                .on(split, "other", other)
                .next(one, afterOne)
                .repeatable(one)
                .repeatable(afterOne)
                .build();

        run(flow, journal).perform();

        assertThat(awaitedBefore).containsExactly(3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNodeIsNotBothAndAWaitIsNotRepeatable() {
        Node<?, ?> node = adding("node");
        WaitNode<?, ?> wait = Node.await("wait", String.class);

        assertThatThrownBy(
                        () -> Flow.builder("flow").start(node).repeatable(node).transactional(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is both repeatable and transactional");
        assertThatThrownBy(() -> Flow.builder("flow").start(wait).repeatable(wait))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be repeatable");
        FlowGraph graph = Flow.builder("flow")
                .start(node)
                .next(node, wait)
                .repeatable(node)
                .transactional(wait)
                .build()
                .graph();
        assertThat(graph.isRepeatable("node")).isTrue();
        assertThat(graph.isTransactional("node")).isFalse();
        assertThat(graph.isTransactional("wait")).isTrue();
        assertThat(graph.isRepeatable("wait")).isFalse();
    }

    /** Keeps entries in a list, with transactions whose commits may be refused. */
    private final class TransactionalJournal implements Journal {

        private final List<JournalEntry> kept = new ArrayList<>();
        private @Nullable RuntimeException refusal;
        private @Nullable RuntimeException flushRefusal;

        @Override
        public Stored store(JournalEntry entry) {
            return () -> entry;
        }

        @Override
        public synchronized Pending append(long number, Stored entry) {
            assertThat(number).isEqualTo(kept.size() + 1L);
            kept.add(entry.entry());
            if (entry.entry() instanceof JournalEntry.Visited visited && visited.failure() != null) {
                events.add("failure of " + visited.node() + " with " + visited.writes());
            }
            return Pending.DURABLE;
        }

        @Override
        public Transaction begin() {
            events.add("begin");
            return new Transaction() {
                private boolean open = true;

                @Override
                public void flush() {
                    events.add("flush");
                    if (flushRefusal != null) {
                        throw flushRefusal;
                    }
                }

                @Override
                public void commit(long number, Stored entry) {
                    open = false;
                    if (refusal != null) {
                        events.add("refused");
                        throw refusal;
                    }
                    assertThat(number).isEqualTo(kept.size() + 1L);
                    kept.add(entry.entry());
                    events.add("commit");
                }

                @Override
                public void rollBack() {
                    if (open) {
                        open = false;
                        events.add("roll back");
                    }
                }
            };
        }
    }

    private static Flow transactional(Node<?, ?> node, RetryPolicy retries) {
        return Flow.builder("flow")
                .start(node)
                .transactional(node)
                .retry(node, retries)
                .build();
    }

    /** Fails in so many attempts, with a write in each step. */
    private final class Charge extends Node<String, String> {

        private final int failures;
        private int attempts;

        Charge(int failures) {
            super("charge");
            this.failures = failures;
        }

        @Override
        public String prep(Memory memory) {
            events.add("prep sees " + memory.get("prepared"));
            memory.put("prepared", "yes");
            memory.local().put("own", "yes");
            return "p";
        }

        @Override
        public String exec(String prepared) throws IOException {
            events.add("exec");
            if (attempts++ < failures) {
                throw new IOException("down");
            }
            return "charged";
        }

        @Override
        public String execFallback(String prepared, Exception failed) throws Exception {
            events.add("fallback");
            if (failures == 99) {
                throw failed;
            }
            return "later";
        }

        @Override
        public void post(Memory memory, String prepared, String result) {
            events.add("post");
            memory.put("result", result);
        }
    }

    @Test
    void aTransactionalVisitIsCommittedWithItsEntry() {
        TransactionalJournal journal = new TransactionalJournal();

        run(transactional(new Charge(0), RetryPolicy.create()), journal).perform();

        assertThat(events).containsExactly("begin", "prep sees null", "exec", "post", "flush", "commit");
        assertThat(global).containsEntry("result", "charged").containsEntry("prepared", "yes");
        assertThat(journal.kept).hasSize(3);
    }

    @Test
    void eachAttemptIsATransactionThatBeginsWithPrep() {
        TransactionalJournal journal = new TransactionalJournal();

        run(transactional(new Charge(1), RetryPolicy.ofAttempts(2)), journal).perform();

        assertThat(events)
                .containsExactly(
                        "begin",
                        "prep sees null",
                        "exec",
                        "roll back",
                        "begin",
                        "prep sees null",
                        "exec",
                        "post",
                        "flush",
                        "commit");
        assertThat(global).containsEntry("result", "charged");
    }

    @Test
    void theFallbackIsATransactionOfItsOwn() {
        run(transactional(new Charge(5), RetryPolicy.create()), new TransactionalJournal())
                .perform();

        assertThat(events)
                .containsExactly(
                        "begin",
                        "prep sees null",
                        "exec",
                        "roll back",
                        "begin",
                        "prep sees null",
                        "fallback",
                        "post",
                        "flush",
                        "commit");
        assertThat(global).containsEntry("result", "later");
    }

    @Test
    void aVisitThatFailsLeavesNothingBehindButItsFailure() {
        TransactionalJournal journal = new TransactionalJournal();
        JournaledRun run = run(transactional(new Charge(99), RetryPolicy.create()), journal);

        assertThatThrownBy(run::perform).isInstanceOf(NodeException.class).hasRootCauseMessage("down");

        assertThat(events).endsWith("fallback", "roll back", "failure of charge with []");
        assertThat(global).isEmpty();
    }

    @Test
    void aCommitThatIsRefusedFailsTheVisit() {
        TransactionalJournal journal = new TransactionalJournal();
        journal.refusal = new IllegalStateException("deferred constraint");
        FlowListener listener = new FlowListener() {
            @Override
            public void visitFailed(Visit visit, Throwable failure) {
                events.add(visit.node() + " has failed");
            }

            @Override
            public void visitCompleted(Visit visit) {
                events.add(visit.node() + " has completed");
            }
        };
        JournaledRun run = JournaledRun.of(
                transactional(new Charge(0), RetryPolicy.create()),
                Memory.over(global),
                RunOptions.create().withListener(listener),
                journal);

        assertThatThrownBy(run::perform)
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("committing what it did")
                .hasRootCauseMessage("deferred constraint");

        assertThat(events).endsWith("flush", "refused", "charge has failed", "failure of charge with []");
        assertThat(global).isEmpty();
    }

    @Test
    void whatCannotBeFlushedFailsTheVisitToo() {
        TransactionalJournal journal = new TransactionalJournal();
        journal.flushRefusal = new IllegalStateException("unique constraint");
        JournaledRun run = run(transactional(new Charge(0), RetryPolicy.create()), journal);

        assertThatThrownBy(run::perform).hasRootCauseMessage("unique constraint");

        assertThat(events).endsWith("flush", "roll back", "failure of charge with []");
        assertThat(global).isEmpty();
    }

    @Test
    void aFailedEdgeIsFollowedAfterTheTransactionWasRolledBack() {
        Charge charge = new Charge(99);
        Node<?, ?> apologize = Nodes.node(
                "apologize",
                (node, memory) -> events.add("sees " + memory.get("prepared") + " and " + memory.get("own")));
        Flow flow = Flow.builder("flow")
                .start(charge)
                .transactional(charge)
                .on(charge, Actions.FAILED, apologize)
                .build();

        run(flow, new TransactionalJournal()).perform();

        assertThat(events).endsWith("roll back", "failure of charge with []", "sees null and null");
    }

    @Test
    void aWaitAsksAndIsAnsweredInATransactionEach() {
        WaitNode<String, String> wait = Node.await(
                "wait",
                String.class,
                memory -> "how many?",
                (memory, asked, answer, signals) -> memory.put("n", answer));
        Flow flow = Flow.builder("flow").start(wait).transactional(wait).build();
        JournaledRun run = run(flow, new TransactionalJournal());

        assertThat(run.perform()).isEmpty();
        assertThat(events).containsExactly("begin", "flush", "commit");
        assertThat(run.answer(run.waits().get(0).visit(), "seven")).isTrue();
        assertThat(run.perform()).isPresent();

        assertThat(events).containsExactly("begin", "flush", "commit", "begin", "flush", "commit");
        assertThat(global).containsEntry("n", "seven");
    }

    @Test
    void aTransactionIsNotInterruptedByATimeoutAndFailsAllTheSame() {
        List<Boolean> interrupted = new ArrayList<>();
        FlowRuntime runtime = FlowRuntime.builder()
                .timing(timing -> timing.withTimer((time, callback) -> {
                    callback.run(); // at once, on this thread
                    return () -> {};
                }))
                .build();
        RetryPolicy seconds = RetryPolicy.create().withTimeout(Duration.ofSeconds(1));
        Node<?, ?> slow = Nodes.trying("slow", seconds, retry -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            return "out";
        });
        Flow flow = Flow.builder("flow")
                .start(slow)
                .transactional(slow)
                .runtime(runtime)
                .build();
        JournaledRun run = run(flow, new TransactionalJournal());

        assertThatThrownBy(run::perform).hasRootCauseInstanceOf(TimeoutException.class);

        assertThat(interrupted).containsExactly(false);
        assertThat(events).containsExactly("begin", "roll back", "begin", "roll back", "failure of slow with []");
    }

    @Test
    void aBranchWhoseFlowIsCancelledMeanwhileIsRolledBack() {
        CountDownLatch failed = new CountDownLatch(1);
        TransactionalJournal journal = new TransactionalJournal();
        Nodes.Recorder split = Nodes.node("split", (node, memory) -> {
            node.fire("one");
            node.fire("other");
        });
        CountDownLatch begun = new CountDownLatch(1);
        Nodes.Recorder one = Nodes.node("one", (node, memory) -> {
            begun.countDown();
            await(failed);
            memory.put("one", "done");
        });
        Nodes.Recorder other = Nodes.node("other", (node, memory) -> {
            await(begun);
            throw new IllegalStateException("no");
        });
        Flow inner = Flow.builder("inner")
                .parallel()
                .start(split)
                .on(split, "one", one)
                .on(split, "other", other)
                .transactional(one)
                .build();
        Nodes.Recorder after = Nodes.node("after", (node, memory) -> {});
        FlowRuntime runtime = FlowRuntime.builder()
                .listener(new FlowListener() {
                    @Override
                    public void visitFailed(Visit visit, Throwable failure) {
                        if (visit.node().equals("other")) {
                            failed.countDown();
                        }
                    }
                })
                .build();
        Flow outer = Flow.builder("outer")
                .start(inner)
                .on(inner, Actions.FAILED, after)
                .runtime(runtime)
                .build();

        run(outer, journal).perform();

        assertThat(events).contains("begin").doesNotContain("commit ");
        assertThat(events.stream().filter(event -> event.equals("begin")).count())
                .isEqualTo(events.stream()
                        .filter(event -> event.equals("commit") || event.equals("roll back"))
                        .count());
        assertThat(global.containsKey("one"))
                .isEqualTo(events.contains("commit"))
                .isEqualTo(journal.kept.stream()
                        .anyMatch(entry -> entry instanceof JournalEntry.Visited visited
                                && visited.node().equals("one")));
    }

    @Test
    void inARunWithoutAJournalATransactionalNodeIsVisitedLikeAnyOther() {
        Charge charge = new Charge(1);

        transactional(charge, RetryPolicy.ofAttempts(2)).run(Memory.of(Map.of()));

        assertThat(events).containsExactly("prep sees null", "exec", "exec", "post");
    }
}
