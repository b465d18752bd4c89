package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.FlowRun.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that an engine performs in memory. Tasks are run one after the other, on the thread of the test. */
@Timeout(60)
class FlowRunsTest {

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final FlowRuntime runtime = FlowRuntime.builder()
            .executor(tasks::add)
            .timing(timing -> timing.withClock(now::get).withTimer((time, callback) -> {
                timers.add(callback);
                return () -> {};
            }))
            .build();

    private final AtomicInteger charged = new AtomicInteger();
    private final AtomicReference<String> broken = new AtomicReference<>("no connection");
    private final Map<String, Flow> flows = new HashMap<>();
    private final FlowRuns runs = FlowRuns.inMemory(flows::get, 3);

    FlowRunsTest() {
        Node<?, ?> check = Node.of("check", memory -> memory.put("checked", memory.get("amount")));
        WaitNode<?, String> approval = Node.await("approval", String.class);
        Node<?, ?> charge = Node.of("charge", (memory, signals) -> {
            charged.incrementAndGet();
            memory.put("charging", Visit.current().key());
            if (!broken.get().isEmpty()) {
                throw new IllegalStateException(broken.get());
            }
            signals.trigger("paid");
        });
        Node<?, ?> thank = Node.of("thank", memory -> memory.put("thanked", true));
        flows.put(
                "order",
                Flow.builder("order")
                        .start(check)
                        .next(check, approval)
                        .next(approval, charge)
                        .on(charge, "paid", thank)
                        .end(charge, "given up")
                        .runtime(runtime)
                        .build());
        Node<?, ?> only = Node.of("only", memory -> memory.put("done", true));
        flows.put("short", Flow.builder("short").start(only).runtime(runtime).build());
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private RunView view(String id) {
        return runs.find(id).orElseThrow();
    }

    private String started(String id) {
        return runs.start("order", Map.of("amount", 5), RunOptions.create().withRunId(id));
    }

    private String failed(String id) {
        started(id);
        work();
        runs.answer(id, "approval", "fine");
        work();
        return id;
    }

    @Test
    void areKnownByTheirIds() {
        String id = runs.start("order", Map.of("amount", 5));
        assertThat(view(id).status()).isEqualTo(Status.READY);
        now.set(Instant.EPOCH.plusSeconds(9));
        work();

        RunView waiting = view(id);
        assertThat(waiting.status()).isEqualTo(Status.WAITING);
        assertThat(waiting.flow()).isEqualTo("order");
        assertThat(waiting.startedAt()).isEqualTo(Instant.EPOCH);
        assertThat(waiting.endedAt()).isEmpty();
        assertThat(waiting.waits()).extracting(Wait::key).containsExactly("approval");
        assertThat(waiting.memory()).isEqualTo(Map.of("amount", 5, "checked", 5));

        broken.set("");
        assertThat(runs.answer(id, "approval", "fine")).isTrue();
        work();
        RunView ended = view(id);
        assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ended.endedAt()).contains(Instant.EPOCH.plusSeconds(9));
        assertThat(ended.reason()).isEmpty();
        assertThat(ended.memory()).containsEntry("thanked", true).containsEntry("charging", id + "/3/charge");
    }

