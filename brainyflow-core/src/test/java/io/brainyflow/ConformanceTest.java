package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program of the conformance suite comes to the end that the reference comes to. */
class ConformanceTest {

    /** Runs other cases than those that ship with the tests. */
    private static final String FILE_PROPERTY = "conformance.cases";

    @ParameterizedTest
    @MethodSource("cases")
    void comesToTheSameEndAsTheReference(Map<String, Object> data) {
        ConformanceCase program = new ConformanceCase(data);

        Map<String, Object> outcome = program.outcome(
                (flow, result) -> result.put("tree", ConformanceCase.nested(flow.run(Memory.over(program.global)))));

        assertThat(outcome).isEqualTo(program.expected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesToTheSameEndWhereTheRunDiesAfterEveryEntry(Map<String, Object> data) {
        ConformanceCase program = new ConformanceCase(data);

        Map<String, Object> outcome = dying(program, DyingRun::afterEachEntry);

        assertThat(program.isParallel() ? withoutTrace(outcome) : outcome)
                .isEqualTo(program.isParallel() ? withoutTrace(program.expected()) : program.expected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesToTheSameEndWhereTheRunDiesBeforeEveryCommit(Map<String, Object> data) {
        ConformanceCase program = new ConformanceCase(data);

        assertThat(withoutTrace(dying(program, DyingRun::beforeEachCommit)))
                .isEqualTo(withoutTrace(program.expected()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesToTheSameEndWhereEachVisitIsPerformedElsewhere(Map<String, Object> data) {
        ConformanceCase program = new ConformanceCase(data);

        Map<String, Object> outcome = program.outcome((flow, result) -> result.put(
                "tree",
                ConformanceCase.nested(
                        ScatteredRun.of(flow, program.global, data.hashCode()).run(program.global))));

        assertThat(outcome).isEqualTo(program.expected());
    }

    private static Map<String, Object> dying(
            ConformanceCase program, BiFunction<Flow, Map<String, Object>, DyingRun> run) {
        return program.outcome((flow, result) -> result.put(
                "tree", ConformanceCase.nested(run.apply(flow, program.global).run(program.global))));
    }

    /** What was under way when the run died is performed again. */
    private static Map<String, Object> withoutTrace(Map<String, Object> outcome) {
        outcome.remove("trace");
        return outcome;
    }

    @Test
    void hasAllCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(System.getProperty(FILE_PROPERTY) == null ? 800 : 1);
    }

    static List<Named<Map<String, Object>>> cases() throws IOException {
        try (Stream<String> lines = text().lines()) {
            return lines.map(line -> ConformanceCase.JSON.readValue(line, Map.class))
                    .map(ConformanceCase::<Map<String, Object>>as)
                    .map(data -> Named.of((String) data.get("id"), data))
                    .toList();
        }
    }

    private static String text() throws IOException {
        String file = System.getProperty(FILE_PROPERTY);
        if (file != null) {
            return Files.readString(Path.of(file));
        }
        try (InputStream resource = ConformanceTest.class.getResourceAsStream("/cases.jsonl")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
