package io.brainyflow.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** The work of once a minute: the clocks are compared, runs that no instance would go on with are woken, and old ones deleted. */
final class Housekeeping {

    private static final int AT_ONCE = 1_000;

    private final JdbcTemplate jdbc;
    private final Tables tables;
    private final DatabaseClock clock;
    private final RunScheduler scheduler;
    private final Compatibility compatibility;
    private final Supplier<Collection<String>> flows;
    private final Duration keepEntries;
    private final Duration retention;
    private final ScheduledExecutorService thread = thread("brainyflow-housekeeping");

    /** A thread for work that may take long if there are many runs. */
    private final ScheduledExecutorService looking = thread("brainyflow-compatibility");

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** A run, and the flow whose tasks it is among. */
    private record Lost(String flow, long run) {}

    Housekeeping(
            JdbcTemplate jdbc,
            Tables tables,
            DatabaseClock clock,
            RunScheduler scheduler,
            Compatibility compatibility,
            Supplier<Collection<String>> flows,
            Duration keepEntries,
            Duration retention) {
        this.jdbc = jdbc;
        this.tables = tables;
        this.clock = clock;
        this.scheduler = scheduler;
        this.compatibility = compatibility;
        this.flows = flows;
        this.keepEntries = keepEntries;
        this.retention = retention;
    }

    void start() {
        looking.execute(this::lookAtRuns);
        var unused = thread.scheduleWithFixedDelay(this::run, 0, 1, TimeUnit.MINUTES);
    }

    /** Waits for what it is in the middle of: an interrupt would close an H2 database. */
    void close() throws InterruptedException {
        thread.shutdown(); // first, since it gives work to the other
        boolean ended = thread.awaitTermination(1, TimeUnit.MINUTES);
        looking.shutdown();
        if (!ended || !looking.awaitTermination(1, TimeUnit.MINUTES)) {
            RunLog.LOG.warn("Housekeeping has not ended after a minute, and is left to itself");
        }
    }

    private void lookAtRuns() {
        try {
            compatibility.look(looking::isShutdown);
            compatibility.warn();
        } catch (RuntimeException e) {
            RunLog.LOG.warn("Whether runs can continue with what is deployed could not be checked: "
                    + e.getClass().getName());
        }
    }

    private void run() {
        try {
            clock.compare();
            wakeLost();
            deleteOld();
            looking.execute(() -> compatibility.lookAgain(looking::isShutdown));
        } catch (RuntimeException e) {
            RunLog.LOG.warn(
                    "Housekeeping is tried again in a minute: " + e.getClass().getName());
        }
    }

    /** Schedules runs that have no task, and wakes those that have requests and no owner. */
    void wakeLost() {
        Collection<String> names = flows.get();
        if (names.isEmpty()) {
            return;
        }
        String mine = "r.flow in (?" + ", ?".repeat(names.size() - 1) + ")";
        String task = "select 1 from brainyflow_task t where t.task_name = '" + RunScheduler.TASKS
                + "' || r.flow and t.task_instance = cast(r.run_no as varchar(100))";
        for (Lost lost :
                lost("select r.flow, r.run_no from brainyflow_run r where r.status in ('READY', 'RUNNING', 'WAITING')"
                        + " and " + mine + " and not exists (" + task + ")")) {
            RunLog.LOG.info(
                    "Run number " + lost.run() + " of flow '" + lost.flow() + "' had no task, and is scheduled");
            scheduler.schedule(lost.flow(), lost.run());
        }
        for (Lost lost : lost("select r.flow, r.run_no from brainyflow_run r where " + mine
                + " and exists (select 1 from brainyflow_request q where q.run_no = r.run_no and "
                + RequestTable.TAKEABLE + ") and exists (" + task
                + " and t.picked = false and t.execution_time > current_timestamp)")) {
            scheduler.wakeAfterCommit(lost.flow(), lost.run());
        }
    }

    private List<Lost> lost(String sql) {
        return jdbc.query(
                sql,
                (row, index) -> new Lost(row.getString(1), row.getLong(2)),
                flows.get().toArray());
    }

    /** Deletes entries of runs that have succeeded, except for the first, and runs that will not be retried. */
    void deleteOld() {
        Instant now = clock.now();
        int deleted;
        do {
            deleted = jdbc.update(
                    "delete from brainyflow_entry where seq > 1 and run_no in (select distinct e.run_no from brainyflow_entry e"
                            + " join brainyflow_run r on r.run_no = e.run_no where r.status = 'SUCCEEDED' and r.ended_at < ? and"
                            + " e.seq > 1 limit " + AT_ONCE + ")",
                    RunTable.timestamp(now.minus(keepEntries)));
        } while (deleted > 0 && !thread.isShutdown());
        List<Long> old;
        do {
            old = jdbc.query(
                    "select run_no from brainyflow_run where status in ('SUCCEEDED', 'CANCELLED') and ended_at < ? order by"
                            + " run_no limit " + AT_ONCE,
                    RunTable::firstNumber,
                    RunTable.timestamp(now.minus(retention)));
            old.forEach(run -> tables.inTransaction(() -> tables.runs().delete(run)));
        } while (!old.isEmpty() && !thread.isShutdown());
    }
}
