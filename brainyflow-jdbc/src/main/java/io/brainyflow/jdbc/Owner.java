package io.brainyflow.jdbc;

import io.brainyflow.BrainyFlowException;
import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournalMismatchException;
import io.brainyflow.JournaledRun;
import io.brainyflow.LostOwnershipException;
import io.brainyflow.VisitLimitException;
import io.brainyflow.Wait;
import io.brainyflow.journal.EntryCodec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.dao.DuplicateKeyException;

/** Takes runs over, and performs them until they end, wait, or are to go on elsewhere. */
final class Owner {

    private static final Logger LOGGER = System.getLogger("io.brainyflow.jdbc");

    /** Has log lines of a run's nodes say which run it is. */
    private static final String RUN_ID = "brainyflow.run";

    private final String name;
    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final Lane lane;
    private final EntryCodec codec;
    private final DatabaseClock clock;
    private final OwnedRuns owned;
    private final RunMeters meters;
    private final int maxTakeovers;
    private final AtomicBoolean stopping = new AtomicBoolean();

    Owner(
            String name,
            Supplier<Map<String, Flow>> flows,
            Tables tables,
            Lane lane,
            EntryCodec codec,
            DatabaseClock clock,
            OwnedRuns owned,
            RunMeters meters,
            int maxTakeovers) {
        this.name = name;
        this.flows = flows;
        this.tables = tables;
        this.lane = lane;
        this.codec = codec;
        this.clock = clock;
        this.owned = owned;
        this.meters = meters;
        this.maxTakeovers = maxTakeovers;
    }

    /** What is to become of the task by which a run was picked. */
    sealed interface Next {
        /** Nothing is left to do. */
        record Done() implements Next {}

        /** The run is to be picked again, then. */
        record Again(Instant at) implements Next {}

        /** Another has the task. */
        record Lost() implements Next {}
    }

    /** Returns whether a run is there and has not ended, and the name of its flow if so. */
    Optional<String> openFlow(long number) {
        return tables.runs().find(number).filter(run -> !run.hasEnded()).map(RunRow::flow);
    }

    /** The run as this instance has taken it over. */
    private record Ownership(RunRow row, int epoch, List<KeptEntry> entries) {}

    /** Has those that are performed here end what is under way and go on elsewhere, and performs no others. */
    void stop() {
        stopping.set(true);
        owned.all().forEach(OwnedRun::suspend);
    }

    /** Performs a run that was picked. */
    Next perform(long number) {
        Optional<RunRow> found = tables.runs().find(number);
        if (found.isEmpty() || found.get().hasEnded()) {
            return new Next.Done();
        }
        Flow flow = flows.get().get(found.get().flow());
        if (flow == null || stopping.get()) {
            return new Next.Again(clock.now());
        }
        Ownership taken = takeOver(number);
        return taken == null ? new Next.Done() : perform(flow, taken);
    }

    /** Makes this instance the owner; null if the run has ended by that. */
    private @Nullable Ownership takeOver(long number) {
        while (true) {
            RunRow row = tables.runs().find(number).orElse(null);
            if (row == null || row.hasEnded()) {
                return null;
            }
            List<KeptEntry> entries = new ArrayList<>(tables.entries().of(number));
            boolean again = entries.get(entries.size() - 1).kind() == KeptEntry.Kind.TAKEN_OVER;
            int takeovers = row.owner() == null ? 0 : (again ? row.takeovers() : 0) + 1;
            if (takeovers >= maxTakeovers) {
                park(
                        row,
                        row.epoch(),
                        RunRow.Reason.TAKEOVERS,
                        "Its owners have died " + takeovers
                                + " times in a row, the last of them " + row.owner()
                                + ", while they performed what follows entry " + lastBut(entries)
                                + "; find what kills them, and"
                                + " retry it");
                return null;
            }
            int epoch = row.epoch() + 1;
            KeptEntry takeover = new KeptEntry(
                    entries.size() + 1,
                    epoch,
                    KeptEntry.Kind.TAKEN_OVER,
                    codec.store(new JournalEntry.TakenOver(name, epoch)).text());
            try {
                boolean mine = Boolean.TRUE.equals(tables.transaction().execute(status -> {
                    tables.entries().insert(number, takeover);
                    boolean own = tables.runs().own(row, name, takeovers);
                    if (!own) {
                        status.setRollbackOnly();
                    }
                    return own;
                }));
                if (mine) {
                    entries.add(takeover);
                    if (takeovers > 0) {
                        meters.takenOver(row.flow());
                        LOGGER.log(Level.INFO, row + " is taken over from " + row.owner() + ", which is gone");
                    }
                    return new Ownership(row, epoch, entries);
                }
            } catch (DuplicateKeyException e) {
                LOGGER.log(Level.DEBUG, row + ": another owner has written meanwhile");
            }
        }
    }

    private static long lastBut(List<KeptEntry> entries) {
        long last = entries.size();
        while (last > 1 && entries.get((int) last - 1).kind() == KeptEntry.Kind.TAKEN_OVER) {
            last--;
        }
        return last;
    }

    private Next perform(Flow flow, Ownership taken) {
        RunRow row = taken.row();
        LaneJournal journal = new LaneJournal(lane, codec, row, taken.epoch());
        Fold fold;
        try {
            fold = Fold.toPerform(flow, row, taken.entries(), codec, journal, clock.now());
        } catch (JournalMismatchException e) {
            return park(row, taken.epoch(), RunRow.Reason.GRAPH, String.valueOf(e.getMessage()));
        } catch (UnusableEntryException e) {
            return park(row, taken.epoch(), RunRow.Reason.VALUE, String.valueOf(e.getMessage()));
        }
        OwnedRun run = new OwnedRun(row, fold.run(), journal, tables, codec);
        owned.add(row.number(), run);
        try (MDC.MDCCloseable id = MDC.putCloseable(RUN_ID, row.id())) {
            return perform(taken, flow, fold, run, journal);
        } finally {
            owned.remove(row.number());
            fold.run().close();
            owned.hasRested();
        }
    }

