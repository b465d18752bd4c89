package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.WaitNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a run may come at any moment of it; what was promised is kept. Many times, by real threads. */
@Timeout(280)
class InterleavingTest {

    /** How often each is tried; more where all is to be proved. */
    private static final int TIMES = Integer.getInteger("brainyflow.interleavings", 60);

    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private void eachTime(Flow flow, BiConsumer<FlowRuns, String> one) throws Exception {
        try (TestInstance instance = TestInstance.on(
                "jdbc:h2:file:" + folder.resolve("runs"),
                Map.of("order", flow),
                "spring.datasource.hikari.maximum-pool-size=40",
                "brainyflow.jdbc.polling-interval=50ms")) {
            Future<?>[] all = new Future<?>[TIMES];
            for (int time = 0; time < TIMES; time++) {
                String id = "run " + time;
                Callable<Void> task = () -> {
                    instance.runs().start("order", Map.of(), RunOptions.create().withRunId(id));
                    one.accept(instance.runs(), id);
                    return null;
                };
                all[time] = threads.submit(task);
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private static RunView ended(FlowRuns runs, String id) {
        while (true) {
            try {
                RunView view = runs.await(id, PATIENCE);
                if (view.endedAt().isPresent()) {
                    return view;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void anAnswerThatWasTakenIsUsedThoughItsTimeIsUp() throws Exception {
        WaitNode<?, String> ask = Node.await("ask", String.class);
        Node<?, ?> late = Node.of("late", memory -> memory.put("ask", "nobody"));
        Node<?, ?> after = Node.of("after", memory -> memory.add("went on", 1));
        Flow flow = Flow.builder("order")
                .start(ask)
                .next(ask, after)
                .on(ask, "timeout", late)
                .next(late, after)
                .answerWithin(ask, Duration.ofMillis(60))
                .build();
        AtomicInteger answered = new AtomicInteger();
        eachTime(flow, (runs, id) -> {
            RunView asking = runs.find(id).orElseThrow();
            while (asking.waits().isEmpty() && asking.endedAt().isEmpty()) {
                asking = runs.find(id).orElseThrow();
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(80_000_000));
            boolean taken = false;
            while (!taken && runs.find(id).orElseThrow().endedAt().isEmpty()) {
                taken = runs.answer(id, "ask", "somebody");
            }
            RunView run = ended(runs, id);
            assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(run.memory()).isEqualTo(Map.of("ask", taken ? "somebody" : "nobody", "went on", 1));
            answered.addAndGet(taken ? 1 : 0);
        });
        System.out.println(answered + " of " + TIMES + " were answered in time");
    }

    @Test
    void anAnswerThatComesWhileARunComesToRestHasItGoOn() throws Exception {
        Node<?, ?> fan = Node.of("fan", (memory, signals) -> {
            signals.trigger("ask");
            signals.trigger("work");
        });
        Node<?, ?> ask = Node.await("ask", String.class);
        Node<?, ?> work = Node.of("work", memory -> memory.add("worked", 1));
        Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));
        Flow flow = Flow.builder("order")
                .parallel()
                .start(fan)
                .on(fan, "ask", ask)
                .on(fan, "work", work)
                .next(ask, join)
                .next(work, join)
                .join(join)
                .build();
        eachTime(flow, (runs, id) -> {
            while (!runs.answer(id, "ask", "yes")) {
                Thread.onSpinWait();
            }
            assertThat(ended(runs, id).memory()).isEqualTo(Map.of("ask", "yes", "worked", 1, "met", 2));
        });
    }

    @Test
    void anAnswerThatComesBeforeItsQuestionIsUsedWheneverItComes() throws Exception {
        Node<?, ?> before = Node.of("before", memory -> memory.add("before", 1));
        Flow flow = Flow.builder("order")
                .start(before)
                .next(before, Node.await("ask", String.class))
                .build();
        eachTime(flow, (runs, id) -> {
            assertThat(runs.keep(id, "ask", "yes")).isTrue();
            assertThat(ended(runs, id).memory()).isEqualTo(Map.of("ask", "yes", "before", 1));
        });
    }

    @Test
    void aRunThatIsCancelledWhileItEndsIsOneOrTheOther() throws Exception {
        Set<String> begun = ConcurrentHashMap.newKeySet();
        Node<?, ?> first = Node.of("first", memory -> begun.add(Visit.current().runId()));
        Flow flow = Flow.builder("order")
                .start(first)
                .next(first, Node.of("last", memory -> memory.add("last", 1)))
                .build();
        AtomicInteger cancelled = new AtomicInteger();
        eachTime(flow, (runs, id) -> {
            while (!begun.contains(id)) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(12_000_000));
            boolean taken = runs.cancel(id, "enough");
            RunView run = ended(runs, id);
            if (run.status() == Status.CANCELLED) {
                assertThat(taken).isTrue();
                assertThat(run.reason().orElseThrow()).endsWith("was cancelled: enough");
                cancelled.incrementAndGet();
            } else {
                assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
            }
            assertThat(runs.cancel(id, "again")).isFalse();
        });
        System.out.println(cancelled + " of " + TIMES + " were cancelled before they ended");
    }
}
