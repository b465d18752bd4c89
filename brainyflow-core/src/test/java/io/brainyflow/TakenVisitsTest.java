package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Runs whose visits are performed elsewhere, one at a time. */
class TakenVisitsTest {

    private final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();
    private final List<JournalEntry> entries = new ArrayList<>();
    private Predicate<VisitPart> refused = part -> false;
    private JournaledRun run;

    private void begin(Flow flow) {
        begin(flow, RunOptions.create());
    }

    private void begin(Flow flow, RunOptions options) {
        global.clear();
        Journal journal = new Journal() {
            @Override
            public Stored store(JournalEntry entry) {
                if (entry instanceof JournalEntry.Visited visited
                        && visited.failure() == null
                        && refused.test(visited.part())) {
                    throw new IllegalStateException(visited.part() + " cannot be kept");
                }
                return () -> entry;
            }

            @Override
            public Pending append(long number, Stored entry) {
                assertThat(number).isEqualTo(entries.size() + 1);
                entries.add(entry.entry());
                return Pending.DURABLE;
            }
        };
        run = JournaledRun.of(flow, Memory.over(global), options.withRunId("order-7"), journal);
        List.copyOf(entries).forEach(entry -> run.replay(entry, JournalEntry.voided(entries)));
    }

    private JournalEntry.Visited perform(Flow flow, VisitRequest request) {
        return (JournalEntry.Visited) JournaledRun.perform(name -> flow, request, entry -> () -> entry)
                .entry();
    }

    private void replay(JournalEntry entry) {
        entries.add(entry);
        run.replay(entry, Set.of());
    }

    private VisitRequest takeOnly() {
        List<Visit> ready = run.takeReady();
        assertThat(ready).hasSize(1);
        return run.request(ready.get(0));
    }

    private List<String> nodes(List<Visit> visits) {
        return visits.stream().map(Visit::node).toList();
    }

    @Test
    void areHandedOutOnceWhenTheirTurnHasCome() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        Nodes.Recorder item = Nodes.node("item", (node, memory) -> memory.add("sum", (Integer) memory.get("item")));
        Nodes.Recorder all = Nodes.node("all");
        Flow flow = Flow.builder("flow")
                .parallel()
                .maxConcurrency(2)
                .start(start)
                .on(start, "item", item)
                .next(item, all)
                .join(all)
                .build();
        begin(flow);

        replay(perform(flow, takeOnly()));
        List<VisitRequest> items = new ArrayList<>();
        run.takeReady().forEach(visit -> items.add(run.request(visit)));
        assertThat(items).extracting(VisitRequest::node).containsExactly("item", "item");
        assertThat(run.takeReady()).as("as many as may be active").isEmpty();
        replay(perform(flow, items.get(1)));
        VisitRequest third = takeOnly();
        assertThat(third.node()).isEqualTo("item");
        replay(perform(flow, third));
        assertThat(run.takeReady()).isEmpty();
        replay(perform(flow, items.get(0)));
        VisitRequest join = takeOnly();

