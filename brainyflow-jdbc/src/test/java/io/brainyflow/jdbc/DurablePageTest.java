package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on runs that survive says what there is. */
class DurablePageTest {

    private final String page = Files.readString(Path.of("../docs/durable.md"));

    DurablePageTest() throws IOException {}

    @Test
    void namesEachPropertyWithItsDefault() throws IOException {
        try (InputStream metadata =
                JdbcRunsProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            String text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            Matcher property = Pattern.compile(
                            "\\{\\s*\"name\": \"(brainyflow\\.jdbc\\.[^\"]*)\",.*?\\}", Pattern.DOTALL)
                    .matcher(text);
            int count = 0;
            while (property.find()) {
                Matcher preset =
                        Pattern.compile("\"defaultValue\": \"?([^\",}\\s]*)").matcher(property.group());
                String shown = preset.find() ? "`" + preset.group(1) + "` |" : "";
                assertThat(page)
                        .containsPattern(
                                Pattern.quote("| `" + property.group(1) + "` |") + ".*" + Pattern.quote(shown));
                assertThat(property.group()).contains("\"description\"");
                count++;
            }
            assertThat(count).isEqualTo(JdbcRunsProperties.class.getRecordComponents().length);
        }
    }

    @Test
    void quotesMessagesAsTheyAre() {
        assertThat(page)
                .contains(
                        "which is neither a record nor any other kind of value that is kept; put a record of what matters of"
                                + " it, or an id to find it again by")
                .contains(
                        "the flow now has 'bill' there; have a flow with the graph that it began with go on with the run");
    }

    @Test
    void namesTheScriptsThatAreInTheJar() {
        for (Dialect dialect : Dialect.values()) {
            String script = "schema-" + dialect.name().toLowerCase(java.util.Locale.ROOT) + ".sql";
            assertThat(page).contains(script);
            assertThat(JdbcRuns.class.getResource(script)).isNotNull();
        }
    }
}
