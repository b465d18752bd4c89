package io.brainyflow.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is done once a minute: the clocks are compared, runs that nobody would go on with are woken, and old ones deleted. */
final class Housekeeping {

    private static final int AT_ONCE = 1_000;

    private final JdbcTemplate jdbc;
    private final DatabaseClock clock;
    private final RunScheduler scheduler;
    private final Collection<String> flows;
    private final Duration keepEntries;
    private final Duration retention;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "brainyflow-housekeeping");
        made.setDaemon(true);
        return made;
    });

    /** A run, and the flow whose tasks it is among. */
    private record Lost(String flow, long run) {}

    Housekeeping(
            JdbcTemplate jdbc,
            DatabaseClock clock,
            RunScheduler scheduler,
            Collection<String> flows,
            Duration keepEntries,
            Duration retention) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.scheduler = scheduler;
        this.flows = List.copyOf(flows);
        this.keepEntries = keepEntries;
        this.retention = retention;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::run, 0, 1, TimeUnit.MINUTES);
    }

    /** Waits for what it is in the middle of: an interrupt would close an H2 database. */
    void close() throws InterruptedException {
        thread.shutdown();
        var unused = thread.awaitTermination(1, TimeUnit.MINUTES);
    }

    private void run() {
        try {
            clock.compare();
            wakeLost();
            deleteOld();
        } catch (RuntimeException e) {
            RunLog.LOG.warn("Housekeeping is tried again in a minute", e);
        }
    }

    /** Schedules runs that have no task, and wakes those that something is asked of and nobody performs. */
    void wakeLost() {
        if (flows.isEmpty()) {
            return;
        }
        String mine = "r.flow in (?" + ", ?".repeat(flows.size() - 1) + ")";
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
                + " and exists (select 1 from brainyflow_request q where q.run_no = r.run_no) and exists (" + task
                + " and t.picked = false and t.execution_time > current_timestamp)")) {
            scheduler.wakeAfterCommit(lost.flow(), lost.run());
        }
    }

    private List<Lost> lost(String sql) {
        return jdbc.query(sql, (row, index) -> new Lost(row.getString(1), row.getLong(2)), flows.toArray());
    }

    /** Deletes entries of runs that have succeeded, but for the first, and runs that nobody will retry. */
    void deleteOld() {
        Instant now = clock.now();
        delete(
                "brainyflow_entry",
                "select distinct e.run_no from brainyflow_entry e join brainyflow_run r on r.run_no = e.run_no where"
                        + " r.status = 'SUCCEEDED' and r.ended_at < ? and e.seq > 1 limit " + AT_ONCE,
                now.minus(keepEntries),
                " and seq > 1");
        String old =
                "select run_no from brainyflow_run where status in ('SUCCEEDED', 'CANCELLED') and ended_at < ? limit "
                        + AT_ONCE;
        Instant before = now.minus(retention);
        delete("brainyflow_entry", old, before, "");
        delete("brainyflow_run", old, before, "");
    }

    private void delete(String table, String runs, Instant before, String more) {
        int deleted;
        do {
            deleted = jdbc.update(
                    "delete from " + table + " where run_no in (" + runs + ")" + more,
                    Objects.requireNonNull(RunTable.timestamp(before)));
        } while (deleted > 0 && !table.equals("brainyflow_entry"));
    }
}
