package io.brainyflow.jdbc;

import io.brainyflow.BrainyFlowException;
import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.JournalMismatchException;
import io.brainyflow.JournaledRun;
import io.brainyflow.LostOwnershipException;
import io.brainyflow.Wait;
import io.brainyflow.journal.EntryCodec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Takes runs over, and performs them until they end, wait, or are to go on elsewhere. */
final class Owner {

    /** The key under which log lines of a run's nodes have the run's id. */
    private static final String RUN_ID = "brainyflow.run";

    private static final Duration WHILE_A_TIMER_FIRES = Duration.ofMillis(1);

    /** Delay until the next check of whether this instance, which was considered dead, still performs a run. */
    private static final Duration WHILE_IT_GOES_ON = Duration.ofSeconds(5);

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final Lane lane;
    private final VisitTransactions transactions;
    private final EntryCodec codec;
    private final DatabaseClock clock;
    private final OwnedRuns owned;
    private final RunMeters meters;
    private final RunTraces traces;
    private final ConnectionBudget budget;
    private final Takeovers takeovers;
    private final RunEnds ends;
    private final AtomicBoolean stopping = new AtomicBoolean();

    Owner(
            Supplier<Map<String, Flow>> flows,
            Tables tables,
            Lane lane,
            VisitTransactions transactions,
            EntryCodec codec,
            DatabaseClock clock,
            OwnedRuns owned,
            RunMeters meters,
            RunTraces traces,
            ConnectionBudget budget,
            Takeovers takeovers,
            RunEnds ends) {
        this.flows = flows;
        this.tables = tables;
        this.lane = lane;
        this.transactions = transactions;
        this.codec = codec;
        this.clock = clock;
        this.owned = owned;
        this.meters = meters;
        this.traces = traces;
        this.budget = budget;
        this.takeovers = takeovers;
        this.ends = ends;
    }

    /** The next step for the task by which a run was picked. */
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

    /** Suspends the runs that are performed here, so that others continue them, and takes no more. */
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
        if (owned.has(number)) { // this instance was taken for dead, and is not
            return new Next.Again(clock.now().plus(WHILE_IT_GOES_ON));
        }
        Optional<Ownership> taken = budget.spend(() -> takeovers.takeOver(number));
        return taken.isEmpty() ? new Next.Done() : perform(flow, taken.get());
    }

    private Next perform(Flow flow, Ownership taken) {
        RunRow row = taken.row();
        LaneJournal journal = new LaneJournal(lane, transactions, codec, row, taken.epoch());
        Fold fold;
        try {
            fold = Fold.toPerform(flow, row, taken.entries(), codec, journal, clock.now());
        } catch (JournalMismatchException e) {
            return ends.park(row, taken.epoch(), RunRow.Reason.GRAPH, String.valueOf(e.getMessage()));
        } catch (UnusableEntryException e) {
            return ends.park(row, taken.epoch(), RunRow.Reason.VALUE, String.valueOf(e.getMessage()));
        }
        OwnedRun run = new OwnedRun(row, fold.run(), journal, tables, codec, meters);
        owned.add(row.number(), run);
        try (MDC.MDCCloseable id = MDC.putCloseable(RUN_ID, row.id())) {
            return Objects.requireNonNull(traces.stretch(row, () -> perform(taken, flow, fold, run, journal)), "next");
        } catch (UnusableEntryException e) {
            return ends.park(row, taken.epoch(), RunRow.Reason.VALUE, String.valueOf(e.getMessage()));
        } finally {
            owned.remove(row.number(), run);
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
            long before = run.news();
            if (stopping.get()) {
                journaled.suspend();
            }
            try {
                Optional<ExecutionTree> tree = perform(journaled);
                if (tree.isPresent()) {
                    return ends.succeeded(taken, fold);
                }
            } catch (LostOwnershipException e) {
                return lost(taken, journal, e);
            } catch (BrainyFlowException | Error e) {
                return failed(taken, flow, e);
            }
            if (stopping.get()) {
                return handOver(taken, fold);
            }
            if (isOverdue(taken.row())) {
                LockSupport.parkNanos(WHILE_A_TIMER_FIRES.toNanos());
            } else if (run.rest(before, clock.now())) {
                return rest(taken, fold);
            }
        }
    }

    private boolean isOverdue(RunRow row) {
        return row.deadline() != null && !clock.now().isBefore(row.deadline());
    }

    /** An interrupt was meant for a visit; one that came late would close an H2 database, or PostgreSQL's socket. */
    private static Optional<ExecutionTree> perform(JournaledRun run) {
        try {
            return run.perform();
        } finally {
            var unused = Thread.interrupted();
        }
    }

    /** Records the end of a run whose last owner died after the last entry and before it could record the end. */
    private Next over(Ownership taken, Fold fold) {
        return fold.run().failure().isEmpty()
                ? ends.succeeded(taken, fold)
                : ends.failed(taken, fold, fold.run().failure().get());
    }

    private Next lost(Ownership taken, LaneJournal journal, LostOwnershipException e) {
        SQLException refusal = journal.refusal();
        if (refusal != null) {
            return ends.park(taken.row(), taken.epoch(), RunRow.Reason.VALUE, String.valueOf(e.getMessage()));
        }
        RunLog.LOG.warn(e.getMessage());
        if (journal.isTriedAgain()) {
            tables.runs().rest(taken.row().number(), taken.epoch(), Status.READY, null);
            return new Next.Again(clock.now());
        }
        if (stopping.get()) {
            return new Next.Again(clock.now()); // given up by this instance itself
        }
        meters.lost(taken.row().flow());
        return new Next.Lost();
    }

    /** Decides what follows when a run has thrown; its entries determine whether it has failed. */
    private Next failed(Ownership taken, Flow flow, Throwable thrown) {
        RunRow row = taken.row();
        Fold fold = Fold.toLookAt(flow, row, tables.entries().of(row.number()), codec);
        if (fold.run().tree().isPresent()) {
            return ends.succeeded(taken, fold); // what ended it came too late
        }
        if (fold.run().failure().isEmpty()) {
            if (stopping.get()) {
                return handOver(taken, fold);
            }
            // Counts as a death of the owner, so that it is not tried for ever.
            throw new IllegalStateException(row + " was ended for a reason that is in none of its entries", thrown);
        }
        return ends.failed(taken, fold, thrown);
    }

    private Next handOver(Ownership taken, Fold fold) {
        tables.runs().rest(taken.row().number(), taken.epoch(), Status.READY, ends.memory(fold));
        return new Next.Again(clock.now());
    }

    private Next rest(Ownership taken, Fold fold) {
        long number = taken.row().number();
        List<Wait> waits = fold.run().waits();
        Status status = waits.isEmpty() ? Status.READY : Status.WAITING;
        tables.inTransaction(() -> {
            if (tables.runs().rest(number, taken.epoch(), status, ends.memory(fold))) {
                tables.waits().reconcile(number, waits, wait -> codec.writeValue("What is asked", wait.asked()));
                tables.requests()
                        .keepAnswersTo(number, waits.stream().map(Wait::visit).toList());
            }
        });
        Instant at = RunScheduler.NEVER;
        if (taken.row().deadline() != null) {
            at = taken.row().deadline();
        }
        for (Wait wait : waits) {
            at = wait.deadline().filter(at::isAfter).orElse(at);
        }
        at = fold.run().wakeAt().filter(at::isAfter).orElse(at);
        return new Next.Again(Objects.requireNonNull(at));
    }
}
