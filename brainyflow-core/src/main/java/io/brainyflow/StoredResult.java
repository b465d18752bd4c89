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
