package io.brainyflow.benchmarks;

import com.sun.management.ThreadMXBean;
import io.brainyflow.Flow;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Holds the engine to what does not depend on the machine's mood: the bytes that a visit allocates, and that a visit costs no
 * more when there are more of them. Times are printed, and judged only against each other, by a bound that no noise reaches
 * and that no cost which grows with the number of visits stays under.
 */
final class Gate {

    private static final int VISITS = 4_000_000;
    private static final double MOST_GROWTH = 4;

    /**
     * Twice as much work takes at most this many times as long: more than 2, since a cache holds less of it (2.2 to 2.6 is usual), and
     * less than the 4 of a square.
     */
    private static final double MOST_BY_DOUBLING = 3;

    private static final int DOUBLINGS = 60;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<String> exceeded = new ArrayList<>();

    private record Cost(double nanos, double bytes) {}

    private Gate() {}

    public static void main(String[] args) {
        Gate gate = new Gate();
        gate.hold("chain", 100, 1_000, Flows.chain(1_000), 10_000, Flows.chain(10_000));
        gate.hold("loop", 100, 1_000, Flows.loop(1_000), 1_000_000, Flows.loop(1_000_000));
        gate.hold(
                "fan-out",
                560,
                100,
                Flows.fanOut(100, Increments.node(0, 0), false),
                100_000,
                Flows.fanOut(100_000, Increments.node(0, 0), false));
        gate.hold("parallel branches into a join", Double.NaN, 1_000, Flows.join(1_000), 50_000, Flows.join(50_000));
        gate.holdDoubling("actions of one node", 8_000, Flows::actions);
        gate.holdDoubling("chain that ends in a join", 20_000, Flows::chainIntoJoin);
        if (!gate.exceeded.isEmpty()) {
            gate.exceeded.forEach(System.err::println);
            System.exit(1);
        }
        System.out.println("All within their bounds");
    }

    private void hold(String work, double mostBytes, int few, Flow small, int many, Flow large) {
        Cost ofFew = measure(few, small);
        Cost ofMany = measure(many, large);
        System.out.printf(
                "%s: %,.0f ns and %,.0f bytes per visit of %,d; %,.0f ns and %,.0f bytes of %,d%n",
                work, ofFew.nanos(), ofFew.bytes(), few, ofMany.nanos(), ofMany.bytes(), many);
        check(work + ", bytes per visit of " + few, ofFew.bytes(), mostBytes);
        check(work + ", bytes per visit of " + many, ofMany.bytes(), mostBytes);
        check(work + ", time per visit of " + many + " by that of " + few, ofMany.nanos() / ofFew.nanos(), MOST_GROWTH);
    }

    /**
     * Holds building and running a flow of a size to what twice the size may cost. The two are measured in turn, and the
     * shortest times are compared: whatever else the machine does makes a time longer, never shorter.
     */
    private void holdDoubling(String work, int size, IntFunction<Flow> flows) {
        List<Cost> once = new ArrayList<>();
        List<Cost> twice = new ArrayList<>();
        for (int run = 0; run < DOUBLINGS; run++) {
            once.add(measure(1, 1, () -> flows.apply(size).run(Flows.memory())));
            twice.add(measure(1, 1, () -> flows.apply(2 * size).run(Flows.memory())));
        }
        Cost least = least(once);
        Cost leastOfTwice = least(twice);
        System.out.printf(
                "%s: %,.1f ms and %,.0f bytes of %,d; %,.1f ms and %,.0f bytes of %,d%n",
                work,
                least.nanos() / 1e6,
                least.bytes(),
                size,
                leastOfTwice.nanos() / 1e6,
                leastOfTwice.bytes(),
                2 * size);
        check(work + ", time by doubling", leastOfTwice.nanos() / least.nanos(), MOST_BY_DOUBLING);
        check(work + ", bytes by doubling", leastOfTwice.bytes() / least.bytes(), MOST_BY_DOUBLING);
    }

    private static Cost least(List<Cost> costs) {
        return new Cost(
                costs.stream().mapToDouble(Cost::nanos).min().orElseThrow(),
                costs.stream().mapToDouble(Cost::bytes).min().orElseThrow());
    }

    private void check(String what, double value, double most) {
        if (value > most) {
            exceeded.add("%s: %.1f, at most %.1f is allowed".formatted(what, value, most));
        }
    }

    /**
     * Returns the cost per visit in the second half of the runs, when the compiler has done its work: the shortest time, since
     * whatever else the machine does makes a time longer, and the median of the bytes.
     */
    private Cost measure(int size, Flow flow) {
        return measure(size, Math.max(40, VISITS / size), () -> flow.run(Flows.memory()));
    }

    private Cost measure(int size, int runs, Runnable work) {
        List<Double> nanos = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        long self = Thread.currentThread().getId();
        for (int run = 0; run < runs; run++) {
            long allocated = threads.getThreadAllocatedBytes(self);
            long begun = System.nanoTime();
            work.run();
            double time = System.nanoTime() - begun;
            if (run >= runs / 2) {
                nanos.add(time / size);
                bytes.add((double) (threads.getThreadAllocatedBytes(self) - allocated) / size);
            }
        }
        return new Cost(nanos.stream().mapToDouble(Double::doubleValue).min().orElseThrow(), median(bytes));
    }

    private static double median(List<Double> values) {
        values.sort(null);
        return values.get(values.size() / 2);
    }
}
