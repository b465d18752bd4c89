package io.brainyflow.jdbc;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of requests: what somebody asks of a run, until an entry has taken it. */
final class RequestTable {

    static final String DELETE_OF_VISIT = "delete from brainyflow_request where run_no = ? and visit = ?";

    /** What is asked of a run. */
    enum Kind {
        ANSWER,
        CANCEL
    }

    /**
     * A request.
     *
     * @param id its id
     * @param kind what is asked
     * @param visit the visit that is answered; null for a cancellation
     * @param content the answer as text, or the reason
     */
    record Row(String id, Kind kind, @Nullable Long visit, String content) {}

    private final JdbcTemplate jdbc;

    RequestTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void insert(long run, Row request, Instant now) {
        jdbc.update(
                "insert into brainyflow_request (run_no, request_id, kind, visit, content, created_at) values (?, ?, ?, ?,"
                        + " ?, ?)",
                run,
                request.id(),
                request.kind().name(),
                request.visit(),
                request.content(),
                RunTable.timestamp(now));
    }

    List<Row> of(long run) {
        return jdbc.query(
                "select * from brainyflow_request where run_no = ? order by created_at",
                (row, index) -> {
                    long visit = row.getLong("visit");
                    return new Row(
                            row.getString("request_id"),
                            Kind.valueOf(row.getString("kind")),
                            row.wasNull() ? null : visit,
                            row.getString("content"));
                },
                run);
    }

    /** Returns those of the runs that something is asked of. */
    List<Long> asked(List<Long> runs) {
        return runs.isEmpty()
                ? List.of()
                : jdbc.query(
                        "select distinct run_no from brainyflow_request where run_no in (?"
                                + ", ?".repeat(runs.size() - 1) + ")",
                        RunTable::firstNumber,
                        runs.toArray());
    }

    /** Deletes answers to all but these visits: what they answered was dropped with its flow. */
    void keepAnswersTo(long run, List<Long> visits) {
        for (Row request : of(run)) {
            if (request.kind() == Kind.ANSWER && !visits.contains(request.visit())) {
                delete(run, request.id());
            }
        }
    }

    void deleteCancellations(long run) {
        jdbc.update("delete from brainyflow_request where run_no = ? and kind = 'CANCEL'", run);
    }

    void delete(long run, String id) {
        jdbc.update("delete from brainyflow_request where run_no = ? and request_id = ?", run, id);
    }

    void deleteAll(long run) {
        jdbc.update("delete from brainyflow_request where run_no = ?", run);
    }
}