    @Test
    void areStartedOnceUnderOneId() {
        assertThat(started("a")).isEqualTo("a");
        assertThat(started("a")).isEqualTo("a");
        work();
        assertThat(runs.list(RunQuery.all())).hasSize(1);
        assertThatThrownBy(() -> runs.start(
                        "order", Map.of("amount", 6), RunOptions.create().withRunId("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("There is a run 'a' of flow 'order' with another flow or input; give this one another id");
        assertThatThrownBy(() -> runs.start("odrer", Map.of()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("There is no flow 'odrer' to start a run of");
    }

    @Test
    void areAwaitedUntilTheyWaitOrEnd() throws InterruptedException {
        started("a");
        assertThat(runs.await("a", Duration.ofNanos(1)).status()).isEqualTo(Status.READY);
        Thread worker = new Thread(this::work);
        worker.start();
        assertThat(runs.await("a", Duration.ofDays(1)).waits()).hasSize(1);
        worker.join();
        broken.set("");
        runs.answer("a", "approval", "fine");
        worker = new Thread(this::work);
        worker.start();
        assertThat(runs.await("a", Duration.ofDays(1)).endedAt()).isPresent();
        worker.join();
        assertThatThrownBy(() -> runs.await("b", Duration.ofDays(1))).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void areListed() {
        for (String id : List.of("a", "b", "c")) {
            started(id);
        }
        runs.start("short", Map.of(), RunOptions.create().withRunId("d"));
        work();

        assertThat(runs.list(RunQuery.all())).extracting(RunView::runId).containsExactly("d", "c", "b", "a");
        assertThat(runs.list(RunQuery.all().limitedTo(2)))
                .extracting(RunView::runId)
                .containsExactly("d", "c");
        assertThat(runs.list(RunQuery.all().ofFlow("order").with(Status.WAITING)))
                .extracting(RunView::runId)
                .containsExactly("c", "b", "a");
        assertThat(runs.list(RunQuery.all().with(Status.FAILED))).isEmpty();
        assertThat(runs.waits(WaitQuery.all())).extracting(Wait::runId).containsExactly("a", "b", "c");
        assertThat(runs.waits(WaitQuery.all().ofFlow("short"))).isEmpty();
        assertThat(runs.waits(WaitQuery.all().atNode("approval").limitedTo(1))).hasSize(1);
        assertThat(runs.waits(WaitQuery.all().atNode("other"))).isEmpty();
        assertThatThrownBy(() -> RunQuery.all().limitedTo(0)).hasMessage("limit must be at least 1, but was 0");
        assertThatThrownBy(() -> WaitQuery.all().limitedTo(0)).hasMessage("limit must be at least 1, but was 0");
    }

    @Test
    void areTriedAgainFromWhereTheyFailed() {
        failed("a");
        RunView failed = view("a");
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.reason().orElseThrow()).contains("Node 'charge' of flow 'order' failed in post: ");
        assertThat(failed.failures()).hasSize(1).first().satisfies(failure -> {
            assertThat(failure.visit()).isEqualTo(3);
            assertThat(failure.node()).isEqualTo("charge");
            assertThat(failure.failure().message()).isEqualTo("java.lang.IllegalStateException: no connection");
        });
        assertThat(failed.memory()).containsEntry("charging", "a/3/charge");

        runs.retry("a");
        work();
        assertThat(view("a").status()).isEqualTo(Status.FAILED);
        broken.set("");
        runs.retry("a");
        assertThat(view("a").failures()).isEmpty();
        assertThat(view("a").endedAt()).isEmpty();
        work();

        assertThat(view("a").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(charged).hasValue(3);
        assertThatThrownBy(() -> runs.retry("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run 'a' of flow 'order' is SUCCEEDED; only a run that has FAILED can be retried, or, with"
                        + " another deadline, one that its deadline ended");
        assertThatThrownBy(() -> runs.retry("b"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("There is no run 'b', or not any more");
    }

    @Test
    void goOnPastAVisitThatIsSkipped() {
        failed("a");
        assertThatThrownBy(() -> runs.skip("a", 2, "paid"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run 'a' of flow 'order' has no failed visit 2");
        assertThatThrownBy(() -> runs.skip("a", 3, "payed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Node 'charge' of flow 'order' has no action 'payed' to go on by; its actions are ['paid',"
                        + " 'given up']");

        runs.skip("a", 3, "paid");
        work();
        assertThat(view("a").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(view("a").memory()).containsEntry("thanked", true).doesNotContainKey("charging");
        assertThatThrownBy(() -> runs.skip("a", 3, "paid"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("is SUCCEEDED; only a failed visit of a run that has FAILED can be skipped");

        failed("b");
        runs.skip("b", 3, "given up");
        work();
        assertThat(view("b").memory()).doesNotContainKey("thanked");
        assertThat(charged).hasValue(2);
    }

    @Test
    void failAgainByWhatElseHasFailed() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 3);
        AtomicInteger worked = new AtomicInteger();
        Node<?, ?> work = Node.of("work", memory -> {
            worked.incrementAndGet();
            if (!broken.get().isEmpty() && !memory.get("item").equals(1)) {
                throw new IllegalStateException("item " + memory.get("item"));
            }
        });
        Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));
        Flow inner = Flow.builder("inner")
                .start(start)
                .on(start, "item", work)
                .next(work, join)
                .join(join)
                .onFailure(OnFailure.COLLECT)
                .build();
        flows.put("outer", Flow.builder("outer").start(inner).runtime(runtime).build());
        String id = runs.start("outer", Map.of());
        work();
        assertThat(view(id).failures())
                .extracting(failure -> failure.node() + " " + failure.visit())
                .containsExactly("work 3", "work 5", "inner 1");

        runs.skip(id, 3, "default");
        work();
        assertThat(view(id).failures())
                .extracting(failure -> failure.node() + " " + failure.visit())
                .containsExactly("work 5", "inner 1");
        assertThat(worked).hasValue(3);
        broken.set("");
        runs.retry(id);
        work();
        assertThat(view(id).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(view(id).memory()).containsEntry("met", 3);
        assertThat(worked).hasValue(4);
    }

    @Test
    void areCancelledForGood() {
        started("a");
        work();
        assertThat(runs.cancel("a", "the customer left")).isTrue();
        work();
        assertThat(view("a").status()).isEqualTo(Status.CANCELLED);
        assertThat(view("a").reason().orElseThrow()).endsWith("Run a of flow 'order' was cancelled: the customer left");
        assertThat(runs.cancel("a", "again")).isFalse();
        assertThat(runs.cancel("b", "no such run")).isFalse();
        assertThat(runs.answer("a", "approval", "late")).isFalse();
        assertThat(runs.answer("b", 2, "no such run")).isFalse();
        assertThatThrownBy(() -> runs.retry("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runs.retry("a", Duration.ofDays(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tryAgainWhatHasFailedInAFlowThatAnotherCollects() {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 2);
        Node<?, ?> work = Node.of("work", memory -> {
            if (!broken.get().isEmpty()) {
                throw new IllegalStateException("item " + memory.get("item"));
            }
        });
        Flow inner = Flow.builder("inner").start(work).build();
        flows.put(
                "outer",
                Flow.builder("outer")
                        .start(start)
                        .on(start, "item", inner)
                        .onFailure(OnFailure.COLLECT)
                        .runtime(runtime)
                        .build());
        String id = runs.start("outer", Map.of());
        work();
        assertThat(view(id).failures())
                .extracting(RunView.FailedVisit::node)
                .containsExactlyInAnyOrder("work", "inner", "work", "inner", "outer");
        broken.set("");
        runs.retry(id);
        work();
        assertThat(view(id).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void endByAnErrorWhateverTheirFlowsSay() {
        Node<?, ?> node = Node.of("node", memory -> {
            if (!broken.get().isEmpty()) {
                throw new AssertionError("broken");
            }
        });
        Nodes.Recorder undo = Nodes.node("undo");
        flows.put(
                "erring",
                Flow.builder("erring")
                        .start(node)
                        .on(node, Actions.FAILED, undo)
                        .runtime(runtime)
                        .build());
        String id = runs.start("erring", Map.of());
        work();
        assertThat(view(id).failures()).extracting(RunView.FailedVisit::node).containsExactly("node");
        broken.set("");
        runs.retry(id);
        work();
        assertThat(view(id).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(undo.visits).isEmpty();
    }

    @Test
    void failByWhatCannotBeKept() {
        MemoryKey<HashMap<String, Integer>> key = MemoryKey.<HashMap<String, Integer>>of("m", HashMap.class)
                .reducedBy((present, added) -> {
                    HashMap<String, Integer> both = new HashMap<>(present);
                    both.putAll(added);
                    return both;
                });
        Node<?, ?> node = Node.of("node", memory -> memory.merge(key, new HashMap<>(Map.of("a", 1))));
        flows.put(
                "keeping", Flow.builder("keeping").start(node).runtime(runtime).build());
        String id = runs.start("keeping", Map.of());
        work();
        assertThat(view(id).reason().orElseThrow())
                .contains("Node 'node' of flow 'keeping' failed in storing its result: java.lang.ClassCastException:"
                        + " The value under 'm' is a java.util.Collections$UnmodifiableMap, not a java.util.HashMap");
        assertThat(view(id).failures()).hasSize(1);
    }

    @Test
    void areNotSkippedAsAWhole() {
        Node<?, ?> node = Node.of("node", memory -> {});
        flows.put("posting", new Flow(node, FlowOptions.create()) {
            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                throw new IllegalStateException("post");
            }
        });
        FlowSetup.create().name("posting").runtime(runtime).applyTo(flows.get("posting"));
        String id = runs.start("posting", Map.of());
        work();
        assertThatThrownBy(() -> runs.skip(id, 0, "default"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("is the run itself, which has no successors; skip a visit in it, or retry it");
        assertThat(view(id).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void keepTheirFailuresIfNobodyTriesAgain() throws InterruptedException {
        failed("a");
        runtime.close(Duration.ZERO);
        assertThatThrownBy(() -> runs.retry("a")).isInstanceOf(RejectedExecutionException.class);
        assertThat(view("a").failures()).hasSize(1);
        assertThat(view("a").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void areTakenUpUnderAnotherDeadline() {
        runs.start(
                "order", Map.of("amount", 5), RunOptions.create().withRunId("a").withDeadline(Duration.ofMinutes(1)));
        work();
        timers.get(0).run();
        work();
        assertThat(view("a").status()).isEqualTo(Status.CANCELLED);

        runs.retry("a", Duration.ofMinutes(2));
        work();
        assertThat(view("a").status()).isEqualTo(Status.WAITING);
        assertThat(timers).hasSize(2);
        broken.set("");
        runs.answer("a", 2, "in time");
        work();
        assertThat(view("a").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void areKeptForAWhile() {
        for (int i = 0; i < 5; i++) {
            runs.start("short", Map.of(), RunOptions.create().withRunId("run " + i));
        }
        started("waiting");
        work();
        assertThat(runs.list(RunQuery.all()))
                .extracting(RunView::runId)
                .containsExactly("waiting", "run 4", "run 3", "run 2");
        assertThatThrownBy(() -> runs.delete("waiting"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Run 'waiting' of flow 'order' is WAITING; cancel it before it is deleted");
        runs.delete("run 3");
        assertThat(runs.find("run 3")).isEmpty();
        assertThatThrownBy(() -> FlowRuns.inMemory(flows::get, -1))
                .hasMessage("mostEnded must not be negative, but was -1");
    }

    @Test
    @SuppressWarnings("unchecked")
    void noticeValuesThatAreChangedInPlace() {
        List<Object> given = new ArrayList<>(List.of(1));
        Node<?, ?> put = Node.of("put", memory -> {
            memory.put("list", new ArrayList<>(List.of(1)));
            memory.put("map", new HashMap<>(Map.of("k", new TreeSet<>(List.of(1)))));
            memory.put("array", new int[] {1});
        });
        Node<?, ?> change = Node.of("change", memory -> {
            assertThat(memory.get("list")).isEqualTo(List.of(1));
            assertThat(memory.get("given")).isEqualTo(List.of(1));
            for (String key : List.of("list", "given")) {
                assertThatThrownBy(() -> ((List<Object>) memory.get(key)).add(2))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
            Map<String, Set<Object>> map = (Map<String, Set<Object>>) memory.get("map");
            assertThatThrownBy(() -> map.put("l", null)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> map.get("k").add(2)).isInstanceOf(UnsupportedOperationException.class);
        });
        flows.put(
                "changing",
                Flow.builder("changing")
                        .start(put)
                        .next(put, change)
                        .runtime(runtime)
                        .build());
        String id = runs.start("changing", Map.of("given", given));
        given.add(2);
        work();
        assertThat(view(id).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void doNotBeginWhereNoneMay() throws InterruptedException {
        runtime.close(Duration.ZERO);
        assertThatThrownBy(() -> started("a")).isInstanceOf(RejectedExecutionException.class);
        assertThat(runs.find("a")).isEmpty();
    }

    @Test
    void areManyOnManyThreads() throws InterruptedException {
        FlowRuntime threads = FlowRuntime.builder().build();
        WaitNode<?, Integer> wait = Node.await("wait", Integer.class);
        Node<?, ?> twice = Node.of("twice", memory -> memory.put("twice", 2 * (Integer) memory.get("wait")));
        flows.put(
                "many",
                Flow.builder("many")
                        .start(wait)
                        .next(wait, twice)
                        .runtime(threads)
                        .build());
        FlowRuns many = FlowRuns.inMemory(flows::get, 1_000);
        List<String> ids = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> many.start("many", Map.of(), RunOptions.create().withRunId("run " + i)))
                .toList();
        IntStream.range(0, 500).parallel().forEach(i -> {
            while (!many.answer("run " + i, "wait", i)) {
                Thread.onSpinWait();
            }
        });
        for (int i = 0; i < 500; i++) {
            assertThat(many.await(ids.get(i), Duration.ofDays(1)).memory())
                    .containsEntry("wait", i)
                    .containsEntry("twice", 2 * i);
        }
    }
}
