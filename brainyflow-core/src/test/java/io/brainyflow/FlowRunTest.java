package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlowRunTest {

    @Test
    void runsInAnotherThreadAndCanBeAwaited() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
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
    void throwsWhatTheRunThrewAndCompletesWithIt() {
        FlowRun failed = new Flow(Nodes.failing("n", new IOException("gone"))).runAsync(Memory.empty());
        FlowRun broken = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
                    throw new AssertionError("broken");
                }))
                .runAsync(Memory.empty());

        assertThatThrownBy(failed::await).isInstanceOf(NodeException.class).hasCause(new IOException("gone"));
        assertThatThrownBy(broken::await).isInstanceOf(AssertionError.class);
        List<Throwable> completedWith = new ArrayList<>();
        failed.result().whenComplete((tree, e) -> completedWith.add(e));
        assertThat(completedWith)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NodeException.class);
    }

    @Test
    void isNotReachedByWhatIsDoneToItsStage() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        FlowRun run = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
                    go.await();
                    return null;
                }))
                .runAsync(Memory.empty());

        run.result().toCompletableFuture().cancel(true);
        FlowRun.Status status = run.status();
        go.countDown();

        assertThat(status).isIn(FlowRun.Status.READY, FlowRun.Status.RUNNING);
        assertThat(run.await()).hasToString("n");
        assertThat(run.status()).isEqualTo(FlowRun.Status.SUCCEEDED);
    }

    @Test
    void leavesOneWarningWhenItFailsWithTheClassesOfWhatWasThrown() {
        Nodes.Recorder start = Nodes.node("start");
        start.next(Nodes.failing("broken", new IOException("secret")));

        try (LogCapture log = LogCapture.begin()) {
            FlowRun run = new Flow(start).runAsync(Memory.empty());
            assertThatThrownBy(run::await).isInstanceOf(NodeException.class);

            assertThat(log.messages())
                    .containsExactly("Run '" + run.id() + "' of flow 'flow' ended at start > broken: "
                            + "io.brainyflow.NodeException, caused by java.io.IOException");
        }
    }

    @Test
    void leavesNoLineAboveDebugWhenItWasCancelledOnRequest() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> {
            begun.countDown();
            return new CountDownLatch(1).await(1, TimeUnit.HOURS);
        }));

        try (LogCapture log = LogCapture.begin()) {
            FlowRun run = flow.runAsync(Memory.empty());
            begun.await();
            run.cancel();
            assertThatThrownBy(run::await).isInstanceOf(FlowCancelledException.class);

            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void isRefusedWhereTheExecutorRefuses() {
        Flow flow = new Flow(Nodes.node("n"));
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder()
                        .executor(task -> {
                            throw new RejectedExecutionException("full");
                        })
                        .build());

        assertThatThrownBy(() -> flow.runAsync(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void isNotRefusedByTheEnginesOwnThreadsHoweverManyRunsThereAre() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Flow flow = new Flow(Nodes.trying("n", RetryPolicy.create(), retry -> go.await(30, TimeUnit.SECONDS)));
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder().platformThreads().build());

        List<FlowRun> runs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            runs.add(flow.runAsync(Memory.empty()));
        }
        go.countDown();

        for (FlowRun run : runs) {
            assertThat(run.await().size()).isEqualTo(1);
        }
    }

    @Test
    void givesTheRunTheContextClassLoaderOfTheCaller() throws InterruptedException {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new ClassLoader(own) {};
        List<ClassLoader> seen = new ArrayList<>();
        Flow flow = new Flow(Nodes.node(
                "n", (node, branch) -> seen.add(Thread.currentThread().getContextClassLoader())));

        Thread.currentThread().setContextClassLoader(loader);
        try {
            flow.runAsync(Memory.empty()).await();
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }

        assertThat(seen).containsExactly(loader);
    }

    @Test
    void canRunParallelFlowsOnPlatformThreads() throws InterruptedException {
        Nodes.Recorder start = Nodes.fanningOut("start", "item", 10);
        start.on("item", Nodes.node("work"));
        Flow flow = new ParallelFlow(start);
        Nodes.configure(
                flow,
                FlowOptions.create(),
                Map.of(),
                FlowRuntime.builder().platformThreads().build());

        assertThat(flow.runAsync(Memory.empty()).await().size()).isEqualTo(11);
    }

    @Test
    void endsThoughWhatIsLoggedOfItThrows() {
        Handler broken = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                throw new IllegalStateException("the log is full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.brainyflow");
        logger.addHandler(broken);
        try {
            FlowRun run = new Flow(Nodes.failing("n", new IOException("gone"))).runAsync(Memory.empty());

            assertThatThrownBy(run::await).isInstanceOf(NodeException.class);
        } finally {
            logger.removeHandler(broken);
        }
    }
}
