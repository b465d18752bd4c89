package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph.Edge;
import io.brainyflow.Node;
import io.brainyflow.OnConflict;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.TestPropertySource;

/** Properties mean the same wherever they are set. */
@ExtendWith(OutputCaptureExtension.class)
class PropertySourcesTest {

    @TempDir
    private Path folder;

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(BrainyFlowAutoConfiguration.class)
    static class Application {
        @Bean
        Node<?, ?> draftWriter() {
            return new Beans.Plain();
        }

        @Bean
        Node<?, ?> snake_node() {
            return new Beans.Plain();
        }
    }

    /** Starts the application with two flows, one of each spelling. */
    private static ConfigurableApplicationContext start(Map<String, Object> variables, String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .environment(environment(variables))
                .run(arguments);
    }

    private static void hasWhatWasSet(ConfigurableApplicationContext context) {
        assertThat(context.getBeansOfType(Flow.class)).containsOnlyKeys("writeAll", "snake_flow");
        Flow writeAll = context.getBean("writeAll", Flow.class);
        assertThat(writeAll.graph().parallel()).isTrue();
        assertThat(writeAll.graph().edges())
                .containsExactly(
                        new Edge("draftWriter", "toSnake", "snake_node"),
                        new Edge("draftWriter", "toSnake", "draftWriter"));
        assertThat(writeAll.graph().retryPolicy("draftWriter").maxAttempts()).isEqualTo(4);
        assertThat(writeAll.graph().retryPolicy("snake_node").maxAttempts()).isEqualTo(5);
        assertThat(writeAll.graph().retryPolicy("snake_node").waitTime()).isEqualTo(Duration.ofMillis(20));
        Flow snakeFlow = context.getBean("snake_flow", Flow.class);
        assertThat(snakeFlow.graph().options().maxVisits()).isEqualTo(9);
        assertThat(snakeFlow.graph().retryPolicy("snake_node").maxAttempts()).isEqualTo(6);
    }

    @Test
    void areReadFromYaml() throws IOException {
        Files.writeString(folder.resolve("application.yml"), """
                brainyflow:
                  nodes:
                    draftWriter:
                      max-attempts: 4
                    snake_node:
                      maxAttempts: 5
                      wait: 20ms
                  flows:
                    writeAll:
                      type: PARALLEL
                      start: draftWriter
                      successors:
                        draftWriter:
                          toSnake: [snake_node, draftWriter]
                    snake_flow:
                      start: snake_node
                      max-visits: 9
                      nodes:
                        snake_node:
                          max-attempts: 6
                """);

        try (var context = start(Map.of(), "--spring.config.location=file:" + folder + "/")) {
            hasWhatWasSet(context);
        }
    }

    @Test
    void areReadFromPropertiesFiles() throws IOException {
        Files.writeString(folder.resolve("application.properties"), """
                brainyflow.nodes.draftWriter.max-attempts=4
                brainyflow.nodes.snake_node.max-attempts=5
                brainyflow.nodes.snake_node.wait=20ms
                brainyflow.flows.writeAll.type=parallel
                brainyflow.flows.writeAll.start=draftWriter
                brainyflow.flows.writeAll.successors.draftWriter.toSnake=snake_node, draftWriter
                brainyflow.flows.snake_flow.start=snake_node
                brainyflow.flows.snake_flow.max-visits=9
                brainyflow.flows.snake_flow.nodes.snake_node.max-attempts=6
                """);

        try (var context = start(Map.of(), "--spring.config.location=file:" + folder + "/")) {
            hasWhatWasSet(context);
        }
    }

    private static final String[] ARGUMENTS = {
        "--brainyflow.nodes.draftWriter.max-attempts=4",
        "--brainyflow.nodes.snake_node.max-attempts=5",
        "--brainyflow.nodes.snake_node.wait=20ms",
        "--brainyflow.flows.writeAll.type=parallel",
        "--brainyflow.flows.writeAll.start=draftWriter",
        "--brainyflow.flows.writeAll.successors.draftWriter.toSnake=snake_node,draftWriter",
        "--brainyflow.flows.snake_flow.start=snake_node",
        "--brainyflow.flows.snake_flow.max-visits=9",
        "--brainyflow.flows.snake_flow.nodes.snake_node.max-attempts=6"
    };

    @Test
    void areReadFromTheCommandLine() {
        try (var context = start(Map.of(), ARGUMENTS)) {
            hasWhatWasSet(context);
        }
    }

