package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.NodeException;
import io.brainyflow.OnUnmatched;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;

/** Actions that end a branch, and those that lead nowhere though no one declared it. */
class EndsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(BrainyFlowAutoConfiguration.class, BrainyFlowEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=*")
            .withUserConfiguration(Routing.class);

    @FlowNode(value = "route", startsFlow = "annotated")
    @Successor(on = "pay", node = "pay")
    @Successor(on = "done", ends = true)
    static class Route extends Node<Object, Object> {

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            trigger(memory.get("action", String.class));
        }
    }

    @FlowNode("pay")
    static class Pay extends Node<Object, Object> {}

    @Configuration(proxyBeanMethods = false)
    @Import({Route.class, Pay.class})
    static class Routing {}

    private static Memory triggering(String action) {
        Memory memory = Memory.empty();
        memory.put("action", action);
        return memory;
    }

    @Test
    void areDeclaredByAnnotationAndShownByTheEndpoint() {
        runner.withPropertyValues("brainyflow.flows.annotated.on-unmatched=fail")
                .run(context -> {
                    Flow flow = context.getBean(Flow.class);
                    assertThat(flow.run(triggering("done"))).hasToString("route{done=[]}");
                    assertThat(catchFrom(flow, "dome"))
                            .isInstanceOf(NodeException.class)
                            .hasMessageContaining("triggered 'dome', which is neither wired nor declared as an end");
                    BrainyFlowEndpoint.FlowDescription shown =
                            context.getBean(BrainyFlowEndpoint.class).flow("annotated");
                    assertThat(shown.ends()).containsExactly(new FlowGraph.End("route", "done"));
                    assertThat(shown.settings().get("onUnmatched"))
                            .asString()
                            .startsWith(
                                    "Setting[value=fail, origin=property 'brainyflow.flows.annotated.on-unmatched' (");
                });
    }

    private static Throwable catchFrom(Flow flow, String action) {
        return catchThrowable(() -> flow.run(triggering(action)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"done: []", "done:", "done: \"\""})
    void areDeclaredInYamlByNamingNoNode(String end) {
        String yaml = """
                brainyflow:
                  defaults:
                    on-unmatched: fail
                  flows:
                    listed:
                      start: route
                      successors:
                        route:
                          pay: pay
                          %s
                """.formatted(end);
        runner.withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load("yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addFirst);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .run(context -> {
                    Flow flow = context.getBean("listed", Flow.class);
                    assertThat(flow.graph().ends()).containsExactly(new FlowGraph.End("route", "done"));
                    assertThat(flow.graph().options().onUnmatched()).isEqualTo(OnUnmatched.FAIL);
                    assertThat(flow.run(triggering("done"))).hasToString("route{done=[]}");
                    assertThat(context.getBean(BrainyFlowEndpoint.class)
                                    .flow("listed")
                                    .settings()
                                    .get("onUnmatched"))
                            .asString()
                            .contains("property 'brainyflow.defaults.on-unmatched'");
                });
    }
}
