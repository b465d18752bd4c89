package io.brainyflow.benchmarks;

import io.brainyflow.Flow;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunView;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Lets a run in a database make a million visits and ask then, and continue in another instance, which reads its million entries.
 * Prints how long either takes, and how much memory was in use at most.
 */
final class LongRun {

    private static final int VISITS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private LongRun() {}

    public static void main(String[] args) throws InterruptedException {
        String id;
        try (DatabaseInstance instance = DatabaseInstance.start(Map.of("long", flow()))) {
            long begin = System.nanoTime();
            id = instance.runs().start("long", Map.of());
            await(instance.runs(), id, Status.WAITING);
            say("a million visits of a repeatable node", begin);
        }
        try (DatabaseInstance instance = DatabaseInstance.start(Map.of("long", flow()))) {
            instance.jdbc()
                    .query(
                            "select count(*), sum(length(entry)) from brainyflow_entry where run_no ="
                                    + " (select run_no from brainyflow_run where run_id = ?)",
                            row -> {
                                System.out.printf(
                                        Locale.ROOT,
                                        "%,d entries, %,d MB of text%n",
                                        row.getLong(1),
                                        row.getLong(2) >> 20);
                            },
                            id);
            long begin = System.nanoTime();
            instance.runs().answer(id, "ask", "yes");
            await(instance.runs(), id, Status.SUCCEEDED);
            say("from an answer to the end, in an instance that has not seen the run", begin);
        }
    }

    private static Flow flow() {
        Node<?, ?> step = Node.of("step", (memory, signals) -> {
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < VISITS ? "again" : "on");
        });
        Node<?, ?> ask = Node.await("ask", String.class);
        return Flow.builder("long")
                .start(step)
                .on(step, "again", step)
                .on(step, "on", ask)
                .repeatable(step)
                .options(FlowOptions.create().withMaxVisits(VISITS).withMaxSteps(10L * VISITS))
                .build();
    }

    private static void await(FlowRuns runs, String id, Status status) throws InterruptedException {
        RunView view = runs.await(id, PATIENCE);
        while (view.status() == Status.READY || view.status() == Status.RUNNING) {
            view = runs.await(id, PATIENCE);
        }
        if (view.status() != status) {
            throw new IllegalStateException(view.toString());
        }
    }

    private static void say(String what, long begin) {
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s, at most %,d MB in use%n",
                what,
                (System.nanoTime() - begin) / 1e9,
                peak >> 20);
    }
}
