package io.brainyflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the result of a visit into an entry. */
final class EntryWriter {

    /** The step of a failure that is an error, which ends the run whatever its flows say. */
    static final String ERROR = "a step, by an error";

    private EntryWriter() {}

    /** Returns the entry of the visit that the worker has performed last. */
    static JournalEntry.Visited entry(
            Worker worker, VisitState visit, @Nullable Completion completion, @Nullable Throwable failed) {
        Object prepared = null;
        JournalEntry.Asked asked = null;
        if (completion instanceof Completion.Entered entered) {
            prepared = entered.prepared();
        } else if (completion instanceof Completion.Asked question) {
            prepared = question.asked();
            asked = new JournalEntry.Asked(question.key(), question.deadline());
        }
        LocalStore local = visit.memory().localStore();
        Writes recorded = Objects.requireNonNull(visit.recorded(), "recorded");
        return new JournalEntry.Visited(
                visit.number,
                visit.node(),
                part(visit),
                branches(completion),
                failed == null && asked == null && !(completion instanceof Completion.Entered)
                        ? worker.ownTriggers().stream()
                                .filter(Trigger::explicit)
                                .toList()
                        : List.of(),
                recorded.all(),
                recorded.hasSameLocal(local) ? null : Collections.unmodifiableMap(new LinkedHashMap<>(local)),
                prepared,
                asked,
                failed == null ? null : failure(visit, failed),
                completion instanceof Completion.Paused pause
                        ? new JournalEntry.Paused(pause.attempts(), pause.until())
                        : null);
    }

    /** Returns the entry of a visit whose result cannot be stored, and counts for nothing. */
    static JournalEntry.Visited refused(VisitState visit, @Nullable Completion followed, BrainyFlowException refusal) {
        return new JournalEntry.Visited(
                visit.number,
                visit.node(),
                part(visit),
                branches(followed),
                List.of(),
                List.of(),
                null,
                null,
                null,
                refusal.toFailure(),
                null);
    }

    /** Returns the entry of a run's end that is not the result of a visit; otherwise null. */
    static JournalEntry.@Nullable Ended ended(RunFailure failure) {
        if (failure.thrown() instanceof VisitLimitException limit) {
            VisitState at = failure.at();
            return new JournalEntry.Ended(JournalEntry.Reason.LIMIT, at == null ? 0 : at.number, limit.reason());
        }
        if (failure.thrown() instanceof FlowCancelledException cancelled && cancelled.ofRun()) {
            JournalEntry.Reason reason =
                    cancelled.requested() ? JournalEntry.Reason.CANCELLED : JournalEntry.Reason.DEADLINE;
            return new JournalEntry.Ended(reason, 0, cancelled.reason());
        }
        return null;
    }

    /** Returns the part that was performed; a flow that an interceptor has failed while it was entered has been left at once. */
    private static VisitPart part(VisitState visit) {
        return visit.part() == VisitPart.LEAVE && visit.inside == null ? VisitPart.ENTER : visit.part();
    }

    /** Returns how many branches begin by a result. */
    static int branches(@Nullable Completion completion) {
        if (completion instanceof Completion.Ended ended) {
            return ended.next().length;
        }
        return completion instanceof Completion.Continued ? 1 : 0;
    }

    private static Failure failure(VisitState visit, Throwable failed) {
        return failed instanceof BrainyFlowException ofEngine
                ? ofEngine.toFailure()
                : new Failure(visit.node(), ERROR, 0, failed);
    }
}
