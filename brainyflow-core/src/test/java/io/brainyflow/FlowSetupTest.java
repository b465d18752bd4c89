package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a container gives to flows and nodes that have been built. */
@Timeout(60)
class FlowSetupTest {

    private final List<String> heard = new ArrayList<>();

    private FlowListener listener(String name) {
        return new FlowListener() {
            @Override
            public void runStarted(Visit run) {
                heard.add(name + " heard of " + run.flow());
            }
        };
    }

    private NodeInterceptor interceptor(String name) {
        return (visit, step) -> {
            if (visit.part() == VisitPart.WHOLE) {
                heard.add(name + " before");
            }
            step.proceed();
        };
    }

    @Test
    void isAppliedAsAWholeOrNotAtAll() {
        Flow flow = Flow.builder("built").start(Nodes.node("n")).build();
        FlowSetup setup = FlowSetup.create()
                .name("bean")
                .options(FlowOptions.create().withMaxVisits(9))
                .joins(Map.of("absent", true));

        assertThatThrownBy(() -> setup.applyTo(flow)).hasMessageContaining("has no node 'absent'");
        assertThat(flow.graph().name()).isEqualTo("built");
        assertThat(flow.graph().options().maxVisits()).isEqualTo(5);

        setup.joins(Map.of("n", true))
                .retries(Map.of("n", RetryPolicy.ofAttempts(3)))
                .applyTo(flow);

        assertThat(flow.graph().name()).isEqualTo("bean");
        assertThat(flow.graph().options().maxVisits()).isEqualTo(9);
        assertThat(flow.graph().isJoin("n")).isTrue();
        assertThat(flow.graph().retryPolicy("n").maxAttempts()).isEqualTo(3);
    }

    @Test
    void leavesWhatIsNotGivenAsItIs() {
        FlowRuntime own = FlowRuntime.builder().build();
        Flow flow = Flow.builder("built")
                .start(Nodes.node("n"))
                .options(FlowOptions.create().withMaxVisits(9))
                .runtime(own)
                .build();

        FlowSetup.create().applyTo(flow);

        assertThat(flow.graph().name()).isEqualTo("built");
        assertThat(flow.graph().options().maxVisits()).isEqualTo(9);
        assertThat(flow.runtime()).isSameAs(own);
    }

    @Test
    void surroundsARuntimeThatTheFlowWasBuiltWith() {
        FlowRuntime own = FlowRuntime.builder()
                .listener(listener("own"))
                .interceptor(interceptor("own"))
                .build();
        Flow flow = Flow.builder("f").start(Nodes.node("n")).runtime(own).build();
        FlowRuntime application = FlowRuntime.builder()
                .listener(listener("application"))
                .interceptor(interceptor("application"))
                .build();

        FlowSetup.create().runtime(application).applyTo(flow);
        FlowSetup.create().runtime(application).applyTo(flow);
        flow.run(Memory.empty());

        assertThat(heard)
                .containsExactly("application heard of f", "own heard of f", "application before", "own before");
    }

    @Test
    void keepsAnExecutorOfTheFlowsOwnAndOtherwiseUsesTheApplications() {
        List<Runnable> owns = new ArrayList<>();
        List<Runnable> applications = new ArrayList<>();
        FlowRuntime application = FlowRuntime.builder()
                .executor(task -> {
                    applications.add(task);
                    task.run();
                })
                .build();
        Flow withExecutor = Flow.builder("f")
                .start(Nodes.node("n"))
                .runtime(FlowRuntime.builder()
                        .executor(task -> {
                            owns.add(task);
                            task.run();
                        })
                        .build())
                .build();
        Flow without = Flow.builder("f")
                .start(Nodes.node("n"))
                .runtime(FlowRuntime.builder().listener(listener("own")).build())
                .build();
        for (Flow flow : List.of(withExecutor, without)) {
            FlowSetup.create().runtime(application).applyTo(flow);
            flow.runAsync(Memory.empty());
        }

        assertThat(owns).hasSize(1);
        assertThat(applications).hasSize(1);
        assertThat(without.runtime().maxConcurrency()).isEqualTo(application.maxConcurrency());
    }

    @Test
    void letsTheApplicationsRuntimeCountRejectAndCancelTheRuns() throws InterruptedException {
        FlowRuntime own = FlowRuntime.builder().build();
        CountDownLatch begun = new CountDownLatch(1);
        Flow flow = Flow.builder("f")
                .start(Nodes.trying("n", RetryPolicy.create(), retry -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return null;
                }))
                .runtime(own)
                .build();
        FlowRuntime application = FlowRuntime.builder().build();
        FlowSetup.create().runtime(application).applyTo(flow);
        FlowRun run = flow.runAsync(Memory.empty());
        begun.await();

        assertThat(application.close(Duration.ZERO)).isEqualTo(1);
        assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
        application.cancelRuns("the application is ending");
        assertThatThrownBy(run::await).isInstanceOf(FlowCancelledException.class);
        assertThat(application.close(Duration.ofMinutes(1))).isZero();

        application.open();
        own.close(Duration.ZERO);
        assertThatThrownBy(() -> flow.run(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
        assertThat(application.close(Duration.ZERO)).isZero();
    }

    @Test
    void namesANodeInPlaceOfItsConstructor() {
        Nodes.Recorder node = Nodes.node("constructed");

        FlowSetup.nameNode(node, "bean");

        assertThat(node.name()).isEqualTo("bean");
        FlowGraph graph = new Flow(node).graph();
        assertThat(graph.nodes()).containsExactly("bean");
        assertThat(graph.isNamed("bean")).isTrue();
    }

    @Test
    void numbersNodesThatWereGivenOneNameByAContainer() {
        Nodes.Recorder first = Nodes.node("constructed");
        Nodes.Recorder second = Nodes.node("constructed");
        FlowSetup.nameNode(first, "prototype");
        FlowSetup.nameNode(second, "prototype");

        FlowGraph graph = new Flow(first.next(second) == second ? first : second).graph();

        assertThat(graph.nodes()).containsExactly("prototype", "prototype2");
        assertThat(graph.isNamed("prototype2"))
                .as("it may be the other after a change")
                .isFalse();
    }

    @Test
    void canForbidToBlockAThread() throws InterruptedException {
        Thread eventLoop = Thread.currentThread();
        FlowRuntime runtime = FlowRuntime.builder()
                .nonBlocking(() -> Thread.currentThread() == eventLoop)
                .build();
        Flow flow = Flow.builder("f").start(Nodes.node("n")).build();
        FlowSetup.create().runtime(runtime).applyTo(flow);
        String must = " on thread '" + eventLoop.getName()
                + "', which must not block; use runAsync and the stage of its result";

        assertThatThrownBy(() -> flow.run(Memory.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Flow 'f' was run" + must);
        assertThatThrownBy(() -> flow.run(Memory.empty(), RunOptions.create()))
                .isInstanceOf(IllegalStateException.class);
        FlowRun run = flow.runAsync(Memory.empty());
        assertThatThrownBy(run::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A run of flow 'f' was awaited" + must);
        assertThatThrownBy(() -> run.await(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
        assertThat(run.result().toCompletableFuture().join().size()).isEqualTo(1);
    }
}
