package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    @TempDir
    private Path folder;

    /** The first example goes on in a second process where the first was killed, as the page says. */
    @Test
    @Timeout(60)
    void hasAnExampleThatSurvivesAKill() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("first"));
        Files.writeString(sources.resolve("First.java"), snippet("<!-- file: First.java -->"));
        Files.writeString(folder.resolve("application.yml"), snippet("<!-- file: application.yml -->"));
        String path = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", path, "-parameters", "-d", folder.toString(), sources + "/First.java");
        assertThat(compiled).isZero();

        Process first = start(path);
        assertThat(await(first, "It is ")).isEqualTo("It is WAITING");
        first.destroyForcibly().waitFor();
        Process second = start(path, "who likes graphs");
        List<String> printed = snippet("<!-- printed -->").lines().toList();
        assertThat(await(second, "It is ")).isEqualTo(printed.get(0));
        assertThat(await(second, "Answered: ")).isEqualTo(printed.get(1));
        assertThat(await(second, "Hello, ")).isEqualTo(printed.get(2));
        second.destroyForcibly().waitFor();
    }

    /** What stands around the other snippets, which the page leaves out. */
    private static final String AROUND = """
            package snippets;

            import io.brainyflow.FlowRuns;
            import io.brainyflow.Node;
            import io.brainyflow.RunOptions;
            import io.brainyflow.Visit;
            import io.brainyflow.spring.FlowNode;
            import io.brainyflow.spring.Successor;
            import java.util.List;
            import java.util.Map;
            import org.springframework.context.annotation.Bean;
            import org.springframework.jdbc.core.JdbcTemplate;
            import org.springframework.transaction.annotation.Transactional;

            class Snippet%d {
                FlowRuns runs;
                Orders orders;

                record Order(String id) {}

                interface Orders {
                    void save(Order order);
                }

                %s
            }
            """;

    @Test
    void hasSnippetsThatCompile() throws IOException {
        Matcher snippet =
                Pattern.compile("(?<!-->)\\n```java\\n(.*?)```", Pattern.DOTALL).matcher(page);
        List<String> command = new ArrayList<>(
                List.of("-cp", System.getProperty("java.class.path"), "-parameters", "-d", folder.toString()));
        int count = 0;
        for (; snippet.find(); count++) {
            Path source = folder.resolve("Snippet" + count + ".java");
            Files.writeString(source, AROUND.formatted(count, snippet.group(1)));
            command.add(source.toString());
        }
        assertThat(count).isEqualTo(3);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new)))
                .isZero();
    }

    private Process start(String path, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + File.pathSeparator + path,
                "first.First"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String await(Process process, String beginning) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("'" + beginning + "' was not printed, but\n" + before);
    }

    private String snippet(String marker) {
        int begin = page.indexOf('\n', page.indexOf("```", page.indexOf(marker))) + 1;
        return page.substring(begin, page.indexOf("```", begin));
    }

    @Test
    void quotesMessagesAsTheyAre() {
        assertThat(page)
                .contains(
                        "which is neither a record nor any other kind of value that is kept; store a record of the relevant data, or an id by which it can be found")
                .contains("the flow now has 'bill' there; continue the run with the graph that it began with");
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
