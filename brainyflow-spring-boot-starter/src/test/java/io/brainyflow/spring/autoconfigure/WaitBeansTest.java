package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.WaitNode;
import io.brainyflow.WaitQuery;
import io.brainyflow.spring.FlowEvent;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import io.brainyflow.spring.observation.ObservationInterceptor;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;

/** Waits as beans, and the runs that the application's engine keeps. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class WaitBeansTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(BrainyFlowAutoConfiguration.class, BrainyFlowEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=*")
            .withUserConfiguration(Payments.class);

    record Question(Object amount) {}

    record Decision(String outcome) {}

    @FlowNode(value = "ask", startsFlow = "payment", answerWithin = "${patience:2d}")
    @Successor(on = "approved", node = "pay")
    @Successor(on = "timeout", node = "escalate")
    static class Ask extends WaitNode<Question, Decision> {

        @Override
        public Question prep(Memory memory) {
            return new Question(memory.get("amount"));
        }

        @Override
        public void post(Memory memory, Question asked, Decision decision) {
            memory.put("decision", asked.amount() + " " + decision.outcome());
            trigger(decision.outcome());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Ask.class)
    static class Payments {

        @Bean
        @FlowNode
        Node<?, ?> pay() {
            return Node.of("pay", memory -> memory.put("paid", true));
        }

        @Bean
        @FlowNode
        @Successor(node = "confirm")
        Node<?, ?> escalate() {
            return Node.of("escalate", memory -> memory.put("escalated", true));
        }

        @Bean
        WaitNode<?, String> confirm() {
            return Node.await("confirm", String.class);
        }
    }

    /** Returns the run when it has ended, or waits to be answered. */
    private static RunView awaited(ApplicationContext context, String id) throws InterruptedException {
        return context.getBean(FlowRuns.class).await(id, Duration.ofDays(1));
    }

    @Test
    void areAnsweredByTheIdOfTheirRun() {
        runner.run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            String id = runs.start("payment", Map.of("amount", 7));

            Wait wait = awaited(context, id).waits().get(0);
            assertThat(wait.asked()).isEqualTo(new Question(7));
            assertThat(wait.answerType()).isEqualTo(Decision.class);
            assertThat(wait.deadline()).isPresent();
            assertThat(runs.waits(WaitQuery.all().ofFlow("payment"))).containsExactly(wait);
            assertThatThrownBy(() -> runs.answer(id, "ask", "approved")).isInstanceOf(IllegalArgumentException.class);

            assertThat(runs.answer(id, "ask", new Decision("approved"))).isTrue();
            RunView ended = awaited(context, id);
            assertThat(ended.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(ended.memory()).containsEntry("decision", "7 approved").containsEntry("paid", true);
        });
    }

    @Test
    void waitAsLongAsIsStated() {
        runner.run(context ->
                assertThat(shown(context, "ask")).isEqualTo("PT48H by annotation @FlowNode on " + Ask.class.getName()));
        runner.withPropertyValues("patience=3h")
                .run(context -> assertThat(shown(context, "ask")).startsWith("PT3H by annotation"));
        runner.withPropertyValues("brainyflow.nodes.ask.answer-within=1h")
                .run(context -> assertThat(shown(context, "ask"))
                        .startsWith("PT1H by property 'brainyflow.nodes.ask.answer-within'"));
        runner.withPropertyValues(
                        "brainyflow.nodes.ask.answer-within=1h",
                        "brainyflow.flows.payment.nodes.ask.answer-within=1m",
                        "brainyflow.nodes.confirm.answer-within=5s")
                .run(context -> {
                    assertThat(shown(context, "ask"))
                            .startsWith("PT1M by property 'brainyflow.flows.payment.nodes.ask.answer-within'");
                    assertThat(shown(context, "confirm"))
                            .startsWith("PT5S by property 'brainyflow.nodes.confirm.answer-within'");
                });
    }

    private static String shown(ApplicationContext context, String node) {
        BrainyFlowEndpoint.NodeDescription described = context.getBean(BrainyFlowEndpoint.class)
                .flow("payment")
                .nodes()
                .get(node);
        assertThat(described.answerType()).isEqualTo((node.equals("ask") ? Decision.class : String.class).getName());
        assertThat(described.settings()).containsOnlyKeys("answerWithin");
        return described.settings().get("answerWithin").value() + " by "
                + described.settings().get("answerWithin").origin();
    }

    @Test
    void goOnWithoutAnAnswerWhenTheirTimeIsUp() {
        runner.withPropertyValues("brainyflow.nodes.ask.answer-within=1ns").run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            String id = runs.start("payment", Map.of());

            while (awaited(context, id).waits().stream()
                    .noneMatch(wait -> wait.node().equals("confirm"))) {
                Thread.onSpinWait();
            }
            assertThat(runs.answer(id, "confirm", "done")).isTrue();
            RunView ended = awaited(context, id);
            assertThat(ended.memory()).containsEntry("escalated", true).containsEntry("confirm", "done");
        });
    }

    @Test
    void areNoPlaceForRetriesNorOthersForAnswers() {
        assertFailure(
                "brainyflow.nodes.ask.max-attempts=2",
                "which waits to be answered and is not retried.",
                "Remove them; set answer-within to limit how long it waits.");
        assertFailure(
                "brainyflow.flows.payment.nodes.pay.answer-within=2s",
                "is for 'pay', which is not a WaitNode, and so asks nothing.",
                "Remove it; set timeout to limit an attempt of a node.");
        assertFailure(
                "brainyflow.nodes.ask.answer-within=0s",
                "Property 'brainyflow.nodes.ask.answer-within'",
                "Set a value in range, or remove the property.");
        assertFailure(
                "patience=-1s",
                "is wrong: answerWithin: it must be positive, but is PT-1S.",
                "Set a positive duration such as 30m, 12h or 2d.");
        assertFailure(
                "brainyflow.defaults.answer-within=2s", "brainyflow.defaults.answer-within", "brainyflow.defaults");
        assertFailure(
                "brainyflow.runs.max-ended=-1",
                "is out of range: the number must be at least 0, but was -1.",
                "Set a value in range");
        assertFailure(
                "brainyflow.runs.retention=-1d",
                "is out of range: the time must not be negative, but was PT-24H.",
                "Set a value in range");
        assertFailure(
                "brainyflow.runs.engine=jdbc",
                "Property 'brainyflow.runs.engine' is 'jdbc', and brainyflow-jdbc, which keeps runs in a database, is not on"
                        + " the class path.",
                "Add the dependency io.brainyflow:brainyflow-jdbc, or set the engine to 'memory'.");
        assertFailure(
                "brainyflow.flows.payment.engine=jdbc",
                "Property 'brainyflow.flows.payment.engine' is 'jdbc', and brainyflow-jdbc, which keeps runs in a database,"
                        + " is not on the class path.",
                "Add the dependency io.brainyflow:brainyflow-jdbc, or set the engine to 'memory'.");
    }

    private void assertFailure(String property, String description, String action) {
        runner.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            FailureAnalysis analysis = new MisconfigurationAnalyzer().analyze(failure);
            assertThat(analysis).as(String.valueOf(failure)).isNotNull();
            assertThat(analysis.getDescription() + "\n" + analysis.getAction())
                    .contains(description)
                    .contains(action);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class NoWait {

        @Bean
        @FlowNode(answerWithin = "2d", startsFlow = "f")
        Node<?, ?> quick() {
            return Node.of("quick", memory -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DeclaredAsNode {

        @Bean
        @FlowNode(answerWithin = "2d", startsFlow = "f")
        Node<?, ?> loose() {
            return Node.await("loose", String.class);
        }
    }

    @Test
    void canBeDeclaredAsNodes() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withUserConfiguration(DeclaredAsNode.class)
                .run(context -> assertThat(
                                context.getBean("f", Flow.class).graph().answerWithin("loose"))
                        .contains(Duration.ofDays(2)));
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototype {

        @Bean
        @Scope("prototype")
        @FlowNode(startsFlow = "f")
        WaitNode<?, String> brief() {
            return Node.await("brief", String.class);
        }
    }

    @Test
    void areSingletonsThatAsk() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withUserConfiguration(NoWait.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining(
                                "states answerWithin, but io.brainyflow.Node is no wait and asks nothing."));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withUserConfiguration(Prototype.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("Wait 'brief' (@Bean method " + Prototype.class.getName()
                                + ".brief) is not a singleton: its instance would be gone when the answer comes."));
    }

    static class Heard {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(FlowEvent event) {
            events.add(event.getClass().getSimpleName());
        }
    }

    @Test
    void areHeardOfAsEvents() {
        runner.withPropertyValues("brainyflow.events.enabled=true")
                .withBean(Heard.class)
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String id = runs.start("payment", Map.of());
                    List<String> events = context.getBean(Heard.class).events;
                    awaited(context, id);
                    runs.answer(id, "ask", new Decision("approved"));
                    awaited(context, id);
                    assertThat(events)
                            .containsExactly(
                                    "RunStarted",
                                    "VisitStarted",
                                    "RunSuspended",
                                    "RunResumed",
                                    "VisitEnded",
                                    "VisitStarted",
                                    "VisitEnded",
                                    "RunEnded");
                });
    }

    @Test
    void areLostWithTheProcessAndNotInSilence(CapturedOutput output) {
        runner.withPropertyValues("brainyflow.shutdown.await-termination-period=1h")
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    awaited(context, runs.start("payment", Map.of()));
                    awaited(context, runs.start("payment", Map.of()));
                    assertThat(runs.list(RunQuery.all().with(Status.WAITING))).hasSize(2);
                });
        assertThat(output).contains("2 run(s) of flows waited for an answer, and are lost, since they were in memory");
        assertThat(output).doesNotContain("still under way").doesNotContain("Waiting up to");
    }

    @Test
    void keepAsManyEndedRunsAsAreWanted() {
        runner.withPropertyValues("brainyflow.runs.max-ended=1").run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            for (int i = 0; i < 3; i++) {
                String id = runs.start("payment", Map.of());
                awaited(context, id);
                runs.cancel(id, "enough");
                awaited(context, id);
            }
            while (runs.list(RunQuery.all()).size() > 1) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void areObservedWhenTheyAskAndWhenTheyGoOn() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        runner.withConfiguration(AutoConfigurations.of(BrainyFlowObservationAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> registry)
                .run(context -> {
                    assertThat(context).hasSingleBean(ObservationInterceptor.class);
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String id = runs.start("payment", Map.of());
                    awaited(context, id);
                    runs.answer(id, "ask", new Decision("approved"));
                    awaited(context, id);
                    assertThat(meters.get("brainyflow.node")
                                    .tag("brainyflow.node", "ask")
                                    .timer()
                                    .count())
                            .isEqualTo(2);
                    assertThat(meters.get("brainyflow.flow").timer().count()).isEqualTo(1);
                });
    }
}
