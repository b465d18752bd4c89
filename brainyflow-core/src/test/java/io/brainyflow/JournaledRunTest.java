package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Runs that die and go on from what their visits came to. */
class JournaledRunTest {

    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();

    private static Flow threeNodes(List<String> performed) {
        Nodes.Recorder first = Nodes.node("first", (node, memory) -> {
            performed.add("first");
            memory.put("a", 1);
            memory.local().put("own", "kept");
        });
        Nodes.Recorder second = Nodes.node("second", (node, memory) -> {
            performed.add("second");
            memory.add("a", 1);
            node.fire("on", Map.of("data", 5));
        });
        Nodes.Recorder third = Nodes.node("third", (node, memory) -> {
            performed.add("third with " + memory.get("own") + ", " + memory.get("data"));
            memory.append("list", memory.get("a"));
        });
        return Flow.builder("three")
                .start(first)
                .next(first, second)
                .on(second, "on", third)
                .build();
    }

    /** Keeps entries in a list, and takes so many at most. */
    private record ListJournal(List<JournalEntry> entries, int most) implements Journal {

        ListJournal(List<JournalEntry> entries) {
            this(entries, Integer.MAX_VALUE);
        }

        @Override
        public Stored store(JournalEntry entry) {
            return () -> entry;
        }

        @Override
        public Pending append(long number, Stored entry) {
            if (entries.size() == most) {
                throw new LostOwnershipException("killed");
            }
            entries.add(entry.entry());
            return Pending.DURABLE;
        }
    }

    private JournaledRun run(Flow flow, Journal journal) {
        return JournaledRun.of(flow, Memory.over(global), RunOptions.create().withRunId("order-7"), journal);
    }

    private JournaledRun replayed(Flow flow, List<JournalEntry> entries) {
        global.clear();
        JournaledRun run = run(flow, new ListJournal(entries));
        List.copyOf(entries).forEach(entry -> run.replay(entry, JournalEntry.voided(entries)));
        return run;
    }

    @Test
    void goesOnAfterTheEntriesOfOneThatHasDied() {
        List<String> performed = new ArrayList<>();
        Flow flow = threeNodes(performed);
        List<JournalEntry> entries = new ArrayList<>();
        assertThatThrownBy(() -> run(flow, new ListJournal(entries, 3)).perform())
                .isInstanceOf(LostOwnershipException.class)
                .hasMessage("killed");
        assertThat(performed).containsExactly("first", "second", "third with kept, 5");

        JournaledRun again = replayed(flow, entries);

        assertThat(again.perform().orElseThrow()).hasToString("first{default=[second{on=[third]}]}");
        assertThat(performed).containsExactly("first", "second", "third with kept, 5", "third with kept, 5");
        assertThat(global).isEqualTo(Map.of("a", 2, "list", List.of(2)));
        assertThat(again.entries()).isEqualTo(5);
        assertThat(again.isOver()).isTrue();
        assertThatThrownBy(again::perform)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Run 'order-7' of flow 'three' has ended; to continue it, void the entries of its failures");
    }

    @Test
    void performsNothingAgainWhateverItDiesAfter() {
        List<String> performed = new ArrayList<>();
        DyingRun run = DyingRun.afterEachEntry(threeNodes(performed), Map.of());

        assertThat(run.run(global)).hasToString("first{default=[second{on=[third]}]}");
        assertThat(performed).hasSize(3);
        assertThat(run.lives())
                .as("the flow's entering and leaving are entries, too")
                .isEqualTo(6);
        assertThat(global).isEqualTo(Map.of("a", 2, "list", List.of(2)));
    }

