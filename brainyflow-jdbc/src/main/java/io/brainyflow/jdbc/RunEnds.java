package io.brainyflow.jdbc;

import io.brainyflow.BrainyFlowException;
import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.VisitLimitException;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.NotStorableException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes how runs have ended. */
final class RunEnds {

    /** More than that, and H2 does not keep it. */
    private static final int MOST_SHOWN = 1_000_000;

    private static final int LONGEST_TEXT = 10_000;

    private final Tables tables;
    private final EntryCodec shown;
    private final DatabaseClock clock;
    private final OwnedRuns owned;
    private final RunMeters meters;

    RunEnds(Tables tables, EntryCodec codec, DatabaseClock clock, OwnedRuns owned, RunMeters meters) {
        this.tables = tables;
        this.shown = codec.withMaxValueSize(MOST_SHOWN);
        this.clock = clock;
        this.owned = owned;
        this.meters = meters;
    }

    /** Notes that a run has failed or was cancelled, by its entries; {@code thrown} describes why. */
    Owner.Next failed(Ownership taken, Fold fold, Throwable thrown) {
        BrainyFlowException failure = fold.run().failure().orElseThrow();
        boolean cancelled = failure instanceof FlowCancelledException;
        if (!cancelled) {
            RunLog.LOG.warn(taken.row() + " has failed, and can be retried: "
                    + failure.getClass().getName() + " at node '" + failure.node() + "'");
            RunLog.LOG.debug(taken.row() + " has failed", thrown);
        }
        return end(
                taken,
                new RunTable.End(
                        cancelled ? Status.CANCELLED : Status.FAILED,
                        reason(failure),
                        text(thrown.toString()),
                        failures(fold),
                        memory(fold)));
    }

    /** Returns what the table of runs shows of the memory; null if that cannot be kept, which is no reason for a run not to end. */
    @Nullable
    String memory(Fold fold) {
        return shown(() -> shown.writeValues("The memory", fold.memory()));
    }

    private @Nullable String failures(Fold fold) {
        return shown(() -> shown.writeValue("The failures", fold.failures()));
    }

    private @Nullable String shown(Supplier<String> text) {
        try {
            String all = text.get();
            return all.length() <= MOST_SHOWN ? all : null;
        } catch (NotStorableException e) {
            return null;
        }
    }

    /** Returns as much of a text as any database keeps. */
    private String text(String text) {
        String cut = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
        return shown.writeValue("The failure", cut.replace('\0', '?'));
    }

    private static RunRow.Reason reason(BrainyFlowException failure) {
        if (failure instanceof FlowCancelledException cancelled) {
            return cancelled.requested() ? RunRow.Reason.CANCELLED : RunRow.Reason.DEADLINE;
        }
        return failure instanceof VisitLimitException ? RunRow.Reason.LIMIT : RunRow.Reason.NODE;
    }

    /** Notes that a run has succeeded. */
    Owner.Next succeeded(Ownership taken, Fold fold) {
        return end(taken, new RunTable.End(Status.SUCCEEDED, null, null, null, memory(fold)));
    }

    private Owner.Next end(Ownership taken, RunTable.End end) {
        long number = taken.row().number();
        Instant now = clock.now();
        meters.ended(taken.row(), end, Duration.between(taken.row().startedAt(), now));
        tables.inTransaction(() -> {
            boolean mine = tables.runs().end(number, taken.epoch(), end, now);
            if (mine && end.status() != Status.FAILED) {
                tables.waits().deleteAll(number);
                tables.requests().end(number);
            } else if (mine) {
                tables.requests().deleteCancellations(number); // the run has ended, and a retry begins anew
            }
        });
        return new Owner.Next.Done();
    }

    /** Makes the run fail, until it is retried, for a reason that is in no entry. */
    Owner.Next park(RunRow row, int epoch, RunRow.Reason reason, String why) {
        RunLog.LOG.warn(row + " has failed, and can be retried: "
                + (reason == RunRow.Reason.VALUE ? "a value is in the way; the run says which" : why));
        tables.runs()
                .end(row.number(), epoch, new RunTable.End(Status.FAILED, reason, text(why), null, null), clock.now());
        owned.hasRested();
        return new Owner.Next.Done();
    }
}
