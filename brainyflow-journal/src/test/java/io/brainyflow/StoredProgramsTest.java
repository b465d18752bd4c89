package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.StorableTypes;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs come to the same end where all that is left of them, each time they die, is the text of their entries. */
class StoredProgramsTest {

    static final EntryCodec CODEC = EntryCodec.of(
                    StorableTypes.in(List.of(), StoredProgramsTest.class.getClassLoader()))
            .withKeys(List.of(RandomProgram.HIGHEST));

    static JournalEntry reread(JournalEntry entry) {
        return CODEC.read(CODEC.store(entry).text());
    }

    @ParameterizedTest
    @MethodSource("io.brainyflow.ConformanceTest#cases")
    void ofTheConformanceSuiteWhereTheyDieAfterEveryEntry(Map<String, Object> data) {
        assertThat(dying(data, DyingRun::afterEachEntry)).isEqualTo(expected(data));
    }

    @ParameterizedTest
    @MethodSource("io.brainyflow.ConformanceTest#cases")
    void ofTheConformanceSuiteWhereTheyDieBeforeEveryCommit(Map<String, Object> data) {
        assertThat(dying(data, DyingRun::beforeEachCommit)).isEqualTo(expected(data));
    }

    @ParameterizedTest
    @MethodSource("io.brainyflow.ConformanceTest#cases")
    void ofTheConformanceSuiteWhereVisitsAreSentElsewhere(Map<String, Object> data) {
        ConformanceCase program = new ConformanceCase(data);
        Map<String, Object> outcome = program.outcome((flow, result) -> result.put(
                "tree",
                ConformanceCase.nested(ScatteredRun.of(flow, program.global, data.hashCode())
                        .sending(StoredProgramsTest::reread, SentRequest::reread)
                        .run(program.global))));

        assertThat(outcome).isEqualTo(new ConformanceCase(data).expected());
    }

    private static Map<String, Object> dying(
            Map<String, Object> data, BiFunction<Flow, Map<String, Object>, DyingRun> kind) {
        ConformanceCase program = new ConformanceCase(data);
        Map<String, Object> outcome = program.outcome((flow, result) -> result.put(
                "tree",
                ConformanceCase.nested(kind.apply(flow, program.global)
                        .keeping(StoredProgramsTest::reread)
                        .run(program.global))));
        outcome.remove("trace"); // what was under way is performed again
        return outcome;
    }

    private static Map<String, Object> expected(Map<String, Object> data) {
        Map<String, Object> expected = new ConformanceCase(data).expected();
        expected.remove("trace");
        return expected;
    }

    @Provide
    Arbitrary<RandomProgram> programs() {
        return RandomProgram.all();
    }

    @Property(tries = 1_000)
    void thatAreRandom(@ForAll("programs") RandomProgram program) {
        RandomProgram.Outcome inOneGo = RandomProgram.run(program.build(false), FlowRuntime.builder());
        int visits = RandomProgram.visits(inOneGo);
        if (visits < 60) {
            boolean parallel = program.threads() > 0;
            Flow flow = RandomProgram.unhurried(program.build(parallel));
            DyingRun run = program.maxConcurrency() == 1
                    ? DyingRun.beforeEachCommit(flow, Map.of())
                    : DyingRun.afterEachEntry(flow, Map.of());
            int lives = visits == 0 ? 100 : 1 + visits / 10;
            run.keeping(StoredProgramsTest::reread).living(lives).answering(RandomProgram::deeper);
            assertThat(RandomProgram.dying(run::run, inOneGo)).isEqualTo(inOneGo);
        }
        if (visits < 60 && program.threads() == 0) { // each request has the whole memory, so not all of them
            ScatteredRun scattered = ScatteredRun.of(program.build(true), Map.of(), program.hashCode())
                    .sending(StoredProgramsTest::reread, SentRequest::reread)
                    .answering(RandomProgram::deeper);
            assertThat(RandomProgram.dying(scattered::run, inOneGo)).isEqualTo(inOneGo);
        }
    }
}