    @Test
    void keepsWritesBackUntilTheirEntryIsThere() {
        Nodes.Recorder node = Nodes.node("n", (self, memory) -> {
            memory.put("put", 1);
            memory.remove("there");
            memory.append("list", "x");
            memory.add("count", 2);
            assertThat(memory.get("put")).isEqualTo(1);
            assertThat(memory.contains("there")).isFalse();
            assertThat(memory.get("list")).isEqualTo(List.of("w", "x"));
            assertThat(memory.get("count")).isEqualTo(3);
            assertThat(memory.snapshot().get("list")).isEqualTo(List.of("w", "x"));
            assertThat(memory.snapshot().contains("there")).isFalse();
            assertThat(memory).hasToString("Memory[global=[count, list, put], local=[]]");
            assertThat(global).doesNotContainKey("put").containsKey("there");
        });
        global.putAll(Map.of("there", true, "list", List.of("w"), "count", 1));
        Flow flow = Flow.builder("flow").start(node).build();

        assertThatThrownBy(
                        () -> run(flow, new ListJournal(new ArrayList<>(), 1)).perform())
                .hasMessage("killed");
        assertThat(global).isEqualTo(Map.of("there", true, "list", List.of("w"), "count", 1));

        run(flow, new ListJournal(new ArrayList<>())).perform();
        assertThat(global).isEqualTo(Map.of("put", 1, "list", List.of("w", "x"), "count", 3));
    }

    @Test
    void letsForksAndRunsWithinANodeWriteThroughIt() {
        Flow within = Flow.builder("within")
                .start(Node.of("deep", memory -> memory.put("deep", memory.get("put"))))
                .build();
        Nodes.Recorder node = Nodes.node("n", (self, memory) -> {
            memory.put("put", 1);
            assertThat(memory.fork().get("put")).isEqualTo(1);
            memory.fork().put("forked", 2);
            within.run(memory);
            assertThat(memory.get("deep")).isEqualTo(1);
            assertThat(global).isEmpty();
        });
        List<JournalEntry> entries = new ArrayList<>();
        Flow flow = Flow.builder("flow").start(node).build();

        run(flow, new ListJournal(entries)).perform();
        assertThat(global).isEqualTo(Map.of("put", 1, "forked", 2, "deep", 1));
        replayed(flow, entries);
        assertThat(global).isEqualTo(Map.of("put", 1, "forked", 2, "deep", 1));
    }

    @Test
    void refusesWritesOfAVisitThatHasEnded() {
        List<Memory> kept = new ArrayList<>();
        Node<?, ?> first = Node.of("first", memory -> kept.add(memory));
        Node<?, ?> second = Node.of("second", memory -> {
            Memory stray = kept.get(0);
            for (Runnable write : List.<Runnable>of(
                    () -> stray.put("k", 1),
                    () -> stray.remove("k"),
                    () -> stray.add("k", 1),
                    () -> stray.append("k", 1))) {
                assertThatThrownBy(write::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("'k' was written when the visit had ended, so nothing would come of it; wait in the"
                                + " node for the threads that it has write");
            }
        });
        run(Flow.builder("flow").start(first).next(first, second).build(), new ListJournal(new ArrayList<>()))
                .perform();
        assertThat(global).isEmpty();
    }

    @Test
    void comesToTheSameEndWhereFailuresAreFollowedAndCollected() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        Nodes.Recorder work = Nodes.node("work", (node, memory) -> {
            memory.append("tried", memory.get("item"));
            if ((Integer) memory.get("item") % 2 == 1) {
                throw new IllegalStateException("odd");
            }
        });
        Flow inner = Flow.builder("inner").start(work).build();
        Nodes.Recorder join = Nodes.node(
                "join", (node, memory) -> memory.put("met", memory.joined().size()));
        Node<?, ?> undo = Node.of(
                "undo",
                memory -> memory.append("undone", memory.require(Failure.KEY).node()));
        Flow followed = Flow.builder("followed")
                .start(start)
                .on(start, "item", inner)
                .on(inner, Actions.FAILED, undo)
                .next(inner, join)
                .next(undo, join)
                .join(join)
                .build();

        ExecutionTree tree = DyingRun.afterEachEntry(followed, Map.of()).run(global);

        ConcurrentMap<String, Object> inOneGo = new ConcurrentHashMap<>();
        assertThat(tree).isEqualTo(followed.run(Memory.over(inOneGo)));
        assertThat(global).isEqualTo(inOneGo).containsEntry("met", 4);

        Flow collecting = Flow.builder("collecting")
                .start(start)
                .on(start, "item", inner)
                .onFailure(OnFailure.COLLECT)
                .build();
        assertThatThrownBy(() -> DyingRun.afterEachEntry(collecting, Map.of()).run(global))
                .isInstanceOfSatisfying(BranchesFailedException.class, e -> {
                    assertThat(e.failures()).hasSize(2);
                    assertThat(e.tree().orElseThrow()).hasToString("start{item=[inner, inner]}");
                });
        assertThat((List<?>) global.get("tried")).hasSize(4);
    }

