package io.brainyflow.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Actions;
import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Memory;
import io.brainyflow.MemoryKey;
import io.brainyflow.Node;
import io.brainyflow.OnFailure;
import io.brainyflow.RetryPolicy;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.Wait;
import io.brainyflow.WaitNode;
import io.brainyflow.WaitQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine does with the runs that are handed over to it. */
@Timeout(60)
public abstract class FlowRunsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final MemoryKey<Integer> SUM = MemoryKey.sum("sum", Integer.class);

    /** What an order asks of a manager. */
    public record Question(String item, int cents) {}

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger charged = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    /** Returns an engine that performs runs of these flows, for one test. */
    protected abstract FlowRuns engine(Map<String, Flow> flows);

    private String run(FlowRuns runs, String flow, Map<String, ?> input) {
        return runs.start(flow, input, RunOptions.create().withRunId(flow + " " + UUID.randomUUID()));
    }

    private Flow order() {
        Node<?, ?> check = Node.of("check", memory -> memory.put("checked", memory.get("amount")));
        WaitNode<?, String> approval = Node.await(
                "approval",
                String.class,
                memory -> new Question("shoes", memory.get("amount", Integer.class)),
                (memory, question, answer, signals) -> {
                    memory.put("answer", answer + " to " + question.item());
                    signals.trigger(answer);
                });
        Node<?, ?> charge = Node.of("charge", memory -> {
            charged.incrementAndGet();
            retries.set(Visit.current().retries());
            memory.put("key", Visit.current().key());
            if (broken.get()) {
                throw new IllegalStateException("no connection");
            }
        });
        Node<?, ?> thank = Node.of("thank", memory -> memory.put("thanked", true));
        return Flow.builder("order")
                .start(check)
                .next(check, approval)
                .on(approval, "yes", charge)
                .next(charge, thank)
                .end(charge, "given up")
                .end(approval, "no")
                .build();
    }

    @Test
    public void goOnWhenTheyAreAnswered() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));

        RunView waiting = runs.await(id, PATIENCE);
        assertThat(waiting.status()).isEqualTo(Status.WAITING);
        assertThat(waiting.flow()).isEqualTo("order");
        assertThat(waiting.endedAt()).isEmpty();
        assertThat(waiting.memory()).isEqualTo(Map.of("amount", 5, "checked", 5));
        Wait wait = waiting.waits().get(0);
        assertThat(wait.key()).isEqualTo("approval");
        assertThat(wait.node()).isEqualTo("approval");
        assertThat(wait.visit()).isEqualTo(2);
        assertThat(wait.asked()).isEqualTo(new Question("shoes", 5));
        assertThat(runs.waits(WaitQuery.all().ofFlow("order").atNode("approval")))
                .extracting(Wait::runId)
                .contains(id);

        assertThatThrownBy(() -> runs.answer(id, "approval", 5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(runs.answer(id, "aproval", "yes")).isFalse();
        assertThat(runs.answer("none", "approval", "yes")).isFalse();
        assertThat(runs.answer(id, "approval", "yes")).isTrue();
        RunView ended = ended(runs, id);
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ended.waits()).isEmpty();
        assertThat(ended.reason()).isEmpty();
        assertThat(ended.memory())
                .containsEntry("thanked", true)
                .containsEntry("answer", "yes to shoes")
                .containsEntry("key", id + "/3/charge");
        assertThat(runs.answer(id, "approval", "no")).isFalse();
    }

    @Test
    public void areAwaitedForWhatCameOfAnAnswerThatWasTaken() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        for (int run = 0; run < 20; run++) {
            String id = run(runs, "order", Map.of("amount", 5));
            assertThat(runs.await(id, PATIENCE).status()).isEqualTo(Status.WAITING);

            assertThat(runs.answer(id, "approval", "yes")).isTrue();

            assertThat(runs.find(id).orElseThrow().status()).isNotEqualTo(Status.WAITING);
            RunView after = runs.await(id, PATIENCE);
            assertThat(after.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(after.memory()).containsEntry("thanked", true);
        }
    }

    @Test
    public void sayHowOftenAVisitWasRetriedAndInWhoseNameTheyAreChanged() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));
        failed(runs, id);
        assertThat(retries).hasValue(0);
        for (int retry = 1; retry <= 2; retry++) {
            runs.by("alice").retry(id);
            ended(runs, id);
            assertThat(retries).hasValue(retry);
        }
        broken.set(false);
        runs.by("alice").skip(id, 3, "given up");
        assertThat(ended(runs, id).status()).isEqualTo(Status.SUCCEEDED);

        String other = run(runs, "order", Map.of("amount", 5));
        runs.await(other, PATIENCE);
        assertThat(runs.by("bob").cancel(other, "too late")).isTrue();
        assertThat(ended(runs, other).reason().orElseThrow()).endsWith("was cancelled: too late (bob)");
    }

    @Test
    public void takeAnAnswerOnceUnderOneRequestId() throws InterruptedException {
        Node<?, ?> ask = Node.await("ask", Integer.class, memory -> "how many?", (memory, asked, answer, signals) -> {
            memory.add("sum", answer);
            signals.trigger(memory.get("sum", Integer.class) < 10 ? "again" : "done");
        });
        Flow flow = Flow.builder("loop")
                .start(ask)
                .on(ask, "again", ask)
                .end(ask, "done")
                .build();
        FlowRuns runs = engine(Map.of("loop", flow));
        String id = run(runs, "loop", Map.of());
        runs.await(id, PATIENCE);

        assertThat(runs.answer(id, "other", 4, "request 1")).isFalse();
        assertThat(runs.answer(id, "ask", 4, "request 1")).isTrue();
        assertThat(runs.answer(id, "ask", 4, "request 1")).isTrue();
        awaitVisit(runs, id, 2);
        assertThat(runs.answer(id, "ask", 4, "request 1"))
                .as("though it asks again")
                .isTrue();
        assertThat(runs.await(id, PATIENCE).waits()).extracting(Wait::visit).containsExactly(2L);
        assertThat(runs.answer(id, "ask", 6, "request 2")).isTrue();

        assertThat(ended(runs, id).memory()).isEqualTo(Map.of("sum", 10));
        assertThat(runs.answer(id, "ask", 6, "request 2"))
                .as("though it has ended")
                .isTrue();
        assertThat(runs.answer(id, "ask", 6, "request 3")).isFalse();
    }

    /** Waits until a visit has asked. */
    private static void awaitVisit(FlowRuns runs, String id, long visit) throws InterruptedException {
        while (runs.await(id, PATIENCE).waits().stream().noneMatch(wait -> wait.visit() == visit)) {
            Thread.onSpinWait();
        }
    }

    @Test
    public void keepAnswersThatComeBeforeTheirQuestions() throws InterruptedException {
        Node<?, ?> first = Node.await("first", String.class);
        Node<?, ?> second = Node.await("second", Integer.class);
        Node<?, ?> third = Node.await("third", Integer.class);
        Flow flow = Flow.builder("three")
                .start(first)
                .next(first, second)
                .next(second, third)
                .build();
        FlowRuns runs = engine(Map.of("three", flow));
        String id = run(runs, "three", Map.of());
        runs.await(id, PATIENCE);

        assertThat(runs.keep(id, "second", "of another type")).isTrue();
        assertThat(runs.keep(id, "second", 2)).isTrue();
        assertThat(runs.keep(id, "third", 3)).isTrue();
        assertThat(runs.keep("none", "second", 2)).isFalse();
        assertThat(runs.await(id, PATIENCE).waits()).extracting(Wait::key).containsExactly("first");
        assertThat(runs.keep(id, "first", "one"))
                .as("a wait that has asked is answered")
                .isTrue();

        assertThat(ended(runs, id).memory()).isEqualTo(Map.of("first", "one", "second", 2, "third", 3));
        assertThat(runs.keep(id, "first", "late")).isFalse();
    }

    /** An answered run may still be seen to wait. */
    private static RunView ended(FlowRuns runs, String id) throws InterruptedException {
        RunView view = runs.await(id, PATIENCE);
        while (view.endedAt().isEmpty()) {
            Thread.onSpinWait();
            view = runs.await(id, PATIENCE);
        }
        return view;
    }

    private RunView failed(FlowRuns runs, String id) throws InterruptedException {
        broken.set(true);
        runs.await(id, PATIENCE);
        runs.answer(id, 2, "yes");
        return ended(runs, id);
    }

    @Test
    public void areStartedOnceUnderOneId() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));

        assertThat(runs.start("order", Map.of("amount", 5), RunOptions.create().withRunId(id)))
                .isEqualTo(id);
        assertThatThrownBy(() -> runs.start(
                        "order", Map.of("amount", 6), RunOptions.create().withRunId(id)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("There is a run '" + id
                        + "' of flow 'order' with another flow or input; give this one another id");
        assertThatThrownBy(() -> runs.start("odrer", Map.of()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("There is no flow 'odrer' to start a run of");
        assertThat(runs.find("none")).isEmpty();
        assertThatThrownBy(() -> runs.await("none", PATIENCE))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("There is no run 'none', or not any more");
    }

    @Test
    public void areTriedAgainFromWhereTheyFailed() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));

        RunView failed = failed(runs, id);
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.reason().orElseThrow()).contains("Node 'charge' of flow 'order' failed in post: ");
        assertThat(failed.memory()).containsEntry("key", id + "/3/charge");
        assertThat(failed.failures()).hasSize(1).first().satisfies(failure -> {
            assertThat(failure.visit()).isEqualTo(3);
            assertThat(failure.node()).isEqualTo("charge");
            assertThat(failure.failure().message()).isEqualTo("java.lang.IllegalStateException: no connection");
        });

        broken.set(false);
        runs.retry(id);
        assertThat(ended(runs, id).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(charged).hasValue(2);
        assertThatThrownBy(() -> runs.retry(id))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run '" + id
                        + "' of flow 'order' is SUCCEEDED; only a run that has FAILED can be retried, or, with"
                        + " another deadline, one that its deadline ended");
        assertThatThrownBy(() -> runs.retry("none")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    public void goOnPastAVisitThatIsSkipped() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));
        failed(runs, id);

        assertThatThrownBy(() -> runs.skip(id, 2, Actions.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run '" + id + "' of flow 'order' has no failed visit 2");
        assertThatThrownBy(() -> runs.skip(id, 3, "payed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Node 'charge' of flow 'order' has no action 'payed' to go on by; its actions are"
                        + " ['default', 'given up']");
        runs.skip(id, 3, Actions.DEFAULT);
        RunView ended = ended(runs, id);
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ended.memory()).containsEntry("thanked", true).doesNotContainKey("key");
        assertThat(charged).hasValue(1);
        assertThatThrownBy(() -> runs.skip(id, 3, "paid"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("is SUCCEEDED; only a failed visit of a run that has FAILED can be skipped");
    }

    @Test
    public void areCancelledForGood() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = run(runs, "order", Map.of("amount", 5));
        runs.await(id, PATIENCE);

        assertThat(runs.cancel(id, "the customer left")).isTrue();
        RunView ended = ended(runs, id);
        assertThat(ended.status()).isEqualTo(Status.CANCELLED);
        assertThat(ended.reason().orElseThrow())
                .endsWith("Run " + id + " of flow 'order' was cancelled: the customer left");
        assertThat(ended.waits()).isEmpty();
        assertThat(runs.cancel(id, "again")).isFalse();
        assertThat(runs.cancel("none", "no such run")).isFalse();
        assertThat(runs.answer(id, "approval", "late")).isFalse();
        assertThatThrownBy(() -> runs.retry(id)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void areListedAndDeleted() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        List<String> ids = IntStream.range(0, 3)
                .mapToObj(i -> run(runs, "order", Map.of("amount", i)))
                .toList();
        for (String id : ids) {
            runs.await(id, PATIENCE);
        }
        runs.answer(ids.get(0), "approval", "no");
        ended(runs, ids.get(0));

        assertThat(runs.list(RunQuery.all().ofFlow("order")))
                .extracting(RunView::runId)
                .containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(runs.list(RunQuery.all().ofFlow("order").with(Status.WAITING)))
                .extracting(RunView::runId)
                .containsExactly(ids.get(2), ids.get(1));
        assertThat(runs.list(RunQuery.all().ofFlow("order").limitedTo(1))).hasSize(1);
        assertThat(runs.list(RunQuery.all().ofFlow("other"))).isEmpty();
        assertThat(runs.waits(WaitQuery.all().ofFlow("order")))
                .extracting(Wait::runId)
                .containsExactly(ids.get(1), ids.get(2));
        assertThat(runs.waits(WaitQuery.all().atNode("other"))).isEmpty();

        assertThatThrownBy(() -> runs.delete(ids.get(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run '" + ids.get(1) + "' of flow 'order' is WAITING; cancel it before it is deleted");
        runs.delete(ids.get(0));
        assertThat(runs.find(ids.get(0))).isEmpty();
        assertThatThrownBy(() -> runs.delete(ids.get(0))).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    public void haveBranchesThatMeetAgainAndAreCombined() throws InterruptedException {
        Node<?, ?> start = Node.of("start", (memory, signals) -> {
            for (int i = 1; i <= 20; i++) {
                signals.trigger("item", Map.of("i", i));
            }
        });
        Node<?, ?> work = Node.of("work", memory -> {
            memory.merge(SUM, memory.get("i", Integer.class));
            memory.append("seen", memory.get("i"));
        });
        Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));
        Flow flow = Flow.builder("fan")
                .start(start)
                .on(start, "item", work)
                .next(work, join)
                .join(join)
                .parallel()
                .build();
        FlowRuns runs = engine(Map.of("fan", flow));

        RunView ended = ended(runs, run(runs, "fan", Map.of()));
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ended.memory()).containsEntry("sum", 210).containsEntry("met", 20);
        assertThat((List<?>) ended.memory().get("seen")).hasSize(20);
    }

    @Test
    public void tryAgainAllThatWasCollectedInAFlowWithin() throws InterruptedException {
        broken.set(true);
        Node<?, ?> start = Node.of("start", (memory, signals) -> {
            for (int i = 0; i < 3; i++) {
                signals.trigger("item", Map.of("i", i));
            }
        });
        AtomicInteger worked = new AtomicInteger();
        Node<?, ?> work = Node.of("work", memory -> {
            worked.incrementAndGet();
            if (broken.get() && !memory.get("i").equals(1)) {
                throw new IllegalStateException("item " + memory.get("i"));
            }
        });
        Flow inner = Flow.builder("inner")
                .start(start)
                .on(start, "item", work)
                .onFailure(OnFailure.COLLECT)
                .parallel()
                .build();
        Node<?, ?> after = Node.of("after", memory -> memory.put("after", true));
        FlowRuns runs = engine(Map.of(
                "outer", Flow.builder("outer").start(inner).next(inner, after).build()));

        String id = run(runs, "outer", Map.of());
        RunView failed = ended(runs, id);
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.failures())
                .extracting(RunView.FailedVisit::node)
                .containsExactlyInAnyOrder("work", "work", "inner");
        broken.set(false);
        runs.retry(id);
        assertThat(ended(runs, id).memory()).containsEntry("after", true);
        assertThat(worked).hasValue(5);
    }

    @Test
    public void followAFailure() throws InterruptedException {
        Node<?, ?> node = Node.of("node", memory -> {
            throw new IllegalStateException("no connection");
        });
        Node<?, ?> undo = Node.of(
                "undo",
                memory -> memory.put("undone", memory.get("brainyflow.failure").toString()));
        FlowRuns runs = engine(Map.of(
                "undoing",
                Flow.builder("undoing")
                        .start(node)
                        .on(node, Actions.FAILED, undo)
                        .build()));

        RunView ended = ended(runs, run(runs, "undoing", Map.of()));
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat((String) ended.memory().get("undone")).contains("no connection");
    }

    @Test
    public void timeOut() throws InterruptedException {
        WaitNode<String, String> approval = new WaitNode<>("approval", String.class) {
            @Override
            public void onTimeout(Memory memory, String asked) {
                memory.put("late", true);
                trigger("late");
            }
        };
        Node<?, ?> escalate = Node.of("escalate", memory -> memory.put("escalated", true));
        Flow flow = Flow.builder("timing")
                .start(approval)
                .on(approval, "late", escalate)
                .answerWithin(approval, Duration.ofMillis(1))
                .build();
        FlowRuns runs = engine(Map.of("timing", flow));

        RunView ended = ended(runs, run(runs, "timing", Map.of()));
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ended.memory()).containsOnlyKeys("late", "escalated");
    }

    @Test
    public void endByTheirDeadlineAndAreTakenUpUnderAnother() throws InterruptedException {
        FlowRuns runs = engine(Map.of("order", order()));
        String id = runs.start(
                "order",
                Map.of("amount", 5),
                RunOptions.create().withRunId("hasty " + UUID.randomUUID()).withDeadline(Duration.ofMillis(1)));

        assertThat(ended(runs, id).status()).isEqualTo(Status.CANCELLED);
        runs.retry(id, Duration.ofDays(1));
        assertThat(runs.await(id, PATIENCE).status()).isEqualTo(Status.WAITING);
        assertThat(runs.answer(id, "approval", "yes")).isTrue();
        assertThat(ended(runs, id).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    public void repeatAttemptsWithinAVisit() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Node<?, ?> flaky = new Node<Integer, Integer>("flaky", RetryPolicy.ofAttempts(3)) {
            @Override
            public Integer prep(Memory memory) {
                return memory.get("amount", Integer.class);
            }

            @Override
            public Integer exec(Integer amount) {
                if (attempts.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
                return amount + 1;
            }

            @Override
            public void post(Memory memory, Integer amount, Integer more) {
                memory.put("more", more);
            }
        };
        FlowRuns runs =
                engine(Map.of("flaky", Flow.builder("flaky").start(flaky).build()));

        assertThat(ended(runs, run(runs, "flaky", Map.of("amount", 5))).memory())
                .containsEntry("more", 6);
        assertThat(attempts).hasValue(3);
    }

    @Test
    public void keepEachValueAsItWas() throws InterruptedException {
        Map<String, Object> input =
                Map.of("instant", Instant.EPOCH, "question", new Question("shoes", 5), "set", Set.of("a"), "long", 5L);
        Node<?, ?> copy =
                Node.of("copy", memory -> input.keySet().forEach(key -> memory.put(key + 2, memory.get(key))));
        FlowRuns runs =
                engine(Map.of("copying", Flow.builder("copying").start(copy).build()));

        RunView ended = ended(runs, run(runs, "copying", input));
        assertThat(ended.memory()).hasSize(8).containsAllEntriesOf(input);
        input.forEach((key, value) -> assertThat(ended.memory()).containsEntry(key + 2, value));
    }

    @Test
    public void haveValuesThatCannotBeChangedInPlace() throws InterruptedException {
        Node<?, ?> put = Node.of("put", memory -> memory.put("list", new java.util.ArrayList<>(List.of(1))));
        Node<?, ?> change = Node.of("change", memory -> {
            List<Object> list = memory.get(MemoryKey.<List<Object>>of("list", List.class));
            list.add(2);
        });
        FlowRuns runs = engine(Map.of(
                "changing",
                Flow.builder("changing").start(put).next(put, change).build()));

        RunView ended = ended(runs, run(runs, "changing", Map.of()));
        assertThat(ended.status()).isEqualTo(Status.FAILED);
        assertThat(ended.reason().orElseThrow()).contains("UnsupportedOperationException");
        assertThat(ended.memory()).isEqualTo(Map.of("list", List.of(1)));
    }
}
