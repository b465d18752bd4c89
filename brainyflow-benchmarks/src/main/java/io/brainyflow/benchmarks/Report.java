package io.brainyflow.benchmarks;

import io.brainyflow.benchmarks.Measurements.Case;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what was measured as a page of Markdown: the machine, the targets, and the table of all. */
final class Report {

    private static final String SHARED = "Shared";
    private static final Map<String, String> WORKS = new LinkedHashMap<>();

    static {
        WORKS.put("Chain", "chain of distinct nodes");
        WORKS.put("Loop", "one node looping to itself");
        WORKS.put("FanOut", "one node triggering branches, one after the other");
        WORKS.put("Sleeping", "parallel branches that sleep 10 ms");
        WORKS.put("Join", "parallel branches into a join");
        WORKS.put("BusyJoin", "the same while two other processes compute");
        WORKS.put("Trivial", "branches that do next to nothing, at once and one after the other");
        WORKS.put(SHARED, "one flow of 10 nodes, run by threads at once");
        WORKS.put("ObservationBenchmarks", "the chain of 1,000, observed");
        WORKS.put("StartUpBenchmarks", "start of a Spring context with 1,000 node beans");
    }

    private final Measurements measured;

    Report(Measurements measured) {
        this.measured = measured;
    }

    private record Target(String what, String target, double value, boolean met) {}

    /** What a figure means for whom. */
    private record Answer(String question, String meaning, String figure) {

        @Override
        public String toString() {
            return "| " + question + " | " + meaning + " | " + figure + " |";
        }
    }

    private List<Answer> answers() {
        double visit = measured.nanos("Chain", 1_000, "brainyFlow");
        return List.of(
                new Answer(
                        "call a service or a database in each node",
                        "what the engine adds does not show: a call takes a millisecond or more",
                        "%,.0f ns for a visit".formatted(visit)),
                new Answer(
                        "move work that is done in memory into nodes",
                        "keep nodes coarse, since a method call is cheaper than a visit",
                        "%.1f times the loop by hand; %.1f times one that keeps a minimal tree"
                                .formatted(
                                        ratio("Chain", 1_000, "brainyFlow", "byHand"),
                                        ratio("Chain", 1_000, "brainyFlow", "byHandWithTree"))),
                new Answer(
                        "compare with other engines",
                        "a visit is cheaper here; a peer may do more in it, such as writing a checkpoint",
                        "LangChain4j %.1f, LangGraph4j %.0f times as long"
                                .formatted(
                                        ratio("Chain", 1_000, "langChain4j", "brainyFlow"),
                                        ratio("Chain", 1_000, "langGraph4j", "brainyFlow"))),
                new Answer(
                        "wait for many things at once",
                        "branches of a parallel flow wait side by side, nearly as cheaply as virtual threads do",
                        "%,.1f ms for 10,000 branches that wait 10 ms; virtual threads %,.1f ms"
                                .formatted(
                                        measured.nanos("Sleeping", 10_000, "brainyFlow") / 100,
                                        measured.nanos("Sleeping", 10_000, "virtualThreads") / 100)),
                new Answer(
                        "compute a little in each of many branches",
                        "a sequential flow is faster until a branch computes for microseconds",
                        "parallel takes %.2f times as long for branches that do nothing"
                                .formatted(ratio("Trivial", 10_000, "parallel", "sequential"))),
                new Answer(
                        "run one flow from many request threads",
                        "runs share no lock; more threads than processors gain nothing",
                        "%s on 16 threads".formatted(throughput(measured.nanos(SHARED, 10, "onSixteenThreads")))),
                new Answer(
                        "observe every node",
                        "most of it is Micrometer's own cost; switched off, it costs next to nothing",
                        "%,.0f ns for an observed visit, %,.0f ns switched off"
                                .formatted(
                                        measured.nanos("ObservationBenchmarks", 1_000, "observed"),
                                        measured.nanos("ObservationBenchmarks", 1_000, "switchedOff"))),
                new Answer(
                        "declare many flows",
                        "the start takes a little longer",
                        "%.0f ms for 100 flows of 10 nodes".formatted(startUpMillis())));
    }

    private double ratio(String work, int size, String one, String other) {
        return measured.ratio(new Case(work, size, one), new Case(work, size, other));
    }

    private double startUpMillis() {
        return (measured.nanos("StartUpBenchmarks", 1_000, "withFlows")
                        - measured.nanos("StartUpBenchmarks", 1_000, "withoutFlows"))
                * 1_000
                / 1e6;
    }

    private static String throughput(double nanosPerVisit) {
        return Double.isNaN(nanosPerVisit) ? "" : "%,.1f million visits a second".formatted(1_000 / nanosPerVisit);
    }

