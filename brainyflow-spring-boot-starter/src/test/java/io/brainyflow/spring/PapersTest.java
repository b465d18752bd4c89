package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the papers of a release say of modules and versions is so. */
class PapersTest {

    private static String read(String file) throws IOException {
        return Files.readString(Path.of("..", file).toAbsolutePath());
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void theBillOfMaterialsHasTheModulesThatArePublished() throws IOException {
        String parent = read("pom.xml");
        List<String> published = all("<module>([^<]*)</module>", parent).stream()
                .filter(module -> !module.equals("brainyflow-bom"))
                .filter(module -> !isPrivate(module))
                .toList();
        String bom = read("brainyflow-bom/pom.xml");

        assertThat(all("<dependency>.*?<artifactId>([^<]*)</artifactId>", bom))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    private static boolean isPrivate(String module) {
        try {
            return read(module + "/pom.xml").contains("<maven.deploy.skip>true</maven.deploy.skip>");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theImportOfTheBillOfMaterialsIsTheOneThatIsBuilt() throws IOException {
        String shown = all("```xml\n(.*?)```", read("docs/versioning.md")).get(0);
        String bom = read("brainyflow-bom/pom.xml");

        assertThat(shown).contains("<type>pom</type>", "<scope>import</scope>");
        for (String part : List.of("groupId", "artifactId", "version")) {
            String value = all("<" + part + ">([^<]*)</" + part + ">", shown).get(0);
            assertThat(bom).contains("<" + part + ">" + value + "</" + part + ">");
        }
    }

    @Test
    void theOldestSpringBootIsTheOneThatIsTested() throws IOException {
        String tested =
                all("-Dspring-boot.version=(\\d+\\.\\d+)", read(".ci/run")).get(0);
        String newest =
                all("<spring-boot.version>(\\d+\\.\\d+)", read("pom.xml")).get(0);

        assertThat(read("docs/versioning.md")).contains("| " + tested + ", " + newest + " |");
    }
}
