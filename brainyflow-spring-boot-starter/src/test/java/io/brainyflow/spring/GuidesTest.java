package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the guides compile, and print what the guides say. */
class GuidesTest {

    @TempDir
    private Path folder;

    static List<String> guides() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("../docs/guides"))) {
            return pages.map(page -> "docs/guides/" + page.getFileName()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("guides")
    void printWhatTheySay(String page) throws Exception {
        Snippets guide = new Snippets(page, folder);
        Map<String, String> properties =
                Map.of("spring.main.banner-mode", "off", "spring.main.web-application-type", "none");
        properties.forEach(System::setProperty);
        try {
            assertThat(guide.of("printed: ")).isNotEmpty();
            for (Map.Entry<String, String> printed : guide.of("printed: ").entrySet()) {
                assertThat(guide.within(() -> guide.printedBy(printed.getKey())))
                        .as(printed.getKey())
                        .isEqualTo(printed.getValue());
            }
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void haveAControllerOfAnswersThatCompiles() throws Exception {
        new Snippets("docs/reference.md", folder); // which has the class of the answer
        Snippets page = new Snippets("docs/security.md", folder);

        assertThat(page.classes.loadClass("approvals.ApprovalController")).isNotNull();
    }
}
