package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlowRunTest {

    @Test
    void runsInAnotherThreadAndCanBeAwaited() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.unstated(), retry -> {
            threads.add(Thread.currentThread());
            return go.await(30, TimeUnit.SECONDS);
        }));

        FlowRun run = flow.runAsync(Memory.empty());
        boolean doneBefore = run.result().toCompletableFuture().isDone();
        go.countDown();

        assertThat(doneBefore).isFalse();
        assertThat(run.await()).hasToString("n");
        assertThat(run.result().toCompletableFuture().join()).hasToString("n");
        assertThat(threads).doesNotContain(Thread.currentThread());
        assertThat(run.id()).matches("[0-9a-f-]{36}");
    }

    @Test
    void throwsWhatTheRunThrew() {
        FlowRun failed = new Flow(Nodes.failing("n", new IOException("gone"))).runAsync(Memory.empty());
        FlowRun broken = new Flow(Nodes.trying("n", RetryPolicy.unstated(), retry -> {
                    throw new AssertionError("broken");
                }))
                .runAsync(Memory.empty());

        assertThatThrownBy(failed::await).isInstanceOf(NodeException.class).hasCause(new IOException("gone"));
        assertThatThrownBy(broken::await).isInstanceOf(AssertionError.class);
    }

    @Test
    void isRefusedWhereTheExecutorRefuses() {
        Flow flow = new Flow(Nodes.node("n"));
        flow.configure(
                FlowOptions.unstated(),
                Map.of(),
                FlowRuntime.builder()
                        .executor(task -> {
                            throw new RejectedExecutionException("full");
                        })
                        .build());

        assertThatThrownBy(() -> flow.runAsync(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void canRunParallelFlowsOnPlatformThreads() throws InterruptedException {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 10);
        start.on("item", Nodes.node("work"));
        Flow flow = new ParallelFlow(start);
        flow.configure(
                FlowOptions.unstated(),
                Map.of(),
                FlowRuntime.builder().platformThreads().build());

        assertThat(flow.runAsync(Memory.empty()).await().size()).isEqualTo(11);
    }
}
