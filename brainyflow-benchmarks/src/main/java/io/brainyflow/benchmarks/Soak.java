package io.brainyflow.benchmarks;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lets an instance perform 1,000 visits a second, in runs of ten, in the database that the environment variable
 * {@code BRAINYFLOW_JDBC_URL} leads to, for as many minutes as {@code BRAINYFLOW_SOAK_MINUTES} says, and says each minute how it goes. Old
 * runs are deleted meanwhile.
 */
final class Soak {

    private static final int RUNS_PER_SECOND = 100;
    private static final int VISITS = 10;

    private Soak() {}

    public static void main(String[] args) {
        int minutes = Integer.parseInt(System.getenv().getOrDefault("BRAINYFLOW_SOAK_MINUTES", "20"));
        try (DatabaseInstance instance = DatabaseInstance.start(
                Map.of("loop", DatabaseRuns.loop(false)),
                "brainyflow.runs.keep-entries=1m",
                "brainyflow.runs.retention=3m")) {
            FlowRuns runs = instance.runs();
            JdbcTemplate jdbc = instance.jdbc();
            int first = 0;
            for (int minute = 1; minute <= minutes; minute++) {
                int next = startForAMinute(runs, first);
                report(minute, runs, jdbc, first, next);
                first = next;
            }
        }
    }

    /** Starts runs at an even pace, and returns the number of the next. */
    private static int startForAMinute(FlowRuns runs, int first) {
        long begin = System.nanoTime();
        long pause = TimeUnit.SECONDS.toNanos(1) / RUNS_PER_SECOND;
        int number = first;
        for (long at = 0; at < TimeUnit.MINUTES.toNanos(1); at += pause) {
            long left = begin + at - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            }
            runs.start("loop", Map.of("limit", VISITS), RunOptions.create().withRunId(id(number++)));
        }
        return number;
    }

    private static String id(int number) {
        return "soak " + number;
    }

    private static void report(int minute, FlowRuns runs, JdbcTemplate jdbc, int first, int next) {
        double[] millis = new double[next - first];
        for (int number = first; number < next; number++) {
            RunView run = runs.find(id(number)).orElseThrow();
            while (run.endedAt().isEmpty()) {
                Thread.onSpinWait();
                run = runs.find(id(number)).orElseThrow();
            }
            if (run.status() != Status.SUCCEEDED
                    || !Integer.valueOf(VISITS).equals(run.memory().get("count"))) {
                throw new IllegalStateException(run.toString());
            }
            millis[number - first] =
                    Duration.between(run.startedAt(), run.endedAt().orElseThrow())
                                    .toNanos()
                            / 1e6;
        }
        Arrays.sort(millis);
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        List<RunView> failed = runs.list(RunQuery.all().with(Status.FAILED));
        System.out.printf(
                Locale.ROOT,
                "minute %d: %,d runs, median %.0f ms, 99 %% within %.0f ms, %d failed; %d MB in use, %d threads, %,d rows of"
                        + " entries%n",
                minute,
                next - first,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                failed.size(),
                used >> 20,
                Thread.activeCount(),
                jdbc.queryForObject("select count(*) from brainyflow_entry", Long.class));
    }
}
