package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The id and the listeners that one run is given. */
@Timeout(60)
class RunOptionsTest {

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private FlowListener named(String name) {
        return new FlowListener() {
            @Override
            public void runStarted(Visit run) {
                heard.add(name + " " + run.runId() + " started");
            }

            @Override
            public void visitCompleted(Visit visit) {
                heard.add(name + " " + visit.node());
            }

            @Override
            public void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {
                heard.add(name + " attempt failed");
            }

            @Override
            public void emitted(Visit visit, Object event) {
                heard.add(name + " " + event);
            }
        };
    }

    @Test
    void tellOneRunsEventsAfterTheApplicationsListeners() {
        Flow nested = Flow.builder("nested").start(Nodes.node("inside")).build();
        Nodes.Recorder work = Nodes.node("work", (node, memory) -> {
            node.emit("progress");
            nested.run(Memory.empty());
        });
        Flow flow = Flow.builder("flow")
                .start(work)
                .runtime(FlowRuntime.builder().listener(named("application")).build())
                .build();

        flow.run(
                Memory.empty(),
                RunOptions.create()
                        .withRunId("order-7")
                        .withListener(named("first"))
                        .withListener(named("second")));
        flow.run(Memory.empty(), RunOptions.create().withRunId("order-8"));

        assertThat(heard)
                .containsExactly(
                        "application order-7 started",
                        "first order-7 started",
                        "second order-7 started",
                        "application progress",
                        "first progress",
                        "second progress",
                        "application work",
                        "first work",
                        "second work",
                        "application order-8 started",
                        "application progress",
                        "application work");
    }

    @Test
    void tellOfFailedAttempts() {
        Node<?, ?> node = Nodes.trying("n", RetryPolicy.ofAttempts(2), retry -> {
            if (retry == 0) {
                throw new IllegalStateException("first");
            }
            return null;
        });

        new Flow(node).run(Memory.empty(), RunOptions.create().withListener(named("own")));

        assertThat(heard).contains("own attempt failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rejectAnIdThatIsActive(boolean plain) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Node<?, ?> node = Nodes.trying("n", RetryPolicy.create(), retry -> {
            begun.countDown();
            mayEnd.await();
            return null;
        });
        Flow flow = Flow.builder("flow")
                .start(node)
                .runtime(plain ? FlowRuntime.plain() : FlowRuntime.builder().build())
                .build();
        RunOptions options = RunOptions.create().withRunId("order-7");
        FlowRun first = flow.runAsync(Memory.empty(), options);
        begun.await();

        assertThatThrownBy(() -> flow.run(Memory.empty(), options))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Flow 'flow' was not run: a run of the id 'order-7' is active; give each run an id of its own, or"
                                + " wait until that one has ended");
        assertThatThrownBy(() -> flow.runAsync(Memory.empty(), options)).isInstanceOf(IllegalStateException.class);
        mayEnd.countDown();
        first.await();
        assertThat(first.id()).isEqualTo("order-7");
        assertThat(flow.run(Memory.empty(), options)).hasToString("n");
    }

    @Test
    void freeTheIdBeforeTheResultIsKnown() {
        Flow flow = Flow.builder("flow")
                .start(Nodes.node("n"))
                .runtime(FlowRuntime.builder().build())
                .build();
        RunOptions options = RunOptions.create().withRunId("order-7");

        for (int i = 0; i < 200; i++) {
            ExecutionTree again = flow.runAsync(Memory.empty(), options)
                    .result()
                    .thenApply(tree -> flow.run(Memory.empty(), options))
                    .toCompletableFuture()
                    .join();
            assertThat(again).hasToString("n");
        }
    }

    @Test
    void forgetTheIdOfARunThatWasRejected() throws Exception {
        FlowRuntime runtime = FlowRuntime.builder().build();
        Flow flow = Flow.builder("flow").start(Nodes.node("n")).runtime(runtime).build();
        RunOptions options = RunOptions.create().withRunId("order-7");
        runtime.close(java.time.Duration.ZERO);
        assertThatThrownBy(() -> flow.run(Memory.empty(), options)).isInstanceOf(RejectedExecutionException.class);
        runtime.open();

        assertThat(flow.run(Memory.empty(), options)).hasToString("n");
    }

    @Test
    void takePrintableIdsOnly() {
        assertThatThrownBy(() -> RunOptions.create().withRunId(" "))
                .hasMessage("runId must have 1 to 100 printable characters, but is blank");
        assertThatThrownBy(() -> RunOptions.create().withRunId("x".repeat(101)))
                .hasMessage("runId must have 1 to 100 printable characters, but has 101");
        assertThatThrownBy(() -> RunOptions.create().withRunId("a\nb"))
                .hasMessage("runId must have printable characters, but has U+000A");
        assertThat(RunOptions.create().withRunId("é".repeat(100)).runId()).hasValue("é".repeat(100));
        assertThat(RunOptions.create().runId()).isEmpty();
    }
}
