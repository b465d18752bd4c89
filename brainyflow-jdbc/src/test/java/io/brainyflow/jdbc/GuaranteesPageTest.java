package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each line of the page of guarantees names tests, which are there. */
class GuaranteesPageTest {

    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|Contract))?(?:\\.(\\w+))?`");

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
            for (Path file : files.filter(path -> path.toString().contains("/src/test/java/"))
                    .filter(path -> path.toString().matches(".*(Test|Contract)\\.java"))
                    .toList()) {
                String name = file.getFileName().toString();
                tests.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
        }
        return tests;
    }

    @Test
    void namesTestsThatAreThere() throws IOException {
        Map<String, String> tests = tests();
        int lines = 0;
        for (String line : Files.readAllLines(Path.of("../docs/guarantees.md"))) {
            if (!line.startsWith("| ")
                    || line.startsWith("| | ")
                    || line.startsWith("| --- ")
                    || line.startsWith("| fault")) {
                continue;
            }
            lines++;
            String named = null;
            Matcher name = NAME.matcher(line.substring(line.lastIndexOf('|', line.length() - 2)));
            while (name.find()) {
                named = name.group(1) == null ? named : name.group(1);
                assertThat(tests).as(line).containsKey(named);
                if (name.group(2) != null) {
                    assertThat(tests.get(named)).as(line).contains("void " + name.group(2) + "(");
                }
            }
            assertThat(named).as(line).isNotNull();
        }
        assertThat(lines).isGreaterThan(20);
    }
}