        assertThat(join.joined()).extracting(local -> local.get("item")).containsExactly(0, 1, 2);
        assertThat(join.local()).as("that of the flow around").isEmpty();
        replay(perform(flow, join));
        assertThat(run.takeReady()).isEmpty();
        assertThat(run.tree()).map(ExecutionTree::size).contains(5);
        assertThat(global).isEqualTo(Map.of("sum", 3));
        assertThat(entries).as("entered, five visits, left").hasSize(7);
    }

    @Test
    void areHandedOutAgainByARunOfTheSameEntries() {
        List<String> performed = new ArrayList<>();
        Nodes.Recorder first = Nodes.node("first", (node, memory) -> performed.add("first"));
        Nodes.Recorder second = Nodes.node("second", (node, memory) -> performed.add("second"));
        Flow flow = Flow.builder("flow").start(first).next(first, second).build();
        begin(flow);
        replay(perform(flow, takeOnly()));
        VisitRequest lost = takeOnly();

        begin(flow);

        assertThat(takeOnly()).isEqualTo(lost);
        replay(perform(flow, lost));
        assertThat(run.takeReady()).isEmpty();
        assertThat(run.isOver()).isTrue();
        assertThat(performed).containsExactly("first", "second");
    }

    @Test
    void makeTheirNextAttemptWhenItIsDue() {
        List<String> attempts = new ArrayList<>();
        Node<Object, Object> node = new Node<>("node", RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofMinutes(1))) {
            @Override
            public Object prep(Memory memory) {
                memory.put("prepared", attempts.size());
                return null;
            }

            @Override
            public Object exec(Object prepared) {
                attempts.add(curRetry() + " of " + Visit.current().key());
                throw new IllegalStateException("no");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                attempts.add("fallback");
                return null;
            }
        };
        Flow flow = Flow.builder("flow").start(node).build();
        begin(flow);

        JournalEntry.Visited paused = perform(flow, takeOnly());
        assertThat(paused.paused().attempts()).isEqualTo(1);
        assertThat(paused.writes()).isEmpty();
        replay(paused);
        assertThat(run.takeReady()).isEmpty();
        Instant due = run.wakeAt().orElseThrow();
        assertThat(run.wake(due.minusMillis(1))).isFalse();
        assertThat(run.wake(due)).isTrue();
        VisitRequest second = takeOnly();
        assertThat(second.attempts()).isEqualTo(1);
        replay(perform(flow, second));
        run.wake(Instant.MAX);
        replay(perform(flow, takeOnly()));
        run.takeReady();

        assertThat(run.tree()).isPresent();
        assertThat(attempts)
                .containsExactly("0 of order-7/1/node", "1 of order-7/1/node", "2 of order-7/1/node", "fallback");
        assertThat(global).isEqualTo(Map.of("prepared", 2));
    }

    /** A flow in which one of two branches fails; the flow around has a successor for that. */
    private static Flow failing() {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("bad");
            node.fire("good");
        });
        Nodes.Recorder bad = Nodes.node("bad", (node, memory) -> {
            throw new IllegalStateException("bad");
        });
        Nodes.Recorder good = Nodes.node("good", (node, memory) -> memory.put("good", true));
        Flow inner = Flow.builder("inner")
                .parallel()
                .start(start)
                .on(start, "bad", bad)
                .on(start, "good", good)
                .build();
        Node<?, ?> undo = Node.of("undo", memory -> memory.put("undone", true));
        return Flow.builder("outer")
                .start(inner)
                .on(inner, Actions.FAILED, undo)
                .build();
    }

    @Test
    void endWithTheirFlowAndTheirEntriesAreIgnored() {
        Flow flow = failing();
        begin(flow);
        replay(perform(flow, takeOnly()));
        List<Visit> both = run.takeReady();
        assertThat(nodes(both)).containsExactly("bad", "good");
        VisitRequest bad = run.request(both.get(0));
        VisitRequest good = run.request(both.get(1));

        replay(perform(flow, bad));
        VisitRequest undo = takeOnly();
        assertThat(undo.node())
                .as("the flow was left without waiting for the other branch")
                .isEqualTo("undo");
        assertThatThrownBy(() -> run.request(both.get(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not one that takeReady has returned and that has not ended");
        replay(perform(flow, good));
        replay(perform(flow, undo));
        assertThat(run.takeReady()).isEmpty();

        assertThat(run.tree()).hasValueSatisfying(tree -> assertThat(tree).hasToString("inner{failed=[undo]}"));
        assertThat(global).isEqualTo(Map.of("undone", true));
        begin(flow);
        assertThat(run.isOver()).isTrue();
        assertThat(global).isEqualTo(Map.of("undone", true));
    }

    @Test
    void ofAFlowWithStepsOfItsOwnAreItsPartsAsWell() {
        List<String> seen = new ArrayList<>();
        Nodes.Recorder node = Nodes.node("node", (self, memory) -> {
            memory.local().put("own", 5);
            self.fire("elsewhere", Map.of("data", 1));
        });
        class Counting extends Flow {
            Counting() {
                super(Flow.builder("counting")
                        .start(node)
                        .options(FlowOptions.create().withPropagateActions(true)));
            }

            @Override
            public Object prep(Memory memory) {
                return "prepared in " + Visit.current().enclosing().number();
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                seen.add(prepared + ": " + tree);
                trigger("own");
            }
        }
        Counting counting = new Counting();
        Node<?, ?> own = Node.of("own", memory -> seen.add("own"));
        Node<?, ?> departed = Node.of("departed", memory -> seen.add("departed with " + memory.get("data")));
        Flow flow = Flow.builder("flow")
                .start(counting)
                .on(counting, "own", own)
                .on(counting, "elsewhere", departed)
                .build();
        begin(flow);

        List<String> parts = new ArrayList<>();
        for (List<Visit> ready = run.takeReady(); !ready.isEmpty(); ready = run.takeReady()) {
            VisitRequest request = run.request(ready.get(0));
            parts.add(request.part() + " " + request.node());
            replay(perform(flow, request));
        }

        assertThat(parts)
                .containsExactly("ENTER counting", "WHOLE node", "LEAVE counting", "WHOLE departed", "WHOLE own");
        assertThat(seen).containsExactly("prepared in 0: node{elsewhere=[]}", "departed with 1", "own");
        assertThat(run.isOver()).isTrue();
    }

    @Test
    void ofAFlowWithStepsOfItsOwnAreNotAskedForWhereItHasFailed() {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("a");
            node.fire("b");
        });
        Node<?, ?> a = Node.of("a", memory -> memory.put("x", 1));
        Node<?, ?> b = Node.of("b", memory -> memory.put("x", 2));
        class Left extends ParallelFlow {
            Left() {
                super(Flow.builder("left")
                        .start(start)
                        .on(start, "a", a)
                        .on(start, "b", b)
                        .onConflict(OnConflict.FAIL));
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.put("left", true);
            }
        }
        Flow flow = new Left();
        begin(flow);
        while (!run.isOver()) {
            run.takeReady().stream().map(run::request).toList().forEach(request -> replay(perform(flow, request)));
        }

        assertThat(run.failure()).containsInstanceOf(WriteConflictException.class);
        assertThat(global).doesNotContainKey("left");
        begin(flow);
        assertThat(run.failure()).containsInstanceOf(WriteConflictException.class);
    }

    @Test
    void areNotAskedForWhereAFlowInTheSameTurnHasEndedTheirs() {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("ask");
            node.fire("inner");
        });
        WaitNode<?, String> ask = Node.await("ask", String.class);
        Nodes.Recorder fan = Nodes.fanningOut("fan", "item", 2);
        Nodes.Recorder item = Nodes.node("item", (node, memory) -> {
            throw new IllegalStateException("bad");
        });
        Flow inner = Flow.builder("inner")
                .parallel()
                .start(fan)
                .on(fan, "item", item)
                .options(FlowOptions.create().withOnFailure(OnFailure.COLLECT))
                .build();
        Flow middle = Flow.builder("middle")
                .parallel()
                .start(start)
                .on(start, "ask", ask)
                .on(start, "inner", inner)
                .build();
        Node<?, ?> undo = Node.of("undo", memory -> {});
        Flow flow = Flow.builder("outer")
                .start(middle)
                .on(middle, Actions.FAILED, undo)
                .build();
        begin(flow);
        while (entries.stream()
                        .filter(entry -> entry.toString().contains("node=item"))
                        .count()
                < 2) {
            run.takeReady().stream().map(run::request).toList().forEach(request -> replay(perform(flow, request)));
        }
        assertThat(run.answer(run.waits().get(0).visit(), "yes")).isTrue();

        assertThat(nodes(run.takeReady())).containsExactly("undo");
    }

    @Test
    void areNotAskedForBeyondALimit() {
        Nodes.Recorder loop = Nodes.node("loop");
        Flow flow = Flow.builder("flow")
                .start(loop)
                .next(loop, loop)
                .options(FlowOptions.create().withMaxVisits(2))
                .build();
        begin(flow);
        replay(perform(flow, takeOnly()));
        replay(perform(flow, takeOnly()));

        assertThat(run.takeReady()).isEmpty();
        assertThat(run.isOver()).isTrue();
        assertThat(run.failure())
                .containsInstanceOf(VisitLimitException.class)
                .get()
                .asString()
                .contains("Flow 'flow' reached node 'loop' more than 2 times on one path");
        assertThat(run.takeReady()).isEmpty();
        begin(flow);
        assertThat(run.failure()).containsInstanceOf(VisitLimitException.class);
        entries.add(new JournalEntry.Voided(run.failedEntries(), null, null));
        begin(flow, RunOptions.create().withMaxVisits(3));
        assertThat(takeOnly().number()).isEqualTo(3);
    }

    @Test
    void areNotAskedForOnceTheRunIsCancelled() {
        Flow flow = failing();
        begin(flow);
        VisitRequest start = takeOnly();
        assertThat(run.cancel("not needed")).isTrue();
        replay(perform(flow, start));

        assertThat(run.takeReady()).isEmpty();
        assertThat(run.failure())
                .containsInstanceOf(FlowCancelledException.class)
                .get()
                .asString()
                .contains("not needed");
        begin(flow);
        assertThat(run.failure()).containsInstanceOf(FlowCancelledException.class);
    }

    @Test
    void ofWaitsGoOnWithTheAnswerOrWithout() {
        WaitNode<String, String> wait = new WaitNode<>("wait", String.class) {
            @Override
            public String prep(Memory memory) {
                return "How?";
            }

            @Override
            public void post(Memory memory, String asked, String answer) {
                memory.append("said", asked + " " + answer);
                trigger("again");
            }

            @Override
            public void onTimeout(Memory memory, String asked) {
                memory.append("said", asked + " (nothing)");
            }
        };
        Flow flow = Flow.builder("flow")
                .start(wait)
                .on(wait, "again", wait)
                .answerWithin(wait, Duration.ofDays(1))
                .build();
        begin(flow);
        replay(perform(flow, takeOnly()));
        assertThat(run.takeReady()).isEmpty();
        assertThat(run.waits()).hasSize(1);
        assertThat(run.waits().get(0).deadline()).isPresent();
        begin(flow); // another process
        assertThat(run.answer(run.waits().get(0).visit(), "Thus")).isTrue();
        VisitRequest answered = takeOnly();
        assertThat(answered.answered()).isEqualTo(new VisitRequest.Answered("How?", "Thus"));
        replay(perform(flow, answered));
        replay(perform(flow, takeOnly()));
        assertThat(run.timeOut(run.waits().get(0).visit())).isTrue();
        replay(perform(flow, takeOnly()));
        run.takeReady();

        assertThat(run.isOver()).isTrue();
        assertThat(global).isEqualTo(Map.of("said", List.of("How? Thus", "How? (nothing)")));
    }

    @Test
    void haveTheLocalStoreOfTheFlowAroundWhereAFlowIsAJoin() {
        for (boolean hasSteps : new boolean[] {false, true}) {
            entries.clear();
            Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
                node.fire("a");
                node.fire("b");
            });
            Node<?, ?> a = Node.of("a", memory -> memory.local().put("mine", new ArrayList<>(List.of(1))));
            Node<?, ?> b = Node.of("b", memory -> {});
            Node<?, ?> look = Node.of("look", memory -> memory.put("seen", String.valueOf(memory.get("mine"))));
            class Joined extends Flow {
                Joined() {
                    super(Flow.builder("joined").start(look));
                }

                @Override
                public void post(Memory memory, Object prepared, ExecutionTree tree) {
                    memory.put("joined", memory.joined().size());
                }
            }
            Flow join =
                    hasSteps ? new Joined() : Flow.builder("joined").start(look).build();
            Flow flow = Flow.builder("flow")
                    .parallel()
                    .start(start)
                    .on(start, "a", a)
                    .on(start, "b", b)
                    .next(a, join)
                    .next(b, join)
                    .join(join)
                    .build();
            begin(flow);
            performAll(flow);
            assertThat(global).isEqualTo(hasSteps ? Map.of("seen", "null", "joined", 2) : Map.of("seen", "null"));
            begin(flow);
            assertThat(global).containsEntry("seen", "null");
        }
    }

    private void performAll(Flow flow) {
        while (!run.isOver()) {
            run.takeReady().stream().map(run::request).toList().forEach(request -> replay(perform(flow, request)));
        }
    }

    @Test
    void areNotAskedForInAFlowWithoutStepsOfItsOwnWhateverItsClass() {
        class Plain extends Flow {
            Plain(BaseNode<?, ?> start) {
                super(start);
            }
        }
        Flow flow = Flow.builder("flow").start(new Plain(Nodes.node("node"))).build();
        begin(flow);

        assertThat(takeOnly().node()).isEqualTo("node");
    }

    private static class Leaving extends Flow {
        Leaving() {
            super(Flow.builder("leaving").start(Nodes.node("node")));
        }

        @Override
        public void post(Memory memory, Object prepared, ExecutionTree tree) {
            memory.put("left", true);
        }
    }

    /** A flow with a post of its own, beside another node, in a flow that has a successor for failures. */
    private static Flow leavingBeside(BaseNode<?, ?> other) {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("leave");
            node.fire("other");
        });
        Flow leaving = new Leaving();
        Flow middle = Flow.builder("middle")
                .parallel()
                .start(start)
                .on(start, "leave", leaving)
                .on(start, "other", other)
                .build();
        return Flow.builder("outer")
                .start(middle)
                .on(middle, Actions.FAILED, Node.of("undo", memory -> memory.put("undone", true)))
                .build();
    }

    private VisitRequest takeUntil(Flow flow, VisitPart part) {
        while (true) {
            for (Visit visit : run.takeReady()) {
                if (visit.part() == part) {
                    return run.request(visit);
                }
                replay(perform(flow, run.request(visit)));
            }
        }
    }

    @Test
    void ofAFlowThatIsLeftCountWhereItIsEndedMeanwhile() {
        Flow flow = leavingBeside(new WaitNode<Object, String>("ask", String.class) {
            @Override
            public void post(Memory memory, Object asked, String answer) {
                throw new IllegalStateException("bad");
            }
        });
        begin(flow);
        VisitRequest leave = takeUntil(flow, VisitPart.LEAVE);
        run.answer(run.waits().get(0).visit(), "go");
        replay(perform(flow, takeOnly()));
        assertThat(run.takeReady())
                .as("the flow around is left when this one has been")
                .isEmpty();

        replay(perform(flow, leave));
        replay(perform(flow, takeOnly()));
        assertThat(run.takeReady()).isEmpty();

        assertThat(run.isOver()).isTrue();
        assertThat(global).isEqualTo(Map.of("left", true, "undone", true));
        begin(flow);
        assertThat(run.isOver()).isTrue();
        assertThat(global).isEqualTo(Map.of("left", true, "undone", true));
    }

    @Test
    void ofAFlowThatIsLeftAreNotAskedForWhereItIsEndedInTheSameTurn() {
        Nodes.Recorder bad = Nodes.node("bad", (node, memory) -> {
            throw new IllegalStateException("bad");
        });
        Flow flow = leavingBeside(Flow.builder("collecting")
                .start(bad)
                .options(FlowOptions.create().withOnFailure(OnFailure.COLLECT))
                .build());
        begin(flow);
        replay(perform(flow, takeOnly()));
        List<VisitRequest> both = run.takeReady().stream().map(run::request).toList();
        assertThat(both).extracting(VisitRequest::node).containsExactly("leaving", "bad");
        replay(perform(flow, both.get(0)));
        VisitRequest node = takeOnly();
        replay(perform(flow, both.get(1)));
        replay(perform(flow, node));

        assertThat(takeOnly().node()).isEqualTo("undo");
        begin(flow);
        assertThat(takeOnly().node()).isEqualTo("undo");
    }

    @Test
    void areEndedByTheFailureThatCameFirst() {
        Flow flow = Flow.builder("root").start(failing().node("inner")).build();
        for (boolean isCancelled : new boolean[] {false, true}) {
            entries.clear();
            begin(flow);
            replay(perform(flow, takeOnly()));
            List<VisitRequest> both = run.takeReady().stream().map(run::request).toList();
            if (isCancelled) {
                run.cancel("not needed");
                assertThat(run.takeReady()).isEmpty();
            } else {
                replay(new JournalEntry.Visited(
                        both.get(1).number(),
                        "good",
                        VisitPart.WHOLE,
                        0,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        new Failure("good", "exec", 1, new IllegalStateException("first")),
                        null));
            }
            replay(perform(flow, both.get(0)));

            String first = isCancelled ? "not needed" : "first";
            assertThat(run.failure()).get().asString().contains(first);
            begin(flow);
            assertThat(run.failure()).get().asString().contains(first);
            assertThat(run.cancel("late")).isFalse();
        }
    }

    @Test
    void areNotRepeatedByARetryIfTheirEntriesCameWhenTheRunWasOver() {
        List<String> performed = new ArrayList<>();
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("a");
            node.fire("b");
        });
        Nodes.Recorder a = Nodes.node("a", (node, memory) -> {
            performed.add("a");
            if (performed.size() == 1) {
                throw new IllegalStateException("once");
            }
        });
        Nodes.Recorder b = Nodes.node("b", (node, memory) -> performed.add("b"));
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "a", a)
                .on(start, "b", b)
                .build();
        begin(flow);
        replay(perform(flow, takeOnly()));
        List<VisitRequest> both = run.takeReady().stream().map(run::request).toList();
        both.forEach(request -> replay(perform(flow, request)));
        assertThat(run.isOver()).isTrue();
        assertThat(run.takeReady()).isEmpty();

        entries.add(new JournalEntry.Voided(run.failedEntries(), null, null));
        begin(flow);
        performAll(flow);

        assertThat(run.tree()).isPresent();
        assertThat(performed).containsExactly("a", "b", "a");
    }

    @Test
    void areNotChangedFromOutsideWhenTheRunIsOver() {
        Nodes.Recorder start = Nodes.node("start", (node, memory) -> {
            node.fire("ask");
            node.fire("fail");
        });
        Node<?, ?> fail = Node.of("fail", memory -> {
            throw new IllegalStateException("bad");
        });
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "ask", Node.await("ask", String.class))
                .on(start, "fail", fail)
                .build();
        begin(flow);
        replay(perform(flow, takeOnly()));
        List<VisitRequest> both = run.takeReady().stream().map(run::request).toList();
        replay(perform(flow, both.get(0)));
        long asked = run.waits().get(0).visit();
        replay(perform(flow, both.get(1)));

        assertThat(run.isOver()).isTrue();
        assertThat(run.waits()).isEmpty();
        assertThat(run.answer(asked, "late")).isFalse();
        assertThat(run.timeOut(asked)).isFalse();
        assertThat(run.cancel("late")).isFalse();
    }

    @Test
    void ofWhichOnePausesInAJoinKeepItsStores() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Nodes.Recorder item = Nodes.node("item");
        Node<Object, Object> join = new Node<>("join", RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofMinutes(1))) {
            @Override
            public Object prep(Memory memory) {
                memory.append("met", memory.joined().size() + " " + memory.get("item"));
                memory.local().put("tried", new ArrayList<>(List.of("x")));
                return null;
            }

            @Override
            public Object exec(Object prepared) {
                if (curRetry() == 0) {
                    throw new IllegalStateException("once");
                }
                return null;
            }
        };
        Flow flow = Flow.builder("flow")
                .parallel()
                .start(start)
                .on(start, "item", item)
                .next(item, join)
                .join(join)
                .build();
        begin(flow);
        performAll(flow, 4);
        begin(flow);
        assertThat(run.wake(Instant.MAX)).isTrue();
        VisitRequest second = takeOnly();
        assertThat(second.attempts()).isEqualTo(1);
        assertThat(second.local()).isEmpty();
        replay(perform(flow, second));
        run.takeReady();

        assertThat(run.tree()).isPresent();
        assertThat(global).isEqualTo(Map.of("met", List.of("2 null")));
    }

    private void performAll(Flow flow, int requests) {
        for (int done = 0; done < requests; ) {
            for (VisitRequest request :
                    run.takeReady().stream().map(run::request).toList()) {
                replay(perform(flow, request));
                done++;
            }
        }
    }

    @Test
    void keepToTheRulesOfTheRun() {
        Nodes.Recorder node = Nodes.node("node", (self, memory) -> self.fire("unheard"));
        Node<?, ?> other = Node.of("other", memory -> {});
        Flow strict = Flow.builder("flow")
                .start(node)
                .next(node, other)
                .options(FlowOptions.create().withOnUnmatched(OnUnmatched.FAIL))
                .build();
        Flow lenient = Flow.builder("flow")
                .start(node)
                .next(node, other)
                .options(FlowOptions.create().withOnUnmatched(OnUnmatched.IGNORE))
                .build();
        begin(strict);
        VisitRequest request = takeOnly();

        assertThat(perform(lenient, request).failure().message()).contains("unheard");
        begin(lenient, RunOptions.create().withRules(request.rules()));
        assertThat(takeOnly().rules().options().onUnmatched()).isEqualTo(OnUnmatched.FAIL);
    }

    @Test
    void knowHowOftenTheirRunWasRetried() {
        List<Integer> retries = new ArrayList<>();
        Node<?, ?> node = Node.of("node", memory -> {
            retries.add(Visit.current().retries());
            throw new IllegalStateException("no");
        });
        Flow flow = Flow.builder("flow").start(node).build();
        begin(flow);
        for (int i = 0; i < 3; i++) {
            replay(perform(flow, takeOnly()));
            assertThat(run.isOver()).isTrue();
            assertThat(run.takeReady()).isEmpty();
            entries.add(new JournalEntry.Voided(run.failedEntries(), null, null));
            begin(flow);
        }

        assertThat(retries).containsExactly(0, 1, 2);
    }

    @Test
    void areSeenByInterceptorsAndListenersWhereTheyArePerformed() {
        List<String> seen = new ArrayList<>();
        FlowRuntime runtime = FlowRuntime.builder()
                .interceptor((visit, step) -> {
                    seen.add(visit.part() + " " + visit.node() + " in " + visit.enclosing() + " " + visit.path());
                    step.proceed();
                })
                .listener(new FlowListener() {
                    @Override
                    public void visitCompleted(Visit visit) {
                        seen.add(visit.key());
                    }

                    @Override
                    public void runStarted(Visit run) {
                        seen.add("started");
                    }
                })
                .build();
        Nodes.Recorder node = Nodes.node("node");
        class Prepared extends Flow {
            Prepared() {
                super(Flow.builder("inner").start(node));
            }

            @Override
            public Object prep(Memory memory) {
                return "prepared";
            }
        }
        Flow flow = Flow.builder("outer").start(new Prepared()).runtime(runtime).build();
        begin(flow);

        for (int part = 0; part < 3; part++) {
            replay(perform(flow, takeOnly()));
        }

        assertThat(run.takeReady()).isEmpty();
        assertThat(run.isOver()).isTrue();
        assertThat(seen)
                .containsExactly(
                        "WHOLE node in Visit 1 (Node 'inner' of flow 'outer', run order-7) [inner, node]",
                        "order-7/2/node");
    }

    @Test
    void failByWhatCannotBeKept() {
        Flow flow = Flow.builder("flow")
                .start(Node.of("node", memory -> memory.put("open", new Object())))
                .build();
        begin(flow);

        JournalEntry entry = JournaledRun.perform(name -> flow, takeOnly(), kept -> {
                    if (kept instanceof JournalEntry.Visited visited && visited.failure() == null) {
                        throw new IllegalStateException("'open' cannot be kept");
                    }
                    return () -> kept;
                })
                .entry();

        replay(entry);
        assertThat(run.failure())
                .get()
                .asString()
                .contains("storing its result")
                .contains("'open' cannot be kept");
        assertThat(global).isEmpty();
    }

    @Test
    void endWithoutAnEntryWhereTheirThreadIsInterrupted() {
        Nodes.Recorder node =
                Nodes.node("node", (self, memory) -> Thread.currentThread().interrupt());
        Flow flow = Flow.builder("flow").start(node).build();
        begin(flow);
        VisitRequest request = takeOnly();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> perform(flow, request)).isInstanceOf(FlowCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(node.visits).isEmpty();
        entries.clear();
        begin(flow);
        Thread.currentThread().interrupt();
        assertThatThrownBy(run::takeReady).isInstanceOf(FlowCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void leaveNoEntryOfAFailedFlowWhereTheThreadIsInterrupted() {
        Flow flow = failing();
        begin(flow);
        replay(perform(flow, takeOnly()));
        VisitRequest bad = run.request(run.takeReady().get(0));
        replay(perform(flow, bad));
        int before = entries.size();

        Thread.currentThread().interrupt();
        assertThatThrownBy(run::takeReady).isInstanceOf(FlowCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(entries).hasSize(before);
        begin(flow);
        assertThat(takeOnly().node()).isEqualTo("undo");
    }

    @Test
    void failTheFlowThatIsLeftByWhatCannotBeKept() {
        Nodes.Recorder node = Nodes.node("node", (self, memory) -> self.fire("open", Map.of("data", new Object())));
        Flow inner = Flow.builder("inner")
                .start(node)
                .options(FlowOptions.create().withPropagateActions(true))
                .build();
        Flow flow = Flow.builder("outer")
                .start(inner)
                .on(inner, "open", Nodes.node("next"))
                .build();
        refused = part -> part == VisitPart.LEAVE;
        begin(flow);
        replay(perform(flow, takeOnly()));

        assertThat(run.takeReady()).isEmpty();
        assertThat(run.isOver()).isTrue();
        assertThat(run.failure())
                .get()
                .asString()
                .contains("storing its result")
                .contains("LEAVE cannot be kept");
    }

    @Test
    void areRejectedWhereTheFlowIsAnother() {
        Flow flow = failing();
        begin(flow);
        VisitRequest start = takeOnly();
        Node<?, ?> plain = Node.of("inner", memory -> {});
        Flow withoutFlow = Flow.builder("outer").start(plain).build();
        Flow withoutNode = Flow.builder("outer")
                .start(Flow.builder("inner").start(Nodes.node("begin")).build())
                .build();
        Flow withWait = Flow.builder("outer")
                .start(Flow.builder("inner")
                        .start(Node.await("start", String.class))
                        .build())
                .build();

        assertThatThrownBy(() -> perform(null, start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Visit 2 of run 'order-7' is requested of flow 'outer', which is not there; perform it where that flow is");
        assertThatThrownBy(() -> perform(withoutFlow, start))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessage("Visit 2 of run 'order-7' of flow 'outer' is requested of node 'start', and Node 'inner' of"
                        + " flow 'outer' is no flow here; perform it with the graph that the run goes on with");
        assertThatThrownBy(() -> perform(withoutNode, start))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("and flow 'inner' has no node 'start' here");
        assertThatThrownBy(() -> perform(withWait, start))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("whose part is WHOLE there, and ASK here");
    }

    @Test
    void areNotThoseOfAnotherRun() {
        Flow flow = failing();
        begin(flow);
        Visit visit = run.takeReady().get(0);
        begin(flow);

        assertThatThrownBy(() -> run.request(visit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Visit 2 (Node 'start' of flow 'inner', run order-7) is not one that takeReady has returned"
                        + " and that has not ended");
    }
}
