package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import io.brainyflow.spring.actuate.SettingsInForce;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** How annotations and properties make nodes joins, and state the rest of what a node can be told. */
class JoinsTest {

    private static final String[] WIRED = {
        "brainyflow.flows.wired.start=split",
        "brainyflow.flows.wired.successors.split.default=left,right",
        "brainyflow.flows.wired.successors.left.default=meet",
        "brainyflow.flows.wired.successors.right.default=meet"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(BrainyFlowAutoConfiguration.class, BrainyFlowEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=*")
            .withUserConfiguration(Branching.class);

    @FlowNode(value = "split", startsFlow = "annotated")
    @Successor(node = "left")
    @Successor(node = "right")
    static class Split extends Node<Object, Object> {}

    @FlowNode("left")
    @Successor(node = "meet")
    static class Left extends Node<Object, Object> {}

    @FlowNode("right")
    @Successor(node = "meet")
    static class Right extends Node<Object, Object> {}

    @FlowNode(
            value = "meet",
            join = true,
            maxAttempts = 3,
            waitTime = "1ms",
            multiplier = 2.5,
            maxWait = "1s",
            jitter = "${jitter:2ms}",
            timeout = "5s",
            exceptionIncludes = {IOException.class, IllegalStateException.class},
            exceptionExcludes = java.io.FileNotFoundException.class)
    static class Meet extends Node<Object, Object> {}

    @Configuration(proxyBeanMethods = false)
    @Import({Split.class, Left.class, Right.class, Meet.class})
    static class Branching {

        private static FlowBuilder build(String name, Split split, Left left, Right right, Meet meet) {
            return Flow.builder(name)
                    .start(split)
                    .next(split, left)
                    .next(split, right)
                    .next(left, meet)
                    .next(right, meet);
        }

        @Bean
        Flow coded(Split split, Left left, Right right, Meet meet) {
            return build("coded", split, left, right, meet).join(meet).build();
        }

        @Bean
        Flow codedWithout(Split split, Left left, Right right, Meet meet) {
            return build("codedWithout", split, left, right, meet).build();
        }
    }

    private static String meet(String flow) {
        return "brainyflow.flows." + flow + ".nodes.meet.join";
    }

    private static String tree(org.springframework.context.ApplicationContext context, String flow) {
        return context.getBean(flow, Flow.class).run(Memory.empty()).toString();
    }

    private static Object shown(org.springframework.context.ApplicationContext context, String flow) {
        SettingsInForce.Setting join = context.getBean(BrainyFlowEndpoint.class)
                .flow(flow)
                .nodes()
                .get("meet")
                .settings()
                .get("join");
        return join == null ? null : join.value() + " by " + join.origin();
    }

    private static final String JOINED = "split{default=[left{default=[meet]}, right{default=[→meet]}]}";
    private static final String APART = "split{default=[left{default=[meet]}, right{default=[meet]}]}";

    @Test
    void areStatedByAnnotationInDeclaredFlowsHoweverTheyAreWiredAndByCodeInOthers() {
        runner.withPropertyValues(WIRED).run(context -> {
            assertThat(tree(context, "annotated")).isEqualTo(JOINED);
            assertThat(tree(context, "wired")).isEqualTo(JOINED);
            assertThat(tree(context, "coded")).isEqualTo(JOINED);
            assertThat(tree(context, "codedWithout")).isEqualTo(APART);
            for (String flow : List.of("annotated", "wired")) {
                assertThat(shown(context, flow)).isEqualTo("true by annotation @FlowNode on " + Meet.class.getName());
            }
            assertThat(shown(context, "coded")).isEqualTo("true by code");
            Flow wired = context.getBean("wired", Flow.class);
            assertThat(wired.graph().retryPolicy("meet").maxAttempts()).isEqualTo(3);
            assertThat(wired.graph().retryPolicy("meet").jitter()).isEqualTo(Duration.ofMillis(2));
        });
    }

    @Test
    void areSaidByThePropertiesOfAFlow() {
        runner.withPropertyValues(WIRED)
                .withPropertyValues(meet("wired") + "=true", meet("annotated") + "=false", meet("coded") + "=false")
                .run(context -> {
                    assertThat(tree(context, "wired")).isEqualTo(JOINED);
                    assertThat(tree(context, "annotated")).isEqualTo(APART);
                    assertThat(tree(context, "coded")).isEqualTo(APART);
                    assertThat(shown(context, "wired"))
                            .asString()
                            .startsWith("true by property 'brainyflow.flows.wired.nodes.meet.join' (");
                });
    }

    @Test
    void areSaidByThePropertiesOfANodeForAllFlowsUnlessAFlowSaysOtherwise() {
        runner.withPropertyValues(WIRED)
                .withPropertyValues("brainyflow.nodes.meet.join=true", meet("coded") + "=false")
                .run(context -> {
                    assertThat(tree(context, "wired")).isEqualTo(JOINED);
                    assertThat(tree(context, "coded")).isEqualTo(APART);
                });
    }

    @Test
    void canBeFlows() {
        runner.withPropertyValues(
                        "brainyflow.flows.inner.start=meet",
                        "brainyflow.flows.outer.start=split",
                        "brainyflow.flows.outer.successors.split.default=left,right",
                        "brainyflow.flows.outer.successors.left.default=inner",
                        "brainyflow.flows.outer.successors.right.default=inner",
                        "brainyflow.flows.outer.nodes.inner.join=true")
                .run(context -> {
                    assertThat(tree(context, "outer"))
                            .isEqualTo("split{default=[left{default=[inner]}, right{default=[→inner]}]}");
                    assertThat(context.getBean(BrainyFlowEndpoint.class)
                                    .flow("outer")
                                    .nodes()
                                    .get("inner")
                                    .settings())
                            .containsOnlyKeys("join");
                });
    }

    @Test
    void stateTheirRetriesByAnnotationToo() {
        runner.withPropertyValues("jitter=7ms", "brainyflow.nodes.meet.max-wait=2s")
                .run(context -> assertThat(
                                context.getBean("annotated", Flow.class).graph().retryPolicy("meet"))
                        .isEqualTo(RetryPolicy.ofAttempts(3)
                                .withWaitTime(Duration.ofMillis(1))
                                .withMultiplier(2.5)
                                .withMaxWait(Duration.ofSeconds(2))
                                .withJitter(Duration.ofMillis(7))
                                .withTimeout(Duration.ofSeconds(5))
                                .withExceptionIncludes(List.of(IOException.class, IllegalStateException.class))
                                .withExceptionExcludes(List.of(java.io.FileNotFoundException.class))));
    }

    @Test
    void showWhatBecomesOfConflicts() {
        runner.withPropertyValues(WIRED)
                .withPropertyValues(
                        "brainyflow.flows.wired.type=parallel",
                        "brainyflow.flows.wired.on-conflict=fail",
                        "brainyflow.defaults.on-conflict=ignore")
                .run(context -> {
                    BrainyFlowEndpoint endpoint = context.getBean(BrainyFlowEndpoint.class);
                    assertThat(endpoint.flow("wired").settings().get("onConflict"))
                            .asString()
                            .startsWith("Setting[value=fail, origin=property 'brainyflow.flows.wired.on-conflict' (");
                    assertThat(endpoint.flow("annotated").settings()).doesNotContainKey("onConflict");
                    assertThat(context.getBean("annotated", Flow.class)
                                    .graph()
                                    .options()
                                    .onConflict())
                            .hasToString("IGNORE");
                });
    }
}
