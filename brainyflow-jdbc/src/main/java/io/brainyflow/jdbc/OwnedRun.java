package io.brainyflow.jdbc;

import io.brainyflow.JournaledRun;
import io.brainyflow.journal.EntryCodec;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** A run that this instance performs, and what is asked of it meanwhile. */
final class OwnedRun {

    private final RunRow row;
    private final JournaledRun run;
    private final LaneJournal journal;
    private final Tables tables;
    private final EntryCodec codec;

    /** The requests that the run has been told of. */
    private final Set<String> told = new HashSet<>();

    OwnedRun(RunRow row, JournaledRun run, LaneJournal journal, Tables tables, EntryCodec codec) {
        this.row = row;
        this.run = run;
        this.journal = journal;
        this.tables = tables;
        this.codec = codec;
    }

    /** Tells the run what is asked of it, and which of its waits nobody has answered in time. Returns whether that was news. */
    synchronized boolean tell(Instant now) {
        boolean news = false;
        for (RequestTable.Row request : tables.requests().of(row.number())) {
            if (told.add(request.id())) {
                news |= tell(request);
            }
        }
        for (long visit : tables.waits().timeOut(row.number(), now)) {
            news |= run.timeOut(visit);
        }
        return news;
    }

    private boolean tell(RequestTable.Row request) {
        if (request.kind() == RequestTable.Kind.CANCEL) {
            return run.cancel(request.content());
        }
        long visit = Objects.requireNonNull(request.visit(), "visit");
        try {
            return run.answer(visit, Objects.requireNonNull(codec.readValue(request.content()), "answer"));
        } catch (RuntimeException e) {
            // It was given on an instance that could not tell that the answer is no good, or to another version of the
            // node.
            RunLog.LOG.warn(row + ": the answer to visit " + visit + " is dropped, and asked for again: "
                    + e.getClass().getName());
            tables.inTransaction(() -> {
                tables.requests().delete(row.number(), request.id());
                tables.waits().reopen(row.number(), visit);
            });
            return false;
        }
    }

    /** Has no visit begin any more; the run goes on with another owner. */
    void suspend() {
        run.suspend();
    }

    /** Gives up what is under way, as if this process had died. */
    void abandon() {
        journal.close(0, null);
        run.cancel("the instance ends");
    }

    @Override
    public String toString() {
        return row.toString();
    }
}
