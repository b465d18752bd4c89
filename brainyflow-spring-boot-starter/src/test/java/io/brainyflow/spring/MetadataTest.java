package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An IDE completes and documents every property. */
class MetadataTest {

    @Test
    void describesEveryPropertyInBootsStyle() throws Exception {
        JsonNode metadata;
        try (InputStream json = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = JsonMapper.shared().readTree(json);
        }
        List<JsonNode> properties = metadata.get("properties").valueStream().toList();

        assertThat(properties)
                .extracting(property -> property.get("name").asString())
                .contains(
                        "brainyflow.defaults.max-attempts",
                        "brainyflow.defaults.wait",
                        "brainyflow.defaults.type",
                        "brainyflow.defaults.max-visits",
                        "brainyflow.defaults.max-steps",
                        "brainyflow.defaults.propagate-actions",
                        "brainyflow.flows",
                        "brainyflow.nodes",
                        "management.endpoint.brainyflow.access");
        assertThat(properties)
                .allSatisfy(property -> assertThat(property.path("description").asString())
                        .as("%s", property)
                        .endsWith(".")
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A "));
        assertThat(metadata.get("hints")).hasSize(2);
    }
}
