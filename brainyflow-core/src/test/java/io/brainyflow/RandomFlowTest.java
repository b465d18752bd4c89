package io.brainyflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/** Random graphs come to the same end one branch after the other and concurrently, whatever the threads and limits. */
class RandomFlowTest {

    private static final ExecutorService POOL = Executors.newFixedThreadPool(3, task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    @Provide
    Arbitrary<RandomProgram> programs() {
        return RandomProgram.all();
    }

    @Property(tries = 2_000)
    void comesToTheSameEnd(@ForAll("programs") RandomProgram program) {
        RandomProgram.Outcome sequential = RandomProgram.run(program.build(false), FlowRuntime.builder());

        FlowRuntime.Builder runtime = switch (program.threads()) {
            case 0 -> FlowRuntime.builder();
            case 1 -> FlowRuntime.builder().executor(POOL);
            default -> FlowRuntime.builder().executor(Runnable::run);
        };
        assertThat(RandomProgram.run(program.build(true), runtime)).isEqualTo(sequential);
        if (sequential.end() instanceof ExecutionTree tree && tree.size() < 50) {
            Statistics.label("has branches that joined others")
                    .collect(StreamSupport.stream(tree.spliterator(), false).anyMatch(ExecutionTree.Entry::joined));
            Statistics.label("has branches that joined others")
                    .coverage(coverage -> coverage.check(true).percentage(percentage -> percentage > 10));
        }
        if (sequential.end() instanceof ExecutionTree tree) {
            assertThat(TreeReader.read(
                            StreamSupport.stream(tree.spliterator(), false).toList()))
                    .as("of the flat form of the tree")
                    .isEqualTo(tree);
        }
        int visits = RandomProgram.visits(sequential);
        if (visits < 60) {
            int step = step(visits);
            Flow flow = RandomProgram.unhurried(program.build(program.maxConcurrency() > 0));
            for (DyingRun run :
                    List.of(DyingRun.beforeEachCommit(flow, Map.of()), DyingRun.afterEachEntry(flow, Map.of()))) {
                assertThat(RandomProgram.dying(run.living(step).answering(RandomProgram::deeper)::run, sequential))
                        .isEqualTo(sequential);
            }
            ScatteredRun scattered =
                    ScatteredRun.of(flow, Map.of(), program.hashCode()).answering(RandomProgram::deeper);
            assertThat(RandomProgram.dying(
                            program.threads() == 0 ? scattered.living(step)::run : scattered::run, sequential))
                    .isEqualTo(sequential);
        }
        Statistics.label("waits").collect(sequential.seen().stream().anyMatch(program::isOfWait));
        Statistics.label("waits").coverage(coverage -> coverage.check(true).percentage(percentage -> percentage > 10));
        Statistics.label("ended with more than ten visits").collect(visits > 10);
        Statistics.label("ended with more than ten visits")
                .coverage(coverage -> coverage.check(true).percentage(percentage -> percentage > 15));
    }

    /** Returns after how many entries a run dies: each, or every so many where it has failed and may be long. */
    private static int step(int visits) {
        return visits == 0 ? 100 : 1;
    }

    @Property(tries = 500)
    void noticesTheSameConflictsWhateverTheThreads(@ForAll("programs") RandomProgram program) {
        RandomProgram conflicting = program.conflicting();
        RandomProgram.Outcome outcome =
                RandomProgram.run(conflicting.build(true), FlowRuntime.builder().executor(Runnable::run));

        assertThat(RandomProgram.run(conflicting.build(true), FlowRuntime.builder()))
                .isEqualTo(outcome);
        assertThat(RandomProgram.run(
                        conflicting.build(true), FlowRuntime.builder().executor(POOL)))
                .isEqualTo(outcome);
        Flow flow = RandomProgram.unhurried(conflicting.build(true));
        int visits = RandomProgram.visits(outcome);
        if (visits < 60 && program.threads() == 0) {
            int step = step(visits);
            DyingRun dying = DyingRun.afterEachEntry(flow, Map.of()).living(step);
            assertThat(RandomProgram.dying(dying::run, outcome)).isEqualTo(outcome);
            ScatteredRun scattered =
                    ScatteredRun.of(flow, Map.of(), program.hashCode()).living(step);
            assertThat(RandomProgram.dying(scattered::run, outcome)).isEqualTo(outcome);
        }
        Statistics.label("has a conflict")
                .collect(outcome.end() instanceof String end && end.startsWith("conflict"))
                .coverage(coverage -> {
                    coverage.check(true).percentage(percentage -> percentage > 2);
                    coverage.check(false).percentage(percentage -> percentage > 2);
                });
    }

    @AfterContainer
    static void end() {
        POOL.shutdown();
    }
}
