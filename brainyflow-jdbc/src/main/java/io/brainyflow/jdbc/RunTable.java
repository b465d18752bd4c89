package io.brainyflow.jdbc;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.RunQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** The table of runs. A change by an owner is made only if it still is the owner. */
final class RunTable {

    private final JdbcTemplate jdbc;
    private final Dialect dialect;

    RunTable(JdbcTemplate jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** Adds a run that has not begun, and returns its number; empty if there is one of that id. */
    OptionalLong insert(
            String id,
            String flow,
            @Nullable Duration allowed,
            @Nullable Instant deadline,
            Instant startedAt,
            @Nullable String trace) {
        GeneratedKeyHolder keys = new GeneratedKeyHolder();
        try {
            jdbc.update(
                    connection -> {
                        var insert = connection.prepareStatement(
                                "insert into brainyflow_run (run_id, flow, status, epoch, takeovers, allowed_ms,"
                                        + " deadline, created_at, trace) values (?, ?, 'READY', 0, 0, ?, ?, ?, ?) "
                                        + dialect.unlessThere(),
                                new String[] {"run_no"});
                        insert.setString(1, id);
                        insert.setString(2, flow);
                        insert.setObject(3, allowed == null ? null : allowed.toMillis());
                        insert.setTimestamp(4, timestamp(deadline));
                        insert.setTimestamp(5, timestamp(startedAt));
                        insert.setString(6, trace);
                        return insert;
                    },
                    keys);
        } catch (DuplicateKeyException e) {
            return OptionalLong.empty();
        }
        Number number = keys.getKeyList().isEmpty() ? null : keys.getKey();
        return number == null ? OptionalLong.empty() : OptionalLong.of(number.longValue());
    }

    static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    Optional<RunRow> find(String id) {
        return jdbc.query("select * from brainyflow_run where run_id = ?", RunTable::row, id).stream()
                .findFirst();
    }

    Optional<RunRow> find(long number) {
        return jdbc.query("select * from brainyflow_run where run_no = ?", RunTable::row, number).stream()
                .findFirst();
    }

    /** Returns whether no instance has taken the run over since it was read; otherwise, its waits may be newer than the row. */
    boolean isAsItWas(RunRow run) {
        return find(run.number()).filter(now -> now.epoch() == run.epoch()).isPresent();
    }

    /** Returns the run, locked until the transaction has ended. */
    Optional<RunRow> lock(String id) {
        return jdbc.query("select * from brainyflow_run where run_id = ? for update", RunTable::row, id).stream()
                .findFirst();
    }

    List<RunRow> list(RunQuery query) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder(" where 1 = 1");
        query.flow().ifPresent(flow -> {
            where.append(" and flow = ?");
            values.add(flow);
        });
        if (!query.statuses().isEmpty()) {
            where.append(" and status in (?")
                    .append(", ?".repeat(query.statuses().size() - 1))
                    .append(')');
            query.statuses().forEach(status -> values.add(status.name()));
        }
        values.add(query.limit());
        return jdbc.query(
                "select * from brainyflow_run" + where + " order by run_no desc limit ?",
                RunTable::row,
                values.toArray());
    }

    /** Returns the numbers of the runs of a flow that have not ended. */
    List<Long> unended(String flow) {
        return jdbc.query(
                "select run_no from brainyflow_run where status in ('READY', 'RUNNING', 'WAITING') and flow = ? order by run_no",
                RunTable::firstNumber,
                flow);
    }

    /** Returns how many runs have come so far. */
    long count(Status status) {
        Long count =
                jdbc.queryForObject("select count(*) from brainyflow_run where status = ?", Long.class, status.name());
        return count == null ? 0 : count;
    }

    /** Makes an instance the owner; returns false if there has been another since the row was read. */
    boolean own(RunRow run, String owner, int takeovers) {
        return jdbc.update(
                        "update brainyflow_run set owner = ?, epoch = epoch + 1, takeovers = ?, status = 'RUNNING'"
                                + " where run_no = ? and epoch = ? and status in ('READY', 'RUNNING', 'WAITING')",
                        owner,
                        takeovers,
                        run.number(),
                        run.epoch())
                == 1;
    }

    /** Notes that no instance performs the run. */
    boolean rest(long number, int epoch, Status status, @Nullable String memory) {
        return jdbc.update(
                        "update brainyflow_run set owner = null, status = ?, memory = coalesce(?, memory) where run_no = ? and epoch = ?",
                        status.name(),
                        memory,
                        number,
                        epoch)
                == 1;
    }

    /** Notes how the run has ended. */
    boolean end(long number, int epoch, End end, Instant at) {
        return jdbc.update(
                        "update brainyflow_run set owner = null, status = ?, reason = ?, failure = ?, failures = ?, memory ="
                                + " coalesce(?, memory), ended_at = ? where run_no = ? and epoch = ?",
                        end.status().name(),
                        end.reason() == null ? null : end.reason().name(),
                        end.failure(),
                        end.failures(),
                        end.memory(),
                        timestamp(at),
                        number,
                        epoch)
                == 1;
    }

    /** How a run has ended; memory is null where it is not known. */
    record End(
            Status status,
            RunRow.@Nullable Reason reason,
            @Nullable String failure,
            @Nullable String failures,
            @Nullable String memory) {}

    /** Reopens a run that has ended. */
    void reopen(long number, @Nullable Duration allowed, @Nullable Instant deadline) {
        jdbc.update(
                "update brainyflow_run set status = 'READY', reason = null, failure = null, failures = null, takeovers = 0,"
                        + " ended_at = null, allowed_ms = ?, deadline = ? where run_no = ?",
                allowed == null ? null : allowed.toMillis(),
                timestamp(deadline),
                number);
    }

    void delete(long number) {
        for (String table : List.of("brainyflow_entry", "brainyflow_wait", "brainyflow_request", "brainyflow_run")) {
            jdbc.update("delete from " + table + " where run_no = ?", number);
        }
    }

    /** Returns the number in the first column. */
    static long firstNumber(ResultSet row, int index) throws SQLException {
        return row.getLong(1);
    }

    private static RunRow row(ResultSet row, int index) throws SQLException {
        long allowed = row.getLong("allowed_ms");
        Duration time = row.wasNull() ? null : Duration.ofMillis(allowed);
        String reason = row.getString("reason");
        return new RunRow(
                row.getLong("run_no"),
                row.getString("run_id"),
                row.getString("flow"),
                Status.valueOf(row.getString("status")),
                reason == null ? null : RunRow.Reason.valueOf(reason),
                row.getString("failure"),
                row.getString("failures"),
                row.getString("memory"),
                row.getString("trace"),
                row.getString("owner"),
                row.getInt("epoch"),
                row.getInt("takeovers"),
                time,
                instant(row.getTimestamp("deadline")),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("ended_at")));
    }
}