    @ParameterizedTest
    @CsvSource({"SNAKENODE, SNAKEFLOW, MAXATTEMPTS", "SNAKE_NODE, SNAKE_FLOW, MAX_ATTEMPTS"})
    void areOverriddenByEnvironmentVariablesHoweverTheySpellNames(String node, String flow, String maxAttempts) {
        Map<String, Object> variables = Map.of(
                "BRAINYFLOW_NODES_DRAFTWRITER_" + maxAttempts,
                "4",
                "BRAINYFLOW_NODES_" + node + "_" + maxAttempts,
                "5",
                "BRAINYFLOW_FLOWS_" + flow + "_MAXVISITS",
                "9",
                "BRAINYFLOW_FLOWS_" + flow + "_NODES_" + node + "_" + maxAttempts,
                "6",
                "BRAINYFLOW_FLOWS_WRITEALL_TYPE",
                "parallel");
        String yaml = """
                --spring.application.json={"brainyflow": {
                  "nodes": {"snake_node": {"wait": "20ms"}},
                  "flows": {
                    "writeAll": {
                      "start": "draftWriter",
                      "successors": {"draftWriter": {"toSnake": ["snake_node", "draftWriter"]}}},
                    "snake_flow": {"start": "snake_node"}}}}
                """;

        try (var context = start(variables, yaml)) {
            hasWhatWasSet(context);
            assertThat(context.getBean(FlowConfigurer.class).origin("writeAll", "snake_node", "maxAttempts", 5))
                    .startsWith("property 'brainyflow.nodes.snake_node.max-attempts' (System Environment Property"
                            + " \"BRAINYFLOW_NODES_" + node + "_" + maxAttempts + "\")");
        }
    }

    @Test
    void canBeEnvironmentVariablesAloneForNodesAndFlowsThatCodeDeclares() {
        Map<String, Object> variables = Map.of(
                "BRAINYFLOW_FLOWS_ANNOTATED_FLOW_MAX_VISITS", "7",
                "BRAINYFLOW_FLOWS_ANNOTATED_FLOW_NODES_SNAKE_NODE_JOIN", "true",
                "BRAINYFLOW_DEFAULTS_ON_CONFLICT", "fail",
                "BRAINYFLOW_NODES_SNAKE_NODE_MAX_ATTEMPTS", "3");

        try (var context = new SpringApplicationBuilder(Application.class, Annotated.class)
                .web(WebApplicationType.NONE)
                .environment(environment(variables))
                .run("--annotated.next=snake_node", "--annotated.flow=annotated_flow")) {
            Flow flow = context.getBean(Flow.class);

            assertThat(context.getBeansOfType(Flow.class)).containsOnlyKeys("annotated_flow");
            assertThat(flow.graph().options().maxVisits()).isEqualTo(7);
            assertThat(flow.graph().options().onConflict()).isEqualTo(OnConflict.FAIL);
            assertThat(flow.graph().isJoin("snake_node")).isTrue();
            assertThat(flow.graph().retryPolicy("snake_node").maxAttempts()).isEqualTo(3);
        }
    }

    @Test
    void areMissedWhereAVariableIsMisspelt(CapturedOutput output) {
        Map<String, Object> variables = Map.of(
                "BRAINYFLOW_NODES_DRAFTWRITER_MAX_RETRIES", "3",
                "BRAINYFLOW_DEFAULTS_MAXATEMPTS", "3",
                "BRAINYFLOW_DEFAULTS_MAX_ATTEMPTS", "3",
                "BRAINYFLOW_RUNS_MAXENDDED", "5",
                "BRAINYFLOW_RUNS_MAX_ENDED", "5",
                "BRAINYFLOW_SHUTDOWN_AWAITTERMINATIONPERIOD", "3s",
                "BRAINYFLOW_HOME", "/opt");

        try (var context = start(variables)) {
            assertThat(output)
                    .contains(
                            "Environment variable BRAINYFLOW_NODES_DRAFTWRITER_MAX_RETRIES sets nothing: no property of"
                                    + " BrainyFlow is called that; nodes have [max-attempts, wait,")
                    .contains("BRAINYFLOW_DEFAULTS_MAXATEMPTS sets nothing")
                    .contains("BRAINYFLOW_RUNS_MAXENDDED sets nothing")
                    .doesNotContain("BRAINYFLOW_RUNS_MAX_ENDED sets nothing")
                    .doesNotContain("MAX_ATTEMPTS sets", "PERIOD sets", "HOME sets");
            assertThat(context.getBean(BrainyFlowProperties.class).shutdown().awaitTerminationPeriod())
                    .isEqualTo(Duration.ofSeconds(3));
        }
    }

    private static StandardEnvironment environment(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        return environment;
    }

    @Configuration(proxyBeanMethods = false)
    static class Annotated {
        @Bean
        @FlowNode(startsFlow = "${annotated.flow}", waitTime = "${annotated.wait:3s}")
        @Successor(on = "${annotated.action:go}", node = "${annotated.next}")
        Node<?, ?> placeheld() {
            return new Beans.Plain();
        }
    }

