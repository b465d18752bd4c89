package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.Wait;
import io.brainyflow.WaitQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three instances are replaced one after the other while they have work to do, one of them by a flow that does not fit. */
@Timeout(120)
class RollingDeploymentTest {

    private static final int RUNS = 60;

    /** How often each visit was performed. */
    private final ConcurrentMap<String, AtomicInteger> visits = new ConcurrentHashMap<>();

    private Node<?, ?> noted(String name) {
        return Node.of(name, memory -> {
            visits.computeIfAbsent(Visit.current().key(), key -> new AtomicInteger())
                    .incrementAndGet();
            memory.append("done", name);
        });
    }

    private Flow flow(boolean isChanged) {
        Node<?, ?> check = noted("check");
        Node<?, ?> ask = Node.await("ask", String.class);
        Node<?, ?> charge = noted("charge");
        FlowBuilder builder =
                Flow.builder("order").start(check).next(ask, charge).next(charge, noted("ship"));
        if (!isChanged) {
            return builder.next(check, ask).build();
        }
        Node<?, ?> screen = noted("screen");
        return builder.next(check, screen).next(screen, ask).build();
    }

    private static TestInstance instance(String url, Flow flow) {
        return TestInstance.on(url, Map.of("order", flow), "brainyflow.jdbc.polling-interval=100ms");
    }

    @Test
    void whatDoesNotFitFailsUntilAFittingFlowRetriesItAndNothingIsRepeated() throws InterruptedException {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        try (Postgres server = Postgres.start()) {
            List<TestInstance> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                instances.add(instance(server.url(), flow(false)));
            }
            FlowRuns first = instances.get(0).runs();
            for (int run = 0; run < RUNS; run++) {
                first.start("order", Map.of(), RunOptions.create().withRunId("run " + run));
            }
            AtomicBoolean stopped = new AtomicBoolean();
            Thread answering = new Thread(() -> answer(server.url(), stopped));
            answering.start();
            for (int i = 0; i < 3; i++) {
                instances.get(i).close();
                instances.set(i, instance(server.url(), flow(i == 1)));
            }
            stopped.set(true);
            answering.join();
            FlowRuns runs = instances.get(0).runs();
            FlowRuns changed = instances.get(1).runs(); // whoever answers has the run go on at once, if it can
            for (Wait wait : changed.waits(WaitQuery.all())) {
                changed.answer(wait.runId(), wait.visit(), "yes");
            }
            awaitRest(runs);
            int fitted = ended(runs, Status.SUCCEEDED).size();
            List<RunView> parked = ended(runs, Status.FAILED);
            for (TestInstance instance : instances) {
                instance.close();
            }

            assertThat(fitted + parked.size()).isEqualTo(RUNS);
            assertThat(parked)
                    .isNotEmpty()
                    .allSatisfy(run -> assertThat(run.reason().orElseThrow())
                            .contains("of node 'ask', the flow now has 'screen' there"));
            System.out.println(fitted + " runs went on while instances were replaced; " + parked.size()
                    + " were failed by the one whose flow does not fit");
            try (TestInstance fitting = instance(server.url(), flow(false))) {
                parked.forEach(run -> fitting.runs().retry(run.runId()));
                for (Wait wait : fitting.runs().waits(WaitQuery.all())) {
                    fitting.runs().answer(wait.runId(), wait.visit(), "yes");
                }
                awaitRest(fitting.runs());
                assertThat(ended(fitting.runs(), Status.SUCCEEDED))
                        .hasSize(RUNS)
                        .allSatisfy(run -> assertThat((List<?>) run.memory().get("done"))
                                .map(String::valueOf)
                                .filteredOn(node -> !node.equals("screen"))
                                .containsExactly("check", "charge", "ship"));
            }
            assertThat(visits.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        }
    }

    /** Gives answers, one by one, from outside of the instances that come and go. */
    private static void answer(String url, AtomicBoolean stopped) {
        try (TestInstance outside = TestInstance.on(url, Map.of())) {
            while (!stopped.get()) {
                outside.runs().waits(WaitQuery.all()).stream()
                        .filter(wait ->
                                wait.runId().endsWith("0") || wait.runId().endsWith("5"))
                        .limit(2)
                        .forEach(wait -> outside.runs().answer(wait.runId(), wait.visit(), "yes"));
            }
        }
    }

    private static List<RunView> ended(FlowRuns runs, Status status) {
        return runs.list(RunQuery.all().with(status));
    }

    private static void awaitRest(FlowRuns runs) {
        while (ended(runs, Status.SUCCEEDED).size()
                        + ended(runs, Status.FAILED).size()
                        + ended(runs, Status.CANCELLED).size()
                < RUNS) {
            Thread.onSpinWait();
        }
    }
}
