package io.brainyflow.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on the format says what is written and read. */
class JournalFormatTest {

    private static final String RECORD = "com.acme.Item";

    private static final EntryCodec CODEC =
            EntryCodec.of(StorableTypes.in(List.of("io.brainyflow.journal"), JournalFormatTest.class.getClassLoader()));

    record Item(String name, long cents) {}

    static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("../docs/journal-format.md"))) {
            if (line.startsWith("```")) {
                within = line.equals("```json");
            } else if (within) {
                examples.add(line.replace(RECORD, Item.class.getName()));
            }
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsReadAndWrittenAgain(String example) {
        assertThat(CODEC.store(CODEC.read(example)).text()).isEqualTo(example);
    }

    @Test
    void hasExamplesOfEachKind() throws IOException {
        assertThat(examples()).hasSize(12);
    }
}
