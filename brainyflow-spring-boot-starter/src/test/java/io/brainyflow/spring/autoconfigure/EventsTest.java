package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowEvent;
import io.brainyflow.spring.FlowNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** What happens in runs, as application events; and a node without a class. */
class EventsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
            .withUserConfiguration(Application.class);

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        @FlowNode(startsFlow = "f")
        Node<?, ?> working() {
            return new Node<Object, Object>() {
                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    emit(50);
                    if (memory.contains("bad")) {
                        throw new IllegalStateException("bad");
                    }
                }
            };
        }

        @Bean
        Node<?, ?> small() {
            return Node.of(
                    "ignored",
                    memory -> true,
                    small -> small,
                    (memory, prepared, small, signals) -> memory.put("small", small));
        }

        @Bean
        Heard heard() {
            return new Heard();
        }
    }

    static class Heard {

        private final List<String> all = new CopyOnWriteArrayList<>();

        @EventListener
        void hear(FlowEvent event) {
            all.add(event.toString().replace(event.runId(), "id").replaceAll("NodeException: .*]", "NodeException]"));
        }
    }

    @Test
    void arePublishedWhereThatIsOn() {
        runner.withPropertyValues("brainyflow.events.enabled=true").run(context -> {
            context.getBean(Flow.class).run(Memory.empty());

            assertThat(context.getBean(Heard.class).all)
                    .containsExactly(
                            "RunStarted[runId=id, flow=f]",
                            "VisitStarted[runId=id, flow=f, node=working, visit=1]",
                            "Emitted[runId=id, flow=f, node=working, visit=1, event=50]",
                            "VisitEnded[runId=id, flow=f, node=working, visit=1, failure=null]",
                            "RunEnded[runId=id, flow=f, failure=null]");
        });
    }

    @Test
    void tellOfFailures() {
        runner.withPropertyValues("brainyflow.events.enabled=true").run(context -> {
            Flow f = context.getBean(Flow.class);

            assertThatThrownBy(() -> f.run(Memory.of(Map.of("bad", true)))).hasRootCauseMessage("bad");

            assertThat(context.getBean(Heard.class).all)
                    .endsWith(
                            "VisitEnded[runId=id, flow=f, node=working, visit=1,"
                                    + " failure=io.brainyflow.NodeException]",
                            "RunEnded[runId=id, flow=f, failure=io.brainyflow.NodeException]");
        });
    }

    @Test
    void areNotPublishedOtherwise() {
        runner.run(context -> {
            context.getBean(Flow.class).run(Memory.empty());

            assertThat(context.getBean(Heard.class).all).isEmpty();
        });
    }

    @Test
    void wiresANodeWithoutAClassByTheNameOfItsBean() {
        runner.withPropertyValues(
                        "brainyflow.flows.g.start=working",
                        "brainyflow.flows.g.successors.working.default=small",
                        "brainyflow.nodes.small.timeout=3s",
                        "brainyflow.nodes.small.multiplier=1.5",
                        "brainyflow.nodes.small.max-wait=2s",
                        "brainyflow.nodes.small.jitter=10ms",
                        "brainyflow.nodes.small.exception-includes=java.io.IOException,java.lang.IllegalStateException",
                        "brainyflow.nodes.small.exception-excludes=java.io.FileNotFoundException")
                .run(context -> {
                    Flow g = context.getBean("g", Flow.class);

                    assertThat(g.run(Memory.empty())).hasToString("working{default=[small]}");
                    assertThat(g.graph().retryPolicy("small"))
                            .hasToString("RetryPolicy{exceptionExcludes=[class java.io.FileNotFoundException],"
                                    + " exceptionIncludes=[class java.io.IOException, class"
                                    + " java.lang.IllegalStateException], jitter=PT0.01S, maxWait=PT2S, multiplier=1.5,"
                                    + " timeout=PT3S}");
                });
    }
}
