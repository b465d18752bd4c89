package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Node;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import io.brainyflow.spring.actuate.SettingsInForce;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import io.brainyflow.spring.autoconfigure.BrainyFlowEndpointAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** When there is an endpoint. */
class EndpointBeansTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(BrainyFlowEndpointAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=brainyflow")
            .withBean("own", Flow.class, () -> new Flow(Node.of("small", memory -> {})));

    @Test
    void showsFlowsOfAnApplicationThatExcludesTheRest() {
        runner.run(context -> assertThat(
                        context.getBean(BrainyFlowEndpoint.class).flow("own").settings())
                .containsEntry("maxVisits", new SettingsInForce.Setting(5, "code")));
    }

    @Test
    void saysThatNoLimitIsAProperty() {
        runner.withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withBean("small", Node.class, () -> Node.of("small", memory -> {}))
                .withPropertyValues(
                        "brainyflow.flows.p.start=small",
                        "brainyflow.flows.p.type=parallel",
                        "brainyflow.flows.p.max-concurrency=2147483647")
                .run(context -> assertThat(context.getBean(BrainyFlowEndpoint.class)
                                .flow("p")
                                .settings()
                                .get("maxConcurrency"))
                        .hasToString("Setting[value=unlimited, origin=property 'brainyflow.flows.p.max-concurrency'"
                                + " (\"brainyflow.flows.p.max-concurrency\" from property source \"test\")]"));
    }

    @Test
    void isNotThereWhereItIsNotExposed() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=health",
                        "management.endpoints.jmx.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(BrainyFlowEndpoint.class));
    }
}