    @Test
    void resolvePlaceholdersInAnnotations() {
        try (var context = new SpringApplicationBuilder(Application.class, Annotated.class)
                .web(WebApplicationType.NONE)
                .run("--annotated.next=draftWriter", "--annotated.flow=named", "--annotated.action=onwards")) {
            Flow named = context.getBean("named", Flow.class);

            assertThat(named.graph().edges()).containsExactly(new Edge("placeheld", "onwards", "draftWriter"));
            assertThat(named.graph().retryPolicy("placeheld").waitTime()).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Dynamic {
        @Bean
        DynamicPropertyRegistrar registrar() {
            return registry -> registry.add("brainyflow.nodes.snake_node.max-attempts", () -> 11);
        }
    }

    @Nested
    @SpringBootTest(
            classes = {Application.class, Dynamic.class},
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = "brainyflow.flows.tested.start=snake_node")
    class OfARegistrar {

        @Autowired
        private Flow tested;

        @Test
        void areReadThoughTheyComeLate() {
            assertThat(tested.graph().retryPolicy("snake_node").maxAttempts()).isEqualTo(11);
        }
    }

    @Test
    void areNotLookedAtInASourceThatDoesNotTellItsNames() {
        PropertySource<Object> secret = new PropertySource<>("secret", new Object()) {
            @Override
            public Object getProperty(String name) {
                return name.equals("brainyflow.nodes.draftWriter.max-attempts") ? 12 : null;
            }
        };
        CompositePropertySource composite = new CompositePropertySource("composite");
        composite.addPropertySource(secret);

        StandardEnvironment environment = environment(Map.of());
        environment.getPropertySources().addFirst(composite);

        assertThatCode(() -> StrippedKeys.check(environment)).doesNotThrowAnyException();
    }

    /** Starts with an environment variable, and returns the failure, if there is one. */
    private static Throwable startWith(String variable, String value) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withUserConfiguration(Beans.Approval.class)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                        Map.of(variable, value))))
                .run(context -> failure.set(context.getStartupFailure()));
        return failure.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BRAINYFLOW_NODES_NOBODY_MAXATTEMPTS", "BRAINYFLOW_FLOWS_APPROVAL_NODES_NOBODY_MAXATTEMPTS"})
    @ExtendWith(OutputCaptureExtension.class)
    void areOnlyWarnedAboutWhereAVariableIsForANodeThatDoesNotExist(String variable, CapturedOutput output) {
        assertThat(startWith(variable, "3")).isNull();

        assertThat(output)
                .contains(
                        "An environment variable (\"" + variable + "\" from property source \"systemEnvironment\") sets"
                                + " nothing: it is for the node 'nobody', which")
                .containsPattern("The nodes( and flows)? are \\[");
    }

    @ParameterizedTest
    @CsvSource({
        "BRAINYFLOW_FLOWS_MY_FLOW_START, brainyflow.flows.myflow.start",
        "BRAINYFLOW_FLOWS_MY_FLOW_ENGINE, brainyflow.flows.myflow.engine",
        "BRAINYFLOW_FLOWS_MY_FLOW_NODES_A_B_MAX_ATTEMPTS, brainyflow.flows.myflow.nodes.ab.maxattempts",
        "BRAINYFLOW_FLOWS_MY_FLOW_NODES_A_B_JOIN, brainyflow.flows.myflow.nodes.ab.join",
        "BRAINYFLOW_FLOWS_MY_FLOW_ON_CONFLICT, brainyflow.flows.myflow.onconflict",
        "BRAINYFLOW_FLOWS_MY_FLOW_SUCCESSORS_A_OK, brainyflow.flows.myflow.successors.a.ok",
        "BRAINYFLOW_FLOWS_MY_FLOW_SUCCESSORS_DRAFT_WRITER_START,",
        "BRAINYFLOW_FLOWS_MY_FLOW_SUCCESSORS_DRAFT_WRITER_OK,",
        "BRAINYFLOW_FLOWS_MY_FLOW_NODES_A_B_TYPE,",
        "BRAINYFLOW_HOME,"
    })
    void areFoundInVariablesThatAreNotAmbiguous(String variable, String property) {
        assertThat(EnvironmentVariableMapper.property(variable)).isEqualTo(property);
    }

    @Nested
    @SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
    @TestPropertySource(
            properties = {
                "brainyflow.flows.tested.start=draftWriter",
                "brainyflow.flows.tested.nodes.draft-writer.max-attempts=8"
            })
    class OfATest {

        @Autowired
        private Flow tested;

        @Test
        void areReadToo() {
            assertThat(tested.graph().retryPolicy("draftWriter").maxAttempts()).isEqualTo(8);
        }
    }
}
