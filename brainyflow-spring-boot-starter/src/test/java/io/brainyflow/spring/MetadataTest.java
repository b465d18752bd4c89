package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An IDE completes and documents every property, and so does the reference. */
class MetadataTest {

    @Test
    void describesEveryPropertyInBootsStyle() throws Exception {
        assertThat(PropertyTable.properties())
                .extracting(PropertyTable.Property::name)
                .contains(
                        "brainyflow.defaults.max-concurrency",
                        "brainyflow.flows.<flow>.successors.<node>.<action>",
                        "brainyflow.flows.<flow>.nodes.<node>.wait",
                        "brainyflow.nodes.<node>.max-attempts",
                        "brainyflow.shutdown.await-termination-period",
                        "management.endpoint.brainyflow.access");
        assertThat(PropertyTable.properties())
                .allSatisfy(property -> assertThat(property.description())
                        .as(property.name())
                        .matches("(?s)[A-Z].+\\.")
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A "));
    }

    @Test
    void describesEveryComponentOfTheRecords() throws Exception {
        for (Class<?> record : BrainyFlowProperties.class.getDeclaredClasses()) {
            if (record.isRecord()) {
                assertThat(PropertyTable.components(record.getSimpleName()))
                        .as(record.getSimpleName())
                        .hasSameSizeAs(Arrays.stream(record.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
            }
        }
    }

    @Test
    void hintsAtNodesAndFlowsByTheirBeans() throws Exception {
        JsonNode metadata = PropertyTable.metadata();
        for (JsonNode hint : metadata.get("hints")) {
            String name = hint.get("name").asString();
            JsonNode provider = hint.get("providers").get(0);

            assertThat(metadata.get("properties").valueStream())
                    .as(name)
                    .anyMatch(property -> name.equals(property.get("name").asString() + ".keys"));
            assertThat(provider.get("name").asString()).isEqualTo("spring-bean-reference");
            assertThat(Class.forName(provider.get("parameters").get("target").asString()))
                    .isNotNull();
        }
        assertThat(metadata.get("hints")).hasSize(2);
    }

    @Test
    void namesTheDefaultsOfTheCore() throws Exception {
        FlowOptions options = FlowOptions.create();
        RetryPolicy retries = RetryPolicy.create();

        assertThat(PropertyTable.properties())
                .filteredOn(property -> property.name().startsWith("brainyflow.defaults."))
                .extracting(property ->
                        property.name().substring("brainyflow.defaults.".length()) + "=" + property.defaultValue())
                .containsExactlyInAnyOrder(
                        "max-attempts=" + retries.maxAttempts(),
                        "wait=" + retries.waitTime().toMillis() + "ms",
                        "multiplier=" + Math.round(retries.multiplier()),
                        "max-wait=",
                        "jitter=" + retries.jitter().toMillis() + "ms",
                        "exception-includes=",
                        "exception-excludes=",
                        "timeout=",
                        "type=sequential",
                        "max-visits=" + options.maxVisits(),
                        "max-steps=" + options.maxSteps(),
                        "max-concurrency=",
                        "on-failure=fail-fast",
                        "on-conflict=warn",
                        "on-unmatched=warn",
                        "propagate-actions=" + options.propagateActions());
    }

    /** {@code -Ddocs.update=true} writes the table instead of comparing it. */
    @Test
    void isTheTableOfTheReference() throws Exception {
        Path page = Path.of("../docs/reference/properties.md").toAbsolutePath();
        String text = Files.readString(page);
        int start = text.indexOf("<!-- properties -->\n") + "<!-- properties -->\n".length();
        int end = text.indexOf("<!-- /properties -->");
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, text.substring(0, start) + PropertyTable.markdown() + text.substring(end));
        } else {
            assertThat(text.substring(start, end)).isEqualTo(PropertyTable.markdown());
        }
    }
}