    @Test
    void noticesConflictsAcrossItsLives() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Node<?, ?> put = Node.of("put", memory -> memory.put("same", memory.get("item")));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", put)
                .onConflict(OnConflict.FAIL)
                .build();

        assertThatThrownBy(() -> DyingRun.afterEachEntry(flow, Map.of()).run(global))
                .isInstanceOf(WriteConflictException.class)
                .hasMessageContaining("in branches 1 and 2 of node 'start'");
    }

    @Test
    void isFailedUntilItsFailuresAreVoided() {
        List<String> performed = new ArrayList<>();
        Node<?, ?> failingOnce = Nodes.trying("n", RetryPolicy.create(), retry -> {
            performed.add("n");
            if (performed.size() == 1) {
                throw new IOException("first");
            }
            return null;
        });
        Flow flow = Flow.builder("flow").start(failingOnce).build();
        DyingRun run = DyingRun.afterEachEntry(flow, Map.of());

        assertThatThrownBy(() -> run.run(global))
                .isInstanceOf(NodeException.class)
                .hasMessage("Node 'n' of flow 'flow' failed in exec, attempt 1: java.io.IOException: first");
        assertThatThrownBy(() -> run.run(global)).isInstanceOf(NodeException.class);
        assertThat(performed).hasSize(1);
        run.retry();
        assertThat(run.run(global)).hasToString("n");
        assertThat(performed).hasSize(2);
    }

    @Test
    void triesAgainAllThatWasCollected() {
        List<Object> performed = new ArrayList<>();
        boolean[] broken = {true};
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 4);
        Nodes.Recorder work = Nodes.node("work", (node, memory) -> {
            performed.add(memory.get("item"));
            memory.append("tried", memory.get("item"));
            if (broken[0] && (Integer) memory.get("item") % 2 == 1) {
                throw new IllegalStateException("odd");
            }
        });
        Flow inner = Flow.builder("inner")
                .start(start)
                .on(start, "item", work)
                .onFailure(OnFailure.COLLECT)
                .build();
        Nodes.Recorder last = Nodes.node("last");
        Flow flow = Flow.builder("outer").start(inner).next(inner, last).build();
        DyingRun run = DyingRun.afterEachEntry(flow, Map.of());

        assertThatThrownBy(() -> run.run(global)).isInstanceOf(BranchesFailedException.class);
        assertThat(global.get("tried")).isEqualTo(List.of(0, 1, 2, 3));
        broken[0] = false;
        run.retry();
        run.run(global);
        assertThat(performed).containsExactly(0, 1, 2, 3, 1, 3);
        assertThat(global.get("tried")).isEqualTo(List.of(0, 2, 1, 3));
        assertThat(last.visits).hasSize(1);
    }

    @Test
    void isOverOnceItWasCancelled() {
        List<JournalEntry> entries = new ArrayList<>();
        FlowRun[] running = new FlowRun[1];
        CountDownLatch begun = new CountDownLatch(1);
        Node<?, ?> node = Node.of("n", memory -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        Flow flow = Flow.builder("flow").start(node).build();
        running[0] = run(flow, new ListJournal(entries)).start();
        assertThatThrownBy(() -> {
                    begun.await();
                    running[0].cancel();
                    running[0].await();
                })
                .isInstanceOf(FlowCancelledException.class);

        JournaledRun again = replayed(flow, entries);
        assertThat(again.isOver()).isTrue();
        assertThat(again.failure().orElseThrow())
                .isInstanceOf(FlowCancelledException.class)
                .hasMessage("Run order-7 of flow 'flow' was cancelled: on request");
        assertThat(again.failedEntries()).containsExactly(2L);
    }

    @Test
    void rejectsEntriesThatDoNotFollow() {
        Flow flow = threeNodes(new ArrayList<>());
        JournalEntry.Visited strange = new JournalEntry.Visited(
                7, "n", VisitPart.WHOLE, 0, List.of(), List.of(), null, null, null, null, null);

        assertThatThrownBy(() -> replayed(flow, List.of(strange)))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessage(
                        "Entry 1 of run 'order-7' of flow 'three' is of visit 7 of node 'n', which does not follow from"
                                + " the entries before it; continue the run with the graph that it began with");
    }

    private final Instant now = Instant.parse("2026-11-27T10:00:00Z");

    /** Fails twice, and waits for an hour after each. */
    private Flow failingTwice(List<String> seen, FlowBuilder builder) {
        Node<?, ?> patient =
                new Node<String, String>("patient", RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofHours(1))) {
                    @Override
                    public String prep(Memory memory) {
                        seen.add("prep " + memory.get("tried"));
                        memory.put("tried", "yes");
                        return "in";
                    }

                    @Override
                    public String exec(String prepared) throws IOException {
                        seen.add("attempt " + curRetry());
                        if (curRetry() < 2) {
                            throw new IOException("down");
                        }
                        return "out";
                    }

                    @Override
                    public void post(Memory memory, String prepared, String result) {
                        memory.put("result", result);
                    }
                };
        FlowRuntime runtime = FlowRuntime.builder()
                .timing(timing -> timing.withClock(() -> now))
                .listener(new FlowListener() {
                    @Override
                    public void visitStarted(Visit visit) {
                        seen.add("started " + visit.node());
                    }
                })
                .build();
        return builder.start(patient).runtime(runtime).build();
    }

    @Test
    void pausesAVisitWhoseNextAttemptIsFarOffAndGoesOnWithItElsewhere() {
        List<String> seen = new ArrayList<>();
        List<JournalEntry> entries = new ArrayList<>();
        for (FlowBuilder builder : List.of(Flow.builder("f"), Flow.builder("f").parallel())) {
            seen.clear();
            entries.clear();
            global.clear();
            Flow flow = failingTwice(seen, builder);
            JournaledRun first = run(flow, new ListJournal(entries));
            assertThat(first.perform()).isEmpty();
            assertThat(first.wakeAt()).contains(now.plusSeconds(3_600));
            assertThat(first.wake(now.plusSeconds(3_599))).isFalse();
            assertThat(seen).containsExactly("started patient", "prep null", "attempt 0");

            JournaledRun second = replayed(flow, entries);
            assertThat(second.wake(now.plusSeconds(3_600))).isTrue();
            assertThat(second.perform()).isEmpty();
            assertThat(second.wakeAt()).contains(now.plusSeconds(3_600));
            assertThat(second.wake(now.plusSeconds(3_600))).isTrue();
            assertThat(second.perform()).isPresent();

            assertThat(seen)
                    .containsExactly(
                            "started patient",
                            "prep null",
                            "attempt 0",
                            "prep null",
                            "attempt 1",
                            "prep null",
                            "attempt 2");
            assertThat(global).isEqualTo(Map.of("tried", "yes", "result", "out"));
            assertThat(replayed(flow, entries).tree()).isPresent();
            assertThat(global).isEqualTo(Map.of("tried", "yes", "result", "out"));
        }
    }

    @Test
    void endsAVisitThatIsPausedWithItsFlow() {
        List<String> seen = new ArrayList<>();
        Flow inner = failingTwice(seen, Flow.builder("inner").parallel());
        Node<?, ?> ask = Node.await("ask", String.class, memory -> "go on?", (memory, asked, answer, signals) -> {
            throw new IllegalStateException(answer);
        });
        Node<?, ?> fan = Node.of("fan", (memory, signals) -> {
            signals.trigger("patient");
            signals.trigger("ask");
        });
        Flow both = Flow.builder("both")
                .parallel()
                .start(fan)
                .on(fan, "patient", inner)
                .on(fan, "ask", ask)
                .build();
        Node<?, ?> after = Node.of("after", memory -> memory.put("after", true));
        Flow flow = Flow.builder("outer")
                .start(both)
                .on(both, Actions.FAILED, after)
                .build();
        List<JournalEntry> entries = new ArrayList<>();
        JournaledRun first = run(flow, new ListJournal(entries));
        assertThat(first.perform()).isEmpty();
        assertThat(first.wakeAt()).isPresent();

        JournaledRun second = replayed(flow, entries);
        assertThat(second.answer(second.waits().get(0).visit(), "no")).isTrue();
        assertThat(second.perform()).isPresent();

        assertThat(second.wakeAt()).isEmpty();
        assertThat(global).isEqualTo(Map.of("after", true));
        assertThat(replayed(flow, entries).tree()).isPresent();
    }

    @Test
    void aRunThatIsStartedHereSpendsTheTimeBetweenAttempts() throws Exception {
        List<String> seen = new ArrayList<>();
        Flow quick = Flow.builder("f")
                .start(Nodes.trying("n", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofHours(1)), retry -> {
                    seen.add("attempt " + retry);
                    if (retry == 0) {
                        throw new IOException("down");
                    }
                    return "out";
                }))
                .runtime(FlowRuntime.builder()
                        .timing(timing -> timing.withPause(time -> seen.add("pause " + time)))
                        .build())
                .build();
        JournaledRun run = run(quick, new ListJournal(new ArrayList<>()));

        run.start().await();

        assertThat(seen).containsExactly("attempt 0", "pause PT1H", "attempt 1");
    }

    @Test
    void noticesAGraphThatHasChanged() {
        List<JournalEntry> entries = new ArrayList<>();
        Flow flow = threeNodes(new ArrayList<>());
        run(flow, new ListJournal(entries)).perform();
        Node<?, ?> first = Node.of("first", memory -> {});
        Node<?, ?> bill = Node.of("bill", memory -> {});
        Node<?, ?> third = Node.of("third", memory -> {});
        Flow renamed = Flow.builder("three").start(first).next(first, bill).build();
        Flow longer = Flow.builder("three")
                .start(first)
                .next(first, bill)
                .next(first, third)
                .build();
        Flow nested = Flow.builder("three")
                .start(Flow.builder("first").start(bill).build())
                .build();

        assertThatThrownBy(() -> replayed(renamed, entries))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("is of visit 2 of node 'second', the flow now has 'bill' there");
        assertThatThrownBy(() -> replayed(longer, entries))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("after which 1 branches began, and now 2 would");
        assertThatThrownBy(() -> replayed(nested, entries))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("whose part was WHOLE and now is ENTER");
    }

    @Test
    void failsTheVisitWhoseResultCannotBeStored() {
        Node<?, ?> node = Node.of("n", memory -> memory.put("k", new Object()));
        Nodes.Recorder undo = Nodes.node(
                "undo",
                (self, memory) -> memory.put("why", memory.require(Failure.KEY).message()));
        List<JournalEntry> entries = new ArrayList<>();
        Journal strict = new Journal() {
            private final Journal list = new ListJournal(entries);

            @Override
            public Stored store(JournalEntry entry) {
                if (entry instanceof JournalEntry.Visited visited
                        && visited.writes().stream()
                                .anyMatch(write -> Objects.requireNonNull(write.value())
                                        .getClass()
                                        .equals(Object.class))) {
                    throw new IllegalArgumentException("no objects");
                }
                return list.store(entry);
            }

            @Override
            public Pending append(long number, Stored entry) {
                return list.append(number, entry);
            }
        };

        assertThatThrownBy(() ->
                        run(Flow.builder("flow").start(node).build(), strict).perform())
                .isInstanceOf(NodeException.class)
                .hasMessage("Node 'n' of flow 'flow' failed in storing its result:"
                        + " java.lang.IllegalArgumentException: no objects");
        assertThat(global).isEmpty();

        Flow followed =
                Flow.builder("flow").start(node).on(node, Actions.FAILED, undo).build();
        entries.clear();
        run(followed, strict).perform();
        assertThat(global).isEqualTo(Map.of("why", "java.lang.IllegalArgumentException: no objects"));
        replayed(followed, entries);
        assertThat(global).isEqualTo(Map.of("why", "java.lang.IllegalArgumentException: no objects"));
    }

    @Test
    void failsAVisitWhoseWritesCannotBeAppliedToWhatOthersWrote() {
        CountDownLatch both = new CountDownLatch(2);
        Node<?, ?> start = Node.of("start", (memory, signals) -> {
            signals.trigger("add");
            signals.trigger("put");
        });
        Node<?, ?> add = Node.of("add", memory -> {
            memory.add("n", 1);
            both.countDown();
            both.await();
        });
        Node<?, ?> put = Node.of("put", memory -> {
            memory.put("other", 1);
            memory.put("n", "text");
            both.countDown();
            both.await();
        });
        Node<?, ?> undo = Node.of("undo", memory -> memory.put("undone", true));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "add", add)
                .on(start, "put", put)
                .on(add, Actions.FAILED, undo)
                .onConflict(OnConflict.IGNORE)
                .build();
        for (int i = 0; i < 50; i++) {
            global.clear();
            List<JournalEntry> entries = new ArrayList<>();
            run(flow, new ListJournal(entries)).perform();
            Map<String, Object> live = Map.copyOf(global);
            assertThat(live).containsEntry("n", "text");
            assertThat(replayed(flow, entries).isOver()).isTrue();
            assertThat(global).isEqualTo(live);
        }
    }

    @Test
    void hasInterceptorsSetUpAgainWhatTheyHaveSetUp() {
        List<String> seen = new ArrayList<>();
        FlowRuntime runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    seen.add(visit.part() + " " + visit.node());
                    step.proceed();
                })
                .listener(new FlowListener() {
                    @Override
                    public void runStarted(Visit run) {
                        seen.add("started");
                    }

                    @Override
                    public void runResumed(Visit run) {
                        seen.add("resumed");
                    }

                    @Override
                    public void runSuspended(Visit run) {
                        seen.add("suspended");
                    }
                })
                .build();
        WaitNode<?, String> wait = Node.await("wait", String.class);
        Flow inner = Flow.builder("inner").start(wait).build();
        Flow flow = Flow.builder("outer").start(inner).runtime(runtime).build();
        List<JournalEntry> entries = new ArrayList<>();
        assertThat(run(flow, new ListJournal(entries)).perform()).isEmpty();
        assertThat(seen).containsExactly("started", "ENTER outer", "ENTER inner", "ASK wait", "suspended");
        seen.clear();

        JournaledRun again = replayed(flow, entries);
        again.answer(again.waits().get(0).visit(), "yes");
        assertThat(again.perform()).isPresent();
        assertThat(seen)
                .containsExactly(
                        "resumed", "RESUME outer", "RESUME inner", "ANSWER wait", "LEAVE inner", "LEAVE outer");
        assertThat(global).containsEntry("wait", "yes");
    }

    @Test
    void keepsItsWaitsOverItsLives() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 5);
        WaitNode<Integer, Integer> ask = new WaitNode<>("ask", Integer.class) {
            @Override
            public Integer prep(Memory memory) {
                memory.append("asked", memory.get("item"));
                return (Integer) memory.get("item");
            }

            @Override
            public void post(Memory memory, Integer asked, Integer answer) {
                memory.add("sum", asked * answer);
            }
        };
        Nodes.Recorder join = Nodes.node(
                "join", (node, memory) -> memory.put("met", memory.joined().size()));
        for (boolean parallel : List.of(true, false)) {
            FlowBuilder builder = Flow.builder("flow")
                    .start(start)
                    .on(start, "item", ask)
                    .next(ask, join)
                    .join(join);
            Flow flow = (parallel ? builder.parallel() : builder).build();
            for (DyingRun run :
                    List.of(DyingRun.afterEachEntry(flow, Map.of()), DyingRun.beforeEachCommit(flow, Map.of()))) {
                run.answering(wait -> 10).run(global);
                assertThat(global).containsEntry("sum", 100).containsEntry("met", 5);
                assertThat((List<?>) global.get("asked")).hasSize(5);
                assertThat(run.waits()).isGreaterThanOrEqualTo(5);
            }
        }
    }

    @Test
    void isBoundByLimitsAndCountsOverItsLives() {
        Nodes.Recorder loop = Nodes.node("loop", (node, memory) -> node.fire("again"));
        Flow flow = Flow.builder("flow")
                .start(loop)
                .on(loop, "again", loop)
                .maxVisits(3)
                .build();

        assertThatThrownBy(() -> DyingRun.afterEachEntry(flow, Map.of()).run(global))
                .isInstanceOf(VisitLimitException.class);
        assertThat(loop.visits).hasSize(3);
    }
}
