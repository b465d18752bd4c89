package io.brainyflow.benchmarks;

import java.nio.file.Path;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all benchmarks and writes a page and a chart of them into the folder that is given. */
final class Benchmarks {

    /** A machine's mood changes within minutes, so that only what ran in the same round is compared. */
    static final int ROUNDS = 5;

    /** What does not depend on how threads are scheduled varies less, and is measured in the first rounds only. */
    static final int SEQUENTIAL_ROUNDS = 2;

    /** A heap that grows would measure the machine's memory. */
    static final String[] JVM_OPTIONS = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"};

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Measurements measured = new Measurements();
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.println("Round " + round + " of " + ROUNDS);
            if (Runtime.version().feature() >= 21) {
                measured.add(new Runner(parallel().build()).run());
            }
            if (round <= SEQUENTIAL_ROUNDS) {
                measured.add(new Runner(sequential().build()).run());
                measured.add(new Runner(shared().build()).run());
                measured.add(new Runner(startUp().build()).run());
            }
            new Report(measured).write(folder.resolve("README.md"));
            new Chart(measured).write(folder.resolve("chart.svg"));
        }
    }

    private static ChainedOptionsBuilder parallel() {
        return visits(Mode.AverageTime)
                .include(ParallelBenchmarks.class.getName())
                .exclude(ParallelBenchmarks.Shared.class.getSimpleName());
    }

    private static ChainedOptionsBuilder sequential() {
        return visits(Mode.AverageTime)
                .include(SequentialBenchmarks.class.getName())
                .include(ObservationBenchmarks.class.getName());
    }

    /** The time of one run among many that share two processors says little; what they come to together does. */
    private static ChainedOptionsBuilder shared() {
        return visits(Mode.Throughput).include(ParallelBenchmarks.Shared.class.getSimpleName());
    }

    private static ChainedOptionsBuilder visits(Mode mode) {
        return common().warmupIterations(3)
                .measurementIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1))
                .mode(mode)
                .addProfiler(GCProfiler.class);
    }

    private static ChainedOptionsBuilder startUp() {
        return common().include(StartUpBenchmarks.class.getName());
    }

    private static ChainedOptionsBuilder common() {
        return new OptionsBuilder()
                .forks(1)
                .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
                .jvmArgs(JVM_OPTIONS);
    }
}
