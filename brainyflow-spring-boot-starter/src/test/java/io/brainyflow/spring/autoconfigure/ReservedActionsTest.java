package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Actions;
import io.brainyflow.Failure;
import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Edges for failure and for any action, edges of flows that are nodes, and nodes that have nothing to retry. */
class ReservedActionsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(BrainyFlowAutoConfiguration.class, BrainyFlowEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=*");

    private static Memory of(String action) {
        return Memory.of(Map.of("action", action));
    }

    @Configuration(proxyBeanMethods = false)
    static class Orders {

        @Bean
        @FlowNode(startsFlow = "order")
        @Successor(on = Actions.FAILED, node = "release")
        @Successor(on = Actions.ANY, node = "other")
        @Successor(ofFlow = true, on = "later", node = "note")
        @Successor(ofFlow = true, node = "note")
        Node<?, ?> charge() {
            return Node.of("charge", (memory, signals) -> {
                if (memory.get("action").equals("fail")) {
                    throw new IllegalStateException("declined");
                }
                signals.trigger(memory.get("action", String.class));
            });
        }

        @Bean
        Node<?, ?> release() {
            return Node.of(
                    "release",
                    memory -> memory.put(
                            "why", memory.require(Failure.KEY).cause().getMessage()));
        }

        @Bean
        Node<?, ?> other() {
            return Node.of("other", memory -> {});
        }

        @Bean
        Node<?, ?> note() {
            return Node.of("note", memory -> {});
        }

        @Bean
        @FlowNode(startsFlow = "outer")
        @Successor(node = "order")
        Node<?, ?> begin() {
            return Node.of("begin", memory -> {});
        }

        @Bean
        @FlowNode(startsFlow = "around")
        @Successor(node = "coded")
        Node<?, ?> start() {
            return Node.of("start", memory -> {});
        }

        @Bean
        @Successor(node = "note")
        Flow coded() {
            return Flow.builder("coded").start(Node.of("inside", memory -> {})).build();
        }
    }

    @Test
    void areWiredByAnnotationAndShownByTheEndpoint() {
        runner.withUserConfiguration(Orders.class).run(context -> {
            Flow order = context.getBean("order", Flow.class);
            Memory failing = of("fail");

            assertThat(order.run(failing)).hasToString("charge{failed=[release]}");
            assertThat(failing.get("why")).isEqualTo("declined");
            assertThat(order.run(of("strange"))).hasToString("charge{strange=[other]}");
            assertThat(context.getBean(BrainyFlowEndpoint.class).flow("order").edges())
                    .containsExactly(
                            new FlowGraph.Edge("charge", "failed", "release"),
                            new FlowGraph.Edge("charge", "*", "other"));
        });
    }

    @Test
    void areOfTheFlowWhereTheStartNodeSaysSo() {
        runner.withUserConfiguration(Orders.class).run(context -> {
            assertThat(context.getBean("outer", Flow.class).run(of("strange")))
                    .hasToString("begin{default=[order{default=[note]}]}");
            assertThat(context.getBean("outer", Flow.class).graph().edges())
                    .contains(new FlowGraph.Edge("order", "later", "note"));
            assertThat(context.getBean("around", Flow.class).run(Memory.empty()))
                    .hasToString("start{default=[coded{default=[note]}]}");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class NoStart {

        @Bean
        @FlowNode(startsFlow = "f")
        @Successor(node = "second")
        Node<?, ?> first() {
            return Node.of("first", memory -> {});
        }

        @Bean
        @Successor(ofFlow = true, node = "first")
        Node<?, ?> second() {
            return Node.of("second", memory -> {});
        }
    }

    @Test
    void rejectEdgesOfAFlowThatDoesNotStartThere() {
        runner.withUserConfiguration(NoStart.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("@Successor on @Bean method " + NoStart.class.getName()
                                + ".second states ofFlow = true, but no flow starts there."));
    }

    @Test
    void areWiredByProperty() {
        runner.withUserConfiguration(Orders.class)
                .withPropertyValues(
                        "brainyflow.flows.listed.start=charge",
                        "brainyflow.flows.listed.successors.charge.failed=release",
                        "brainyflow.flows.listed.successors.charge.[*]=other")
                .run(context -> {
                    Flow listed = context.getBean("listed", Flow.class);

                    assertThat(listed.run(of("fail"))).hasToString("charge{failed=[release]}");
                    assertThat(listed.run(of("strange"))).hasToString("charge{strange=[other]}");
                });
    }

    @Test
    void sayThatTheSignNeedsBrackets() {
        runner.withUserConfiguration(Orders.class)
                .withPropertyValues(
                        "brainyflow.flows.listed.start=charge", "brainyflow.flows.listed.successors.charge.*=other")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOfSatisfying(
                                MisconfigurationException.class,
                                e -> assertThat(e.action())
                                        .startsWith("Put the name that has them in brackets, in YAML as \"[*]\": …")));
    }

    @Test
    void rejectAFailureThatIsDeclaredAsAnEnd() {
        runner.withUserConfiguration(Orders.class)
                .withPropertyValues(
                        "brainyflow.flows.listed.start=charge",
                        "brainyflow.flows.listed.successors.charge.failed=",
                        "brainyflow.flows.listed.successors.charge.fine=other")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(
                                "declares 'failed' as an end, but a failure either has a successor or fails the run."));
    }

    @Configuration(proxyBeanMethods = false)
    static class Retried {

        @Bean
        @FlowNode(startsFlow = "f", maxAttempts = 3)
        Node<?, ?> only() {
            return Node.of("only", memory -> {});
        }
    }

    @Test
    void rejectRetriesOfANodeThatWorksInPost() {
        runner.withUserConfiguration(Orders.class)
                .withPropertyValues("brainyflow.nodes.release.timeout=2s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("are for 'release', which does its work in post and is not retried."));
        runner.withUserConfiguration(Retried.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("states retries or a timeout of 'only', which does its work in post"));
    }

    @Test
    void passNodesThatWorkInPostByWhereRetriesAreADefault() {
        runner.withUserConfiguration(Orders.class)
                .withPropertyValues("brainyflow.defaults.max-attempts=3")
                .run(context -> {
                    FlowGraph graph = context.getBean("order", Flow.class).graph();

                    assertThat(graph.isRetryable("charge")).isFalse();
                    assertThat(graph.retryPolicy("charge").maxAttempts()).isEqualTo(1);
                    assertThat(context.getBean(BrainyFlowEndpoint.class)
                                    .flow("order")
                                    .nodes()
                                    .get("charge")
                                    .settings())
                            .isEmpty();
                });
    }
}
