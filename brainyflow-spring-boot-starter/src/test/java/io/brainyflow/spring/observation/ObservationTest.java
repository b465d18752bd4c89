package io.brainyflow.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Actions;
import io.brainyflow.Flow;
import io.brainyflow.FlowRuntime;
import io.brainyflow.FlowSetup;
import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournaledRun;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.RunOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObservationTest {

    private static final String FLOW = "brainyflow.flow";
    private static final String NODE = "brainyflow.node";

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();
    private final ObservationInterceptor interceptor = new ObservationInterceptor(
            registry, new DefaultNodeObservationConvention(), new DefaultFlowObservationConvention());

    ObservationTest() {
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    static Node<Object, Object> node(String name, String... actions) {
        return new Node<>(name) {
            @Override
            public void post(Memory memory, Object prepared, Object result) {
                for (String action : actions) {
                    trigger(action);
                }
            }
        };
    }

    /** Returns what was observed, and within what, in the order in which it stopped. */
    private List<String> parents() {
        return stopped.stream()
                .map(context -> context.getContextualName() + " in "
                        + (context.getParentObservation() == null
                                ? "nothing"
                                : context.getParentObservation()
                                        .getContextView()
                                        .getContextualName()))
                .toList();
    }

    private Flow observed(Flow flow) {
        FlowSetup.create()
                .runtime(FlowRuntime.builder()
                        .interceptor(interceptor)
                        .listener(interceptor)
                        .build())
                .applyTo(flow);
        return flow;
    }

    private long count(String name, String... tags) {
        return meters.get(name).tags(tags).timer().count();
    }

    @Test
    void timesEachVisitAndEachFlow() {
        Node<?, ?> start = node("start", "item", "item");
        start.on("item", node("work"));

        observed(Flow.builder("f").start(start).build()).run(Memory.empty());

        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUCCESS", "error", "none"))
                .isEqualTo(1);
        assertThat(count("brainyflow.node", FLOW, "f", NODE, "start", "outcome", "SUCCESS"))
                .isEqualTo(1);
        assertThat(count("brainyflow.node", FLOW, "f", NODE, "work", "outcome", "SUCCESS"))
                .isEqualTo(2);
    }

    @Test
    void timesAFlowOnceForEachStretchOfARunThatGoesOnFromItsJournal() {
        Flow inner =
                Flow.builder("inner").start(Node.await("ask", String.class)).build();
        Flow flow = observed(Flow.builder("f").start(inner).build());
        List<JournalEntry> entries = new CopyOnWriteArrayList<>();
        Journal journal = new Journal() {
            @Override
            public Stored store(JournalEntry entry) {
                return () -> entry;
            }

            @Override
            public Pending append(long number, Stored entry) {
                entries.add(entry.entry());
                return Pending.DURABLE;
            }
        };
        JournaledRun first = JournaledRun.of(flow, Memory.empty(), RunOptions.create(), journal);
        assertThat(first.perform()).isEmpty();
        first.close();

        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUSPENDED")).isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "inner", "outcome", "SUSPENDED"))
                .isEqualTo(1);
        assertThat(meters.find("brainyflow.flow.active").longTaskTimers()).allMatch(timer -> timer.activeTasks() == 0);

        JournaledRun second = JournaledRun.of(flow, Memory.empty(), RunOptions.create(), journal);
        List.copyOf(entries).forEach(entry -> second.replay(entry, Set.of()));
        second.answer(second.waits().get(0).visit(), "yes");
        assertThat(second.perform()).isPresent();
        second.close();

        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUCCESS")).isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "inner", "outcome", "SUCCESS"))
                .isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUSPENDED")).isEqualTo(1);
    }

    @Test
    void countsAFailureThatIsFollowedAsTheNodesErrorAndTheFlowsSuccess() {
        Node<Object, Object> failing = new Node<>("failing") {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException("no");
            }
        };
        failing.on(Actions.FAILED, node("after"));

        observed(Flow.builder("f").start(failing).build()).run(Memory.empty());

        assertThat(count("brainyflow.node", NODE, "failing", "outcome", "ERROR", "error", "IOException"))
                .isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUCCESS", "error", "none"))
                .isEqualTo(1);
    }

    @Test
    void timesANestedFlowAsANodeOfTheOuterAndAsAFlow() {
        Flow inner = Flow.builder("inner").start(node("n")).build();

        observed(Flow.builder("outer").node("step", inner).start(inner).build()).run(Memory.empty());

        assertThat(count("brainyflow.node", FLOW, "outer", NODE, "step")).isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "inner")).isEqualTo(1);
        assertThat(count("brainyflow.node", FLOW, "inner", NODE, "n")).isEqualTo(1);
        assertThat(parents())
                .containsExactly("inner/n in inner", "inner in outer/step", "outer/step in outer", "outer in nothing");
    }

    @Test
    void namesTheCauseOfAFailure() {
        Node<Object, Object> failing = new Node<>("failing") {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException();
            }
        };

        assertThatThrownBy(
                        () -> observed(Flow.builder("f").start(failing).build()).run(Memory.empty()))
                .hasCauseInstanceOf(IOException.class);

        assertThat(count("brainyflow.node", NODE, "failing", "outcome", "ERROR", "error", "IOException"))
                .isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "ERROR", "error", "IOException"))
                .isEqualTo(1);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    private Node<Object, Object> rescued(boolean thenFails) {
        return new Node<>("rescued", RetryPolicy.ofAttempts(2)) {
            @Override
            public Object exec(Object prepared) throws IOException {
                throw new IOException("attempt");
            }

            @Override
            public Object execFallback(Object prepared, Exception failure) {
                return "fallback";
            }

            @Override
            public void post(Memory memory, Object prepared, Object result) {
                if (thenFails) {
                    throw new IllegalStateException("post");
                }
            }
        };
    }

    @Test
    void tellsAVisitThatItsFallbackRescuedFromOneThatFailedAfterwards() {
        observed(Flow.builder("f").start(rescued(false)).build()).run(Memory.empty());
        assertThatThrownBy(() ->
                        observed(Flow.builder("f").start(rescued(true)).build()).run(Memory.empty()))
                .hasCauseInstanceOf(IllegalStateException.class);

        assertThat(count("brainyflow.node", NODE, "rescued", "outcome", "FALLBACK", "error", "none"))
                .isEqualTo(1);
        assertThat(count("brainyflow.node", NODE, "rescued", "outcome", "ERROR", "error", "IllegalStateException"))
                .isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "SUCCESS")).isEqualTo(1);
    }

    @Test
    void notesARetriedAttemptAsAnEventWithTheExceptionsClass() {
        List<String> events = new CopyOnWriteArrayList<>();
        registry.observationConfig().observationHandler(new ObservationHandler<NodeObservationContext>() {
            @Override
            public void onEvent(Observation.Event event, NodeObservationContext context) {
                events.add(context.visit().node() + " " + event.getName() + ": " + event.getContextualName());
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof NodeObservationContext;
            }
        });

        observed(Flow.builder("f").start(rescued(false)).build()).run(Memory.empty());

        assertThat(events).containsExactly("rescued attempt.failed: java.io.IOException in attempt 1");
    }

    @Test
    void findsTheVisitsObservationAroundAnInterceptorsOwn() {
        Flow flow = Flow.builder("f").start(rescued(false)).build();
        FlowSetup.create()
                .runtime(FlowRuntime.builder()
                        .interceptor(interceptor)
                        .interceptor((visit, step) ->
                                Observation.createNotStarted("mine", registry).observeChecked(step::proceed))
                        .listener(interceptor)
                        .build())
                .applyTo(flow);

        flow.run(Memory.empty());

        assertThat(count("brainyflow.node", NODE, "rescued", "outcome", "FALLBACK"))
                .isEqualTo(1);
        assertThat(meters.get("brainyflow.node.attempt.failed").counter().count())
                .isEqualTo(1);
    }

    @Test
    void hasCountersOfNestedFlowsThatAreNoBeans() {
        Flow inner = Flow.builder("inner").start(node("n")).build();
        RetryCounters counters = new RetryCounters(meters);

        counters.register(Flow.builder("outer").start(inner).build().graph());

        assertThat(meters.get("brainyflow.node.retries")
                        .tags(FLOW, "inner", NODE, "n")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void leavesTheOutcomeOutOfWhatIsCountedWhileAVisitIsUnderWay() {
        List<String> active = new CopyOnWriteArrayList<>();
        Node<Object, Object> looking = new Node<>("looking") {
            @Override
            public Object exec(Object prepared) {
                meters.getMeters().stream()
                        .filter(meter -> meter.getId().getName().endsWith(".active"))
                        .forEach(meter -> active.add(
                                meter.getId().getName() + meter.getId().getTags()));
                return null;
            }
        };

        observed(Flow.builder("f").start(looking).build()).run(Memory.empty());

        assertThat(active)
                .containsExactlyInAnyOrder(
                        "brainyflow.flow.active[tag(brainyflow.flow=f)]",
                        "brainyflow.node.active[tag(brainyflow.flow=f), tag(brainyflow.node=looking)]");
    }

    @Test
    void tellsACancelledRunFromAFailedOne() {
        Node<Object, Object> interrupted = new Node<>("interrupted") {
            @Override
            public Object exec(Object prepared) throws InterruptedException {
                throw new InterruptedException();
            }
        };

        assertThatThrownBy(
                () -> observed(Flow.builder("f").start(interrupted).build()).run(Memory.empty()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(count("brainyflow.node", NODE, "interrupted", "outcome", "CANCELLED"))
                .isEqualTo(1);
        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "CANCELLED")).isEqualTo(1);
    }

    @Test
    void keepsTheParentInConcurrentBranches() {
        CyclicBarrier both = new CyclicBarrier(2);
        Node<?, ?> start = node("start", "item", "item");
        start.on("item", new Node<Object, Object>("work") {
            @Override
            public Object exec(Object prepared) throws Exception {
                both.await(30, TimeUnit.SECONDS);
                Observation.createNotStarted("own", registry)
                        .contextualName("own")
                        .observe(() -> {});
                return null;
            }
        });

        Observation.createNotStarted("caller", registry)
                .contextualName("caller")
                .observe(
                        () -> observed(Flow.builder("f").parallel().start(start).build())
                                .run(Memory.empty()));

        assertThat(parents())
                .containsExactlyInAnyOrder(
                        "f/start in f",
                        "own in f/work",
                        "own in f/work",
                        "f/work in f",
                        "f/work in f",
                        "f in caller",
                        "caller in nothing");
    }

    @Test
    void keepsTheCallersObservationWhereItsOwnAreSwitchedOff() {
        registry.observationConfig().observationPredicate((name, context) -> !name.equals("brainyflow.flow"));
        Node<?, ?> start = node("start");

        Observation.createNotStarted("caller", registry)
                .contextualName("caller")
                .observe(() -> observed(Flow.builder("f").start(start).build()).run(Memory.empty()));

        assertThat(parents()).containsExactly("f/start in caller", "caller in nothing");
    }

    @Test
    void stopsAFlowOnceThatAnInterceptorFailsAfterEntering() {
        Flow flow = Flow.builder("f")
                .start(node("n"))
                .runtime(FlowRuntime.builder()
                        .interceptor(interceptor)
                        .interceptor((visit, step) -> {
                            step.proceed();
                            throw new IOException();
                        })
                        .build())
                .build();

        assertThatThrownBy(() -> flow.run(Memory.empty())).hasCauseInstanceOf(IOException.class);

        assertThat(count("brainyflow.flow", FLOW, "f", "outcome", "ERROR")).isEqualTo(1);
    }

    @Test
    void takesAUsersConvention() {
        NodeObservationConvention own = new DefaultNodeObservationConvention() {
            @Override
            public String getName() {
                return "own.node";
            }
        };
        Flow flow = Flow.builder("f")
                .start(node("n"))
                .runtime(FlowRuntime.builder()
                        .interceptor(new ObservationInterceptor(registry, own, new DefaultFlowObservationConvention()))
                        .build())
                .build();

        flow.run(Memory.empty());

        assertThat(count("own.node", NODE, "n")).isEqualTo(1);
    }

    @Test
    void documentsItsNamesAndKeys() {
        assertThat(BrainyFlowObservation.NODE.getLowCardinalityKeyNames()).hasSize(3);
        assertThat(BrainyFlowObservation.FLOW.getLowCardinalityKeyNames()).hasSize(2);
        assertThat(BrainyFlowObservation.NODE.getHighCardinalityKeyNames()[0].asString())
                .isEqualTo("brainyflow.run.id");
        assertThat(BrainyFlowObservation.NODE.getDefaultConvention()).isEqualTo(DefaultNodeObservationConvention.class);
        assertThat(BrainyFlowObservation.FLOW.getDefaultConvention()).isEqualTo(DefaultFlowObservationConvention.class);
    }
}
