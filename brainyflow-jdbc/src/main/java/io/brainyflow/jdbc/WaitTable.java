package io.brainyflow.jdbc;

import io.brainyflow.Wait;
import io.brainyflow.WaitQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of waits. One that is answered, or has timed out, stays until the entry by which the run goes on is there. */
final class WaitTable {

    static final String INSERT = "insert into brainyflow_wait (run_no, visit, node, wait_key, status, asked, deadline,"
            + " asked_at) values (?, ?, ?, ?, 'OPEN', ?, ?, current_timestamp)";
    static final String DELETE = "delete from brainyflow_wait where run_no = ? and visit = ?";

    /** The outcome of a wait. */
    enum Status {
        OPEN,
        ANSWERED,
        TIMED_OUT
    }

    /** A wait as the table has it; what was asked is text. */
    record Row(
            long run,
            String runId,
            String flow,
            long visit,
            String node,
            String key,
            Status status,
            @Nullable String asked,
            @Nullable Instant deadline) {}

    private static final String SELECT = "select w.*, r.run_id, r.flow from brainyflow_wait w join brainyflow_run r"
            + " on r.run_no = w.run_no where ";

    private final JdbcTemplate jdbc;

    WaitTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    List<Row> open(WaitQuery query) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("w.status = 'OPEN' and r.status in ('READY', 'RUNNING', 'WAITING')");
        query.flow().ifPresent(flow -> {
            where.append(" and r.flow = ?");
            values.add(flow);
        });
        query.node().ifPresent(node -> {
            where.append(" and w.node = ?");
            values.add(node);
        });
        values.add(query.limit());
        return jdbc.query(SELECT + where + " order by w.run_no, w.visit limit ?", WaitTable::row, values.toArray());
    }

    List<Row> open(long run) {
        return jdbc.query(SELECT + "w.run_no = ? and w.status = 'OPEN' order by w.visit", WaitTable::row, run);
    }

    /** Marks a wait as answered; returns false if it is not open any more. */
    boolean answered(long run, long visit) {
        return jdbc.update(
                        "update brainyflow_wait set status = 'ANSWERED' where run_no = ? and visit = ? and status = 'OPEN'",
                        run,
                        visit)
                == 1;
    }

    /** Calls {@code known} with the node of a wait, and the time for which it has been there. */
    void look(long run, long visit, Instant now, BiConsumer<String, Duration> known) {
        jdbc.query(
                "select node, asked_at from brainyflow_wait where run_no = ? and visit = ?",
                row -> {
                    Duration time =
                            Duration.between(row.getTimestamp("asked_at").toInstant(), now);
                    known.accept(row.getString("node"), time.isNegative() ? Duration.ZERO : time);
                },
                run,
                visit);
    }

    void reopen(long run, long visit) {
        jdbc.update("update brainyflow_wait set status = 'OPEN' where run_no = ? and visit = ?", run, visit);
    }

    /** Times out the waits of a run that are due and not answered, and returns all that have timed out. */
    List<Long> timeOut(long run, Instant now) {
        jdbc.update(
                "update brainyflow_wait set status = 'TIMED_OUT' where run_no = ? and status = 'OPEN' and deadline <= ?",
                run,
                RunTable.timestamp(now));
        return jdbc.query(
                "select visit from brainyflow_wait where run_no = ? and status = 'TIMED_OUT'",
                RunTable::firstNumber,
                run);
    }

    /** Returns those of the runs that have waits whose time is up. */
    List<Long> overdue(List<Long> runs, Instant now) {
        if (runs.isEmpty()) {
            return List.of();
        }
        List<Object> values = new ArrayList<>(runs);
        values.add(RunTable.timestamp(now));
        return jdbc.query(
                "select distinct run_no from brainyflow_wait where run_no in (?" + ", ?".repeat(runs.size() - 1)
                        + ") and status <> 'ANSWERED' and deadline <= ?",
                RunTable::firstNumber,
                values.toArray());
    }

    /** Replaces the rows by those of a run's waits. */
    void reconcile(long run, List<Wait> waits, Function<Wait, @Nullable String> asked) {
        Set<Long> kept =
                jdbc.query("select visit from brainyflow_wait where run_no = ?", RunTable::firstNumber, run).stream()
                        .collect(Collectors.toSet());
        for (Wait wait : waits) {
            if (!kept.remove(wait.visit())) {
                jdbc.update(
                        INSERT,
                        run,
                        wait.visit(),
                        wait.node(),
                        wait.key(),
                        asked.apply(wait),
                        RunTable.timestamp(wait.deadline().orElse(null)));
            }
        }
        kept.forEach(visit -> jdbc.update(DELETE, run, visit));
    }

    void deleteAll(long run) {
        jdbc.update("delete from brainyflow_wait where run_no = ?", run);
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("run_no"),
                row.getString("run_id"),
                row.getString("flow"),
                row.getLong("visit"),
                row.getString("node"),
                row.getString("wait_key"),
                Status.valueOf(row.getString("status")),
                row.getString("asked"),
                RunTable.instant(row.getTimestamp("deadline")));
    }
}
