package io.brainyflow.jdbc;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of requests to runs, kept until an entry has taken them. */
final class RequestTable {

    /** An answer that its caller may give again is remembered as long as the run is under way. */
    static final String REMEMBER_OF_VISIT = "update brainyflow_request set kind = 'TAKEN', visit = null, content = ''"
            + " where run_no = ? and visit = ? and given";

    static final String DELETE_OF_VISIT = "delete from brainyflow_request where run_no = ? and visit = ?";

    /** Whether request {@code q} is one that its run can take: an early answer is one when its question has been asked. */
    static final String TAKEABLE = "(q.kind in ('ANSWER', 'CANCEL') or q.kind = 'EARLY' and exists (select 1 from"
            + " brainyflow_wait w where w.run_no = q.run_no and w.wait_key = q.wait_key and w.status = 'OPEN'))";

    /** The kind of a request. */
    enum Kind {
        /** A wait is answered. */
        ANSWER,
        /** A wait is answered that may not have asked yet. */
        EARLY,
        /** The run is cancelled. */
        CANCEL
    }

    /**
     * A request.
     *
     * @param id its id
     * @param given whether the id is the caller's, who may ask the same again
     * @param kind what is asked
     * @param visit the visit that is answered; null for any other request
     * @param key what the wait is known by that an early answer is for; null for any other request
     * @param content the answer as text, or the reason
     */
    record Row(
            String id,
            boolean given,
            Kind kind,
            @Nullable Long visit,
            @Nullable String key,
            String content) {}

    private final JdbcTemplate jdbc;

    RequestTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void insert(long run, Row request, Instant now) {
        jdbc.update(
                "insert into brainyflow_request (run_no, request_id, given, kind, visit, wait_key, content, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                run,
                request.id(),
                request.given(),
                request.kind().name(),
                request.visit(),
                request.key(),
                request.content(),
                RunTable.timestamp(now));
    }

    List<Row> of(long run) {
        return jdbc.query(
                "select * from brainyflow_request where run_no = ? and kind <> 'TAKEN' order by created_at, request_id",
                (row, index) -> {
                    long visit = row.getLong("visit");
                    boolean ofVisit = !row.wasNull();
                    return new Row(
                            row.getString("request_id"),
                            row.getBoolean("given"),
                            Kind.valueOf(row.getString("kind")),
                            ofVisit ? visit : null,
                            row.getString("wait_key"),
                            row.getString("content"));
                },
                run);
    }

    /** Returns whether something has been asked of the run under that id. */
    boolean has(long run, String id) {
        return !jdbc.query(
                        "select 1 from brainyflow_request where run_no = ? and request_id = ?",
                        (row, index) -> true,
                        run,
                        id)
                .isEmpty();
    }

    /** Returns whether an answer was kept for a wait of that key. */
    boolean hasEarly(long run, String key) {
        return !jdbc.query(
                        "select 1 from brainyflow_request where run_no = ? and kind = 'EARLY' and wait_key = ?",
                        (row, index) -> true,
                        run,
                        key)
                .isEmpty();
    }

    /** Makes an early answer one to a visit, which has asked. */
    void answer(long run, String id, long visit) {
        jdbc.update(
                "update brainyflow_request set kind = 'ANSWER', visit = ? where run_no = ? and request_id = ?",
                visit,
                run,
                id);
    }

    /** Returns those of the runs that have a request they can take. */
    List<Long> asked(List<Long> runs) {
        return runs.isEmpty()
                ? List.of()
                : jdbc.query(
                        "select distinct q.run_no from brainyflow_request q where q.run_no in (?"
                                + ", ?".repeat(runs.size() - 1) + ") and " + TAKEABLE,
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

    /** Deletes the requests of a run that has ended, except for the ids that callers have given: these may come again. */
    void end(long run) {
        jdbc.update("delete from brainyflow_request where run_no = ? and not given", run);
        jdbc.update(
                "update brainyflow_request set kind = 'TAKEN', visit = null, wait_key = null, content = '' where run_no = ?",
                run);
    }
}
