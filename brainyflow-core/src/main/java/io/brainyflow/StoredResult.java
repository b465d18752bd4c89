package io.brainyflow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a visit of a journaled run, in the form that is kept.
 *
 * @param completion its result; null if it has failed, and nothing follows that
 * @param thrown what it has failed with; null if it has not, or something follows that
 * @param stored its entry
 * @param refused whether it had ended well, and could not be kept
 */
record StoredResult(
        @Nullable Completion completion, @Nullable Throwable thrown, Journal.Stored stored, boolean refused) {

    /**
     * Returns the result of the visit that the worker has performed last.
     *
     * @param failed what it has failed with, whether something follows or not
     */
    static StoredResult of(
            Journal journal,
            Worker worker,
            VisitState visit,
            @Nullable Completion completion,
            @Nullable Throwable thrown,
            @Nullable Throwable failed) {
        try {
            Journal.Stored stored = journal.store(EntryWriter.entry(worker, visit, completion, failed));
            Journal.Transaction transaction = worker.transaction();
            if (transaction != null && failed == null) {
                transaction.flush();
            }
            return new StoredResult(completion, thrown, stored, false);
        } catch (LostOwnershipException e) {
            throw e;
        } catch (RuntimeException e) {
            worker.endTransaction();
            return refused(journal, visit, Failures.of(visit, "storing its result", 0, e));
        }
    }

    /**
     * Performs a visit by itself, on this thread and without the run's lock, and returns its entry.
     *
     * @throws FlowCancelledException if this thread is interrupted, so that nothing came of the visit
     */
    static Journal.Stored perform(JournalingRun run, VisitState visit) {
        boolean isOfFlow = visit.part() == VisitPart.ENTER || visit.part() == VisitPart.LEAVE;
        try (Worker worker = new Worker(run)) {
            Completion completion = null;
            Throwable thrown = null;
            worker.assign(visit);
            try {
                completion = isOfFlow ? worker.pass(visit) : worker.perform(visit);
            } catch (Throwable e) {
                thrown = e;
            } finally {
                worker.rest();
            }
            Throwable failed = thrown == null ? worker.followed() : thrown;
            if (failed instanceof FlowCancelledException cancelled && Catching.isCutShort(visit, failed)) {
                throw cancelled;
            }
            return of(run.journal, worker, visit, completion, thrown, failed).stored();
        }
    }

    /** Returns the result of a visit that has ended well and cannot be kept. */
    static StoredResult refused(Journal journal, VisitState visit, BrainyFlowException refusal) {
        Objects.requireNonNull(visit.recorded(), "recorded")
                .restore(visit.memory().localStore());
        Completion followed = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, refusal);
        return new StoredResult(
                followed,
                followed == null ? refusal : null,
                journal.store(EntryWriter.refused(visit, followed, refusal)),
                true);
    }
}
