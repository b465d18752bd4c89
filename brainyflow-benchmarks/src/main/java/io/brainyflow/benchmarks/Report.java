package io.brainyflow.benchmarks;

import dev.langchain4j.agentic.AgenticServices;
import io.brainyflow.benchmarks.Measurements.Case;
import io.micrometer.observation.Observation;
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
import java.util.stream.Stream;
import org.bsc.langgraph4j.StateGraph;

/** Writes what was measured as a page of Markdown: the machine, the targets, and the table of all. */
final class Report {

    private static final Map<String, String> WORKS = new LinkedHashMap<>();

    static {
        WORKS.put("Chain", "chain of distinct nodes");
        WORKS.put("Loop", "one node looping to itself");
        WORKS.put("FanOut", "one node triggering branches, one after the other");
        WORKS.put("Sleeping", "the same in parallel, each branch sleeping 10 ms");
        WORKS.put("Join", "parallel branches into a join");
        WORKS.put("Shared", "one flow of 10 nodes, run by threads at once");
        WORKS.put("ObservationBenchmarks", "the chain of 1,000, observed");
        WORKS.put("StartUpBenchmarks", "start of a Spring context with 1,000 node beans");
    }

    private final Measurements measured;

    Report(Measurements measured) {
        this.measured = measured;
    }

    private record Target(String what, String target, double value, boolean met) {}

    void write(Path file) throws IOException, URISyntaxException {
        List<String> lines = new ArrayList<>();
        lines.add("# Benchmarks");
        lines.add("");
        lines.add(
                "Written by the command in [brainyflow-benchmarks](../../brainyflow-benchmarks/README.md): everything ran in"
                        + " turn in each of " + Benchmarks.ROUNDS + " rounds, and what stands here is the middle of the"
                        + " rounds. Where the time goes is in [profiles](profiles.md).");
        lines.add("");
        machine().forEach((key, value) -> lines.add("- " + key + ": " + value));
        lines.add("");
        lines.add("![Time per visit](chart.svg)");
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
                        .map(subject -> cell(measured.nanos(work, size, subject), measured.bytes(work, size, subject)))
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
        for (Case one : measured.cases()) {
            if (Stream.of("Chain", "Loop", "FanOut").anyMatch(one.work()::equals)
                    && one.subject().equals("brainyFlow")) {
                atMost(
                        targets,
                        WORKS.get(one.work()) + ", %,d: times the loop by hand".formatted(one.size()),
                        4,
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
        Case chain = new Case("Chain", 1_000, "brainyFlow");
        Case loop = new Case("Loop", 1_000_000, "brainyFlow");
        atLeast(targets, "faster than LangChain4j, chain of 1,000", 2, new Case("Chain", 1_000, "langChain4j"), chain);
        atLeast(
                targets,
                "faster than LangChain4j, loop of 1,000,000",
                5,
                new Case("Loop", 1_000_000, "langChain4j"),
                loop);
        atLeast(
                targets,
                "faster than LangGraph4j with its default serializer, chain of 1,000",
                50,
                new Case("Chain", 1_000, "langGraph4j"),
                chain);
        atMost(targets, "bytes per visit, chain of 1,000", 250, measured.bytes("Chain", 1_000, "brainyFlow"));
        atMost(
                targets,
                "10,000 branches of 10 ms, times virtual threads",
                1.1,
                measured.ratio(
                        new Case("Sleeping", 10_000, "brainyFlow"), new Case("Sleeping", 10_000, "virtualThreads")));
        atLeastNumber(
                targets,
                "throughput of one flow on 2 threads, times that on 1",
                1.8,
                2 * measured.ratio(new Case("Shared", 10, "onOneThread"), new Case("Shared", 10, "onTwoThreads")));
        atMost(
                targets,
                "an observed visit, times a bare observation",
                2,
                measured.ratio(
                        new Case("ObservationBenchmarks", 1_000, "observed"),
                        new Case("ObservationBenchmarks", 1_000, "bare")));
        atMost(
                targets,
                "milliseconds that 100 flows of 10 nodes add to the start",
                150,
                (measured.nanos("StartUpBenchmarks", 1_000, "withFlows")
                                - measured.nanos("StartUpBenchmarks", 1_000, "withoutFlows"))
                        * 1_000
                        / 1e6);
        return targets;
    }

    private static void atMost(List<Target> targets, String what, double most, double value) {
        targets.add(new Target(what, "at most " + number(most), value, value <= most));
    }

    private void atLeast(List<Target> targets, String what, double least, Case slower, Case faster) {
        atLeastNumber(targets, what, least, measured.ratio(slower, faster));
    }

    private static void atLeastNumber(List<Target> targets, String what, double least, double value) {
        targets.add(new Target(what, "at least " + number(least), value, value >= least));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static Map<String, String> machine() throws IOException, URISyntaxException {
        Map<String, String> machine = new LinkedHashMap<>();
        Path cpu = Path.of("/proc/cpuinfo");
        String model = Files.exists(cpu)
                ? Files.readAllLines(cpu).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("")
                : "";
        machine.put(
                "Machine",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors " + model);
        machine.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        machine.put("JVM options", "`" + String.join(" ", Benchmarks.JVM_OPTIONS) + "`");
        machine.put(
                "Versions", jar(StateGraph.class) + ", " + jar(AgenticServices.class) + ", " + jar(Observation.class));
        return machine;
    }

    private static String jar(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .getFileName()
                .toString()
                .replace(".jar", "");
    }
}
