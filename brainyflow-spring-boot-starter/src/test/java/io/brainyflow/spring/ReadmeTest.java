package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled, started and called, and answers what the README says it answers. */
class ReadmeTest {

    private static final String APPLICATION = "hello.HelloApplication";

    @TempDir
    private static Path folder;

    private static Snippets readme;

    @BeforeAll
    static void compile() throws IOException {
        readme = new Snippets("README.md", folder);
    }

    /** Without the settings and the web server of the examples that follow. */
    @Test
    void printsWhatItsFirstExampleSays() throws Exception {
        Map<String, String> properties = Map.of(
                "spring.config.location", "optional:classpath:/none/",
                "spring.main.web-application-type", "none",
                "spring.main.banner-mode", "off");
        properties.forEach(System::setProperty);
        try {
            assertThat(readme.printedBy("first.First")).isEqualTo(readme.get("printed: first.First"));
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void hasAFirstExampleOfTwentyLines() {
        assertThat(readme.get("file: first/First.java").lines().toList()).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void answersWhatTheReadmeSays() throws Exception {
        try (var context = readme.start(APPLICATION)) {
            readme.checkAnswers(context);
        }
    }

    @Test
    void greetsAPartyOnBranchesOfItsOwn() throws Exception {
        try (var context = readme.start(APPLICATION, "--spring.profiles.active=party")) {
            Memory memory = Memory.of(Map.of("names", List.of("Ada", "Bob", "Grace")));

            context.getBean("party", Flow.class).run(memory);

            assertThat(Set.copyOf((List<?>) memory.get("said")))
                    .isEqualTo(Set.of("Hello, Ada!", "I am a service.", "Hello, Bob!", "Hello, Grace!"));
        }
    }

    @Test
    void failsAsTheReadmeSays() throws Exception {
        Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(
                folder.resolve("wrong/application.yml"),
                readme.get("file: application.yml").replace("lookUp", "lokUp"));

        assertThatThrownBy(() -> readme.start(APPLICATION, "--spring.config.location=classpath:/wrong/application.yml"))
                .satisfies(e -> assertThat(e.getMessage().replace("wrong/", ""))
                        .isEqualTo(readme.get("failure: lokUp").strip()));
    }

    @Test
    void printsTheTreeOfThePlainExample() throws Exception {
        assertThat(readme.printedBy("plain.Plain")).isEqualTo(readme.get("printed"));
    }

    @Test
    void namesTheCoordinatesOfThisProject() throws IOException {
        String pom = Files.readString(Path.of("pom.xml").toAbsolutePath());

        for (String line : readme.get("file: pom.xml")
                .lines()
                .filter(text -> text.startsWith("  <"))
                .toList()) {
            assertThat(pom).contains(line.strip());
        }
    }

    @Test
    void showsJavaBeforeItsFortiethLine() {
        assertThat(readme.text.lines().limit(40)).contains("```java");
    }
}
