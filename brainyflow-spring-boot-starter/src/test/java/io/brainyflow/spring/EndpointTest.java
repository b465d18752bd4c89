package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoints.web.exposure.include=*",
            "brainyflow.flows.inner.start=second",
            "brainyflow.flows.inner.type=parallel",
            "brainyflow.nodes.first.max-attempts=3",
            "brainyflow.nodes.first.wait=10ms"
        })
@AutoConfigureRestTestClient
class EndpointTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @FlowNode(startsFlow = "outer")
        @Successor(on = "go", node = "inner")
        Node<?, ?> first() {
            return new Node<Object, Object>() {
                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    memory.put("secret", "s3cret");
                    if (memory.contains("fail")) {
                        throw new IllegalStateException("s3cret");
                    }
                    trigger("go");
                }
            };
        }

        @Bean
        Node<?, ?> second() {
            return new Node<Object, Object>() {};
        }
    }

    @Autowired
    private RestTestClient client;

    @Autowired
    private Flow outer;

    @Autowired
    private MeterRegistry meters;

    private String get(String path) {
        return client.get()
                .uri("/actuator/brainyflow" + path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    @Test
    void listsTheFlows() {
        assertThat(get(""))
                .startsWith("{\"flows\":{\"inner\":{\"type\":\"parallel\",\"start\":\"second\",\"nodes\":1,");
    }

    @Test
    void showsOneFlow() {
        assertThat(get("/outer"))
                .startsWith("{\"name\":\"outer\",\"settings\":{\"start\":{\"value\":\"first\",\"origin\":\"annotation"
                        + " @FlowNode on @Bean method io.brainyflow.spring.EndpointTest$Application.first\"},")
                .contains(",\"maxSteps\":{\"value\":1000000,\"origin\":\"default\"},")
                .contains("\"inner\":{\"flow\":\"inner\",\"settings\":{}}")
                .contains("\"edges\":[{\"from\":\"first\",\"action\":\"go\",\"to\":\"inner\"}],\"ends\":[],\"runs\":{");
    }

    @Test
    void drawsOneFlow() {
        assertThat(get("/outer/mermaid")).isEqualTo("""
                        flowchart TD
                            start(( )) --> n0
                            n0["first"]
                            n1[["inner"]]
                            n0 -->|"go"| n1
                        """);
    }

    @Test
    void hasItsPropertiesAmongTheApplications() {
        String properties = client.get()
                .uri("/actuator/configprops/brainyflow")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(properties)
                .contains(
                        "\"prefix\":\"brainyflow\"",
                        "\\\"brainyflow.nodes.first.max-attempts\\\" from property source");
    }

    @Test
    void answersNotFoundForWhatDoesNotExist() {
        for (String path : new String[] {"/nope", "/nope/mermaid", "/outer/nope"}) {
            client.get()
                    .uri("/actuator/brainyflow" + path)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }

    @Test
    void countsRunsAndShowsNothingOfTheirMemory() {
        outer.run(Memory.empty());
        try {
            outer.run(Memory.of(java.util.Map.of("fail", true)));
        } catch (RuntimeException e) {
            assertThat(e).hasRootCauseMessage("s3cret");
        }

        assertThat(get("/outer")).contains("\"runs\":{\"active\":0,\"succeeded\":1,\"failed\":1,\"cancelled\":0}");
        assertThat(get("") + get("/outer") + get("/outer/mermaid")).doesNotContain("s3cret");
        assertThat(meters.get("brainyflow.node")
                        .tags("brainyflow.node", "first")
                        .timers())
                .isNotEmpty();
    }
}
