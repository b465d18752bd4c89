package io.brainyflow.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What was measured, in several rounds: each work at each size by each who did it, per visit. */
final class Measurements {

    private final Map<Case, List<Sample>> samples = new LinkedHashMap<>();

    /** What was done, how often, and by whom. */
    record Case(String work, int size, String subject) {}

    /** What it cost, per visit. */
    record Sample(double nanos, double bytes) {}

    void add(Collection<RunResult> round) {
        for (RunResult result : round) {
            String[] name = result.getParams().getBenchmark().split("\\.");
            String peer = result.getParams().getParam("peer");
            int size = Integer.parseInt(result.getParams().getParam("size"));
            String work = name[name.length - 2].replace("OfPeers", "");
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            samples.computeIfAbsent(
                            new Case(work, size, peer == null ? name[name.length - 1] : peer), key -> new ArrayList<>())
                    .add(new Sample(nanos(result) / size, bytes == null ? Double.NaN : bytes.getScore() / size));
        }
    }

    private static double nanos(RunResult result) {
        double median = result.getPrimaryResult().getStatistics().getPercentile(50);
        return result.getParams().getMode() == Mode.Throughput ? 1 / median : median;
    }

    Collection<Case> cases() {
        return samples.keySet();
    }

    double nanos(String work, int size, String subject) {
        return median(samples(work, size, subject).stream().map(Sample::nanos).toList());
    }

    double bytes(String work, int size, String subject) {
        return median(samples(work, size, subject).stream().map(Sample::bytes).toList());
    }

    /** Returns how many times longer one took than the other: the median of the rounds, in each of which they ran in turn. */
    double ratio(Case one, Case other) {
        List<Sample> ones = samples.getOrDefault(one, List.of());
        List<Sample> others = samples.getOrDefault(other, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
            ratios.add(ones.get(i).nanos() / others.get(i).nanos());
        }
        return median(ratios);
    }

    private List<Sample> samples(String work, int size, String subject) {
        return samples.getOrDefault(new Case(work, size, subject), List.of());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
