package io.brainyflow.jdbc;

import io.brainyflow.JournaledRun;
import io.brainyflow.Wait;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.UnreadableEntryException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run that this instance performs, and what is asked of it meanwhile. */
final class OwnedRun {

    private final RunRow row;
    private final JournaledRun run;
    private final LaneJournal journal;
    private final Tables tables;
    private final EntryCodec codec;
    private final RunMeters meters;

    private long news;

    private @Nullable UnusableEntryException unreadable;

    /** Whether the run receives nothing more. */
    private boolean closed;

    /** The requests that the run has been told of. */
    private final Set<String> told = new HashSet<>();

    OwnedRun(RunRow row, JournaledRun run, LaneJournal journal, Tables tables, EntryCodec codec, RunMeters meters) {
        this.row = row;
        this.run = run;
        this.journal = journal;
        this.tables = tables;
        this.codec = codec;
        this.meters = meters;
    }

    /** Returns how many events that the run continues after have been passed to it. */
    synchronized long news() {
        return news;
    }

    /**
     * Closes the run for requests, so that it can be released; returns false if it has received one since, so that it must be
     * performed further.
     *
     * @throws UnusableEntryException if it was given an answer that this deployment cannot read
     */
    synchronized boolean rest(long before, Instant now) {
        tell(now);
        if (unreadable != null) {
            throw unreadable;
        }
        closed = news == before;
        return closed;
    }

    /** Passes requests on to the run, and times out its waits. */
    synchronized void tell(Instant now) {
        if (closed) {
            return;
        }
        for (RequestTable.Row request : tables.requests().of(row.number())) {
            // One that the run cannot take is passed on again: its question may be committed, and not yet known to the
            // run.
            if (!told.contains(request.id()) && tell(request, now)) {
                told.add(request.id());
                news++;
            }
        }
        if (run.wake(now)) {
            news++;
        }
        for (long visit : tables.waits().timeOut(row.number(), now)) {
            if (run.timeOut(visit)) {
                measure(visit, false, now);
                news++;
            }
        }
    }

    /** Returns whether a visit is to make an attempt that it has been waiting for. */
    boolean isDue(Instant now) {
        return run.wakeAt().filter(at -> !at.isAfter(now)).isPresent();
    }

    private boolean tell(RequestTable.Row request, Instant now) {
        return switch (request.kind()) {
            case CANCEL -> run.cancel(String.valueOf(codec.readValue(request.content())));
            case ANSWER -> answer(request, Objects.requireNonNull(request.visit(), "visit"), now);
            case EARLY -> answerEarly(request, now);
        };
    }

    /** Gives an answer that was kept to the first wait of its key, if there is one by now. */
    private boolean answerEarly(RequestTable.Row request, Instant now) {
        for (Wait wait : run.waits()) {
            if (wait.key().equals(request.key())) {
                boolean mine = Boolean.TRUE.equals(tables.transaction().execute(status -> {
                    boolean open = tables.waits().answered(row.number(), wait.visit());
                    if (open) {
                        tables.requests().answer(row.number(), request.id(), wait.visit());
                    }
                    return open;
                }));
                if (mine) {
                    return answer(request, wait.visit(), now);
                }
            }
        }
        return false;
    }

    private boolean answer(RequestTable.Row request, long visit, Instant now) {
        try {
            boolean taken = run.answer(visit, Objects.requireNonNull(codec.readValue(request.content()), "answer"));
            if (taken) {
                measure(visit, true, now);
            }
            return taken;
        } catch (UnreadableEntryException e) {
            told.add(request.id());
            unreadable = new UnusableEntryException(
                    "The answer to visit " + visit + " cannot be read: " + e.getMessage(), e);
            return false;
        } catch (IllegalArgumentException e) {
            // It was given on an instance that lacks the flow, and could not check the type of the answer.
            RunLog.LOG.warn(row + ": the answer to visit " + visit + " is dropped, and asked for again: "
                    + e.getClass().getName());
            tables.inTransaction(() -> {
                tables.requests().delete(row.number(), request.id());
                tables.waits().reopen(row.number(), visit);
            });
            return false;
        }
    }

    private void measure(long visit, boolean isAnswered, Instant now) {
        try {
            tables.waits()
                    .look(row.number(), visit, now, (node, time) -> meters.waited(row.flow(), node, isAnswered, time));
        } catch (RuntimeException e) { // the run has been told, whether that is measured or not
            RunLog.LOG.debug(row + ": how long visit " + visit + " has waited could not be measured", e);
        }
    }

    /** Lets no visit begin any more; the run continues with another owner. */
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