    void write(Path file) throws IOException, URISyntaxException {
        List<String> lines = new ArrayList<>();
        lines.add("# Benchmarks");
        lines.add("");
        lines.add("## What the numbers mean for you");
        lines.add("");
        lines.add("| If you | then | figure |");
        lines.add("| --- | --- | --- |");
        answers().forEach(answer -> lines.add(answer.toString()));
        lines.add("");
        lines.add("![Time per visit](chart.svg)");
        lines.add("");
        lines.add("## How it was measured");
        lines.add("");
        lines.add(
                "By the command in [brainyflow-benchmarks](../../brainyflow-benchmarks/README.md). What is parallel ran in turn in"
                        + " each of " + Benchmarks.ROUNDS + " rounds, the rest in " + Benchmarks.SEQUENTIAL_ROUNDS
                        + ", each in a JVM of"
                        + " its own; what stands here is the middle of the rounds. A ratio is the middle of the ratios within each"
                        + " round: times of different rounds, or machines, do not compare. Where the time goes is in"
                        + " [profiles](profiles.md).");
        lines.add("");
        Machine.describe().forEach((key, value) -> lines.add("- " + key + ": " + value));
        lines.add("");
        lines.add("## Targets");
        lines.add("");
        lines.add("| | target | measured | |");
        lines.add("| --- | --- | --- | --- |");
        for (Target target : targets()) {
            String value = Double.isNaN(target.value()) ? "" : "%.2f".formatted(target.value());
            lines.add("| " + target.what() + " | " + target.target() + " | " + value + " | "
                    + (target.met() ? "met" : "**missed**") + " |");
        }
        lines.add("");
        lines.add("## Time and bytes per visit");
        WORKS.forEach((work, title) -> table(work, title, lines));
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    private void table(String work, String title, List<String> lines) {
        Map<Integer, List<Case>> bySize = measured.cases().stream()
                .filter(one -> one.work().equals(work))
                .collect(Collectors.groupingBy(Case::size, TreeMap::new, Collectors.toList()));
        List<String> subjects = bySize.values().stream()
                .flatMap(List::stream)
                .map(Case::subject)
                .distinct()
                .toList();
        if (subjects.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("**" + title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + "**");
        lines.add("");
        lines.add("| size | " + String.join(" | ", subjects) + " |");
        lines.add("| --- |" + " --- |".repeat(subjects.size()));
        bySize.forEach((size, cases) -> lines.add("| %,d | ".formatted(size)
                + subjects.stream()
                        .map(subject -> work.equals(SHARED)
                                ? throughput(measured.nanos(work, size, subject))
                                : cell(measured.nanos(work, size, subject), measured.bytes(work, size, subject)))
                        .collect(Collectors.joining(" | "))
                + " |"));
    }

    private static String cell(double nanos, double bytes) {
        if (Double.isNaN(nanos)) {
            return "";
        }
        String time = nanos < 10_000 ? "%,.0f ns".formatted(nanos) : "%,.1f µs".formatted(nanos / 1_000);
        return Double.isNaN(bytes) ? time : time + ", %,.0f B".formatted(bytes);
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        atMost(targets, "10,000 trivial branches into a join, times virtual threads", 1.5, toThreads("Join", 10_000));
        atMost(targets, "the same beside two busy processes", 1.5, toThreads("BusyJoin", 10_000));
        atMost(targets, "1,000 trivial branches into a join, times virtual threads", 1.6, toThreads("Join", 1_000));
        atMost(
                targets,
                "10,000 trivial branches at once, times one after the other",
                1.4,
                ratio("Trivial", 10_000, "parallel", "sequential"));
        atMost(targets, "1,000 branches of 10 ms, times virtual threads", 1.05, toThreads("Sleeping", 1_000));
        atMost(targets, "10,000 branches of 10 ms, times virtual threads", 1.15, toThreads("Sleeping", 10_000));
        atMost(
                targets,
                "10,000 branches of 10 ms, times LangChain4j",
                1,
                ratio("Sleeping", 10_000, "brainyFlow", "langChain4j"));
        for (Case one : measured.cases()) {
            if (one.subject().equals("brainyFlow")
                    && (one.work().equals("Chain") || one.work().equals("Loop"))) {
                atMost(
                        targets,
                        WORKS.get(one.work()) + ", %,d: times the loop by hand".formatted(one.size()),
                        2,
                        measured.ratio(one, new Case(one.work(), one.size(), "byHand")));
            }
        }
        List<Double> flat = measured.cases().stream()
                .filter(one -> one.subject().equals("brainyFlow")
                        && (one.work().equals("Chain") || one.work().equals("Loop")))
                .map(one -> measured.nanos(one.work(), one.size(), one.subject()))
                .sorted()
                .toList();
        atMost(
                targets,
                "slowest by fastest visit, chain and loop, 10 to 1,000,000 visits",
                1.5,
                flat.isEmpty() ? Double.NaN : flat.get(flat.size() - 1) / flat.get(0));
        atMost(targets, "bytes per visit, chain of 1,000", 100, measured.bytes("Chain", 1_000, "brainyFlow"));
        atLeast(
                targets,
                "faster than LangChain4j, chain of 1,000",
                2,
                ratio("Chain", 1_000, "langChain4j", "brainyFlow"));
        atLeast(
                targets,
                "faster than LangChain4j, loop of 1,000,000",
                5,
                ratio("Loop", 1_000_000, "langChain4j", "brainyFlow"));
        atLeast(
                targets,
                "faster than LangGraph4j with its default serializer, chain of 1,000",
                50,
                ratio("Chain", 1_000, "langGraph4j", "brainyFlow"));
        atLeast(
                targets,
                "throughput of one flow on 2 threads, times that on 1",
                1.8,
                ratio(SHARED, 10, "onOneThread", "onTwoThreads"));
        atMost(
                targets,
                "an observed visit, times a bare observation and an unobserved visit",
                1.5,
                measured.nanos("ObservationBenchmarks", 1_000, "observed")
                        / (measured.nanos("ObservationBenchmarks", 1_000, "bare")
                                + measured.nanos("ObservationBenchmarks", 1_000, "unobserved")));
        atMost(targets, "milliseconds that 100 flows of 10 nodes add to the start", 50, startUpMillis());
        return targets;
    }

    private double toThreads(String work, int size) {
        return ratio(work, size, "brainyFlow", "virtualThreads");
    }

    private static void atMost(List<Target> targets, String what, double most, double value) {
        targets.add(new Target(what, "at most " + number(most), value, value <= most));
    }

    private static void atLeast(List<Target> targets, String what, double least, double value) {
        targets.add(new Target(what, "at least " + number(least), value, value >= least));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