    private Next perform(Ownership taken, Flow flow, Fold fold, OwnedRun run, LaneJournal journal) {
        JournaledRun journaled = fold.run();
        if (journaled.isOver()) {
            return over(taken, fold);
        }
        run.tell(clock.now());
        while (true) {
            if (stopping.get()) {
                journaled.suspend();
            }
            try {
                Optional<ExecutionTree> tree = perform(journaled);
                if (tree.isPresent()) {
                    return end(taken, new RunTable.End(Status.SUCCEEDED, null, null, null, memory(fold)));
                }
            } catch (LostOwnershipException e) {
                return lost(taken, journal, e);
            } catch (BrainyFlowException | Error e) {
                return failed(taken, flow, e);
            }
            if (stopping.get()) {
                return handOver(taken, fold);
            }
            if (!run.tell(clock.now())) {
                return rest(taken, fold);
            }
        }
    }

    /** An interrupt was meant for a visit; one that came late would close an H2 database, or PostgreSQL's socket. */
    private static Optional<ExecutionTree> perform(JournaledRun run) {
        try {
            return run.perform();
        } finally {
            var unused = Thread.interrupted();
        }
    }

    private String memory(Fold fold) {
        return codec.writeValues("The memory", fold.memory());
    }

    /** What is there of a run whose last owner died between its end and the note of it. */
    private Next over(Ownership taken, Fold fold) {
        return fold.run().failure().isEmpty()
                ? end(taken, new RunTable.End(Status.SUCCEEDED, null, null, null, memory(fold)))
                : failed(taken, fold, fold.run().failure().get());
    }

    private Next lost(Ownership taken, LaneJournal journal, LostOwnershipException e) {
        SQLException refusal = journal.refusal();
        if (refusal != null) {
            return park(taken.row(), taken.epoch(), RunRow.Reason.VALUE, String.valueOf(e.getMessage()));
        }
        LOGGER.log(Level.WARNING, e.getMessage());
        meters.lost(taken.row().flow());
        return stopping.get() ? new Next.Again(clock.now()) : new Next.Lost();
    }

    /** What there is of a run that has thrown: whether it has failed is what its entries say. */
    private Next failed(Ownership taken, Flow flow, Throwable thrown) {
        RunRow row = taken.row();
        Fold fold = Fold.toLookAt(flow, row, tables.entries().of(row.number()), codec);
        if (fold.run().failure().isEmpty()) {
            LOGGER.log(Level.INFO, row + " was interrupted, and goes on elsewhere: " + thrown);
            return handOver(taken, fold);
        }
        return failed(taken, fold, thrown);
    }

    private Next failed(Ownership taken, Fold fold, Throwable thrown) {
        BrainyFlowException failure = fold.run().failure().orElseThrow();
        boolean cancelled = failure instanceof FlowCancelledException;
        if (!cancelled) {
            LOGGER.log(Level.WARNING, taken.row() + " has failed, and can be retried", thrown);
        }
        return end(
                taken,
                new RunTable.End(
                        cancelled ? Status.CANCELLED : Status.FAILED,
                        reason(failure),
                        thrown.toString(),
                        codec.writeValue("The failures", fold.failures()),
                        memory(fold)));
    }

    private static RunRow.Reason reason(BrainyFlowException failure) {
        if (failure instanceof FlowCancelledException cancelled) {
            return cancelled.requested() ? RunRow.Reason.CANCELLED : RunRow.Reason.DEADLINE;
        }
        return failure instanceof VisitLimitException ? RunRow.Reason.LIMIT : RunRow.Reason.NODE;
    }

    private Next end(Ownership taken, RunTable.End end) {
        long number = taken.row().number();
        Instant now = clock.now();
        meters.ended(taken.row(), end, Duration.between(taken.row().startedAt(), now));
        tables.inTransaction(() -> {
            boolean mine = tables.runs().end(number, taken.epoch(), end, now);
            if (mine && end.status() != Status.FAILED) {
                tables.waits().deleteAll(number);
                tables.requests().deleteAll(number);
            }
        });
        return new Next.Done();
    }

    /** Has the run fail until somebody retries it, for a reason that is in no entry. */
    private Next park(RunRow row, int epoch, RunRow.Reason reason, String why) {
        LOGGER.log(Level.WARNING, row + " has failed, and can be retried: " + why);
        tables.runs().end(row.number(), epoch, new RunTable.End(Status.FAILED, reason, why, null, null), clock.now());
        owned.hasRested();
        return new Next.Done();
    }

    private Next handOver(Ownership taken, Fold fold) {
        tables.runs().rest(taken.row().number(), taken.epoch(), Status.READY, memory(fold));
        return new Next.Again(clock.now());
    }

    private Next rest(Ownership taken, Fold fold) {
        long number = taken.row().number();
        List<Wait> waits = fold.run().waits();
        tables.inTransaction(() -> {
            if (tables.runs().rest(number, taken.epoch(), Status.WAITING, memory(fold))) {
                tables.waits().reconcile(number, waits, wait -> codec.writeValue("What is asked", wait.asked()));
            }
        });
        Instant at = RunScheduler.NEVER;
        if (taken.row().deadline() != null) {
            at = taken.row().deadline();
        }
        for (Wait wait : waits) {
            at = wait.deadline().filter(at::isAfter).orElse(at);
        }
        return new Next.Again(Objects.requireNonNull(at));
    }
}
