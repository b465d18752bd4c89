package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.FlowRuntime;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.spring.actuate.RunCounts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunCountsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void countsARunThatIsRetriedAtEachOfItsEndsAndAsActiveInBetween() throws InterruptedException {
        RunCounts counts = new RunCounts();
        AtomicBoolean failing = new AtomicBoolean(true);
        Node<?, ?> charge = Node.of("charge", memory -> {
            if (failing.get()) {
                throw new IllegalStateException("no connection");
            }
        });
        Node<?, ?> ask = Node.await("ask", String.class);
        Flow order = Flow.builder("order")
                .start(charge)
                .next(charge, ask)
                .runtime(FlowRuntime.builder().listener(counts).build())
                .build();
        FlowRuns runs = FlowRuns.inMemory(name -> order, 10);

        runs.start("order", Map.of(), RunOptions.create().withRunId("1"));
        runs.await("1", PATIENCE);
        assertThat(counts.runs("order")).isEqualTo(new RunCounts.Runs(0, 0, 1, 0));

        failing.set(false);
        runs.retry("1");
        runs.await("1", PATIENCE);
        assertThat(counts.runs("order")).as("it waits").isEqualTo(new RunCounts.Runs(1, 0, 1, 0));

        runs.answer("1", "ask", "yes");
        runs.await("1", PATIENCE);
        assertThat(counts.runs("order")).isEqualTo(new RunCounts.Runs(0, 1, 1, 0));
    }
}
