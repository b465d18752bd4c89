package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The visits of a journaled run that are performed elsewhere. What calls none of the user's code is performed here, and appended to the
 * journal. Guarded by the run's lock.
 */
final class TakenVisits {

    private final JournalingRun run;
    private final Journal journal;
    private final Replay replay;
    private final Set<VisitState> taken = new HashSet<>();

    TakenVisits(JournalingRun run, Journal journal, Replay replay) {
        this.run = run;
        this.journal = journal;
        this.replay = replay;
    }

    /** Returns the visits whose turn has come since the last call. */
    List<VisitState> take() {
        List<VisitState> ready = new ArrayList<>();
        endCancelled();
        for (VisitState visit = next(); visit != null; visit = next()) {
            if (callsNothing(visit)) {
                pass(visit);
                endCancelled();
            } else {
                taken.add(visit);
                ready.add(visit);
            }
        }
        JournalEntry.Ended ended = EntryWriter.ended(run.failure);
        if (ended != null) {
            append(ended);
        }
        ready.removeIf(visit -> !visit.active);
        return replay.failure().isPresent() ? List.of() : ready;
    }

    private @Nullable VisitState next() {
        if (run.failure.hasHappened() || replay.failure().isPresent()) {
            return null;
        }
        VisitState visit = run.traversal.peek();
        try {
            return run.traversal.next();
        } catch (VisitLimitException e) {
            run.failure.add(visit, e);
            return null;
        }
    }

    /** Ends the visits of flows that have been ended since they were taken; their entries, if they come, say nothing. */
    private void endCancelled() {
        taken.removeIf(visit -> !visit.active);
        for (VisitState visit : taken) {
            if (Catching.isOfCancelledFlow(visit)) {
                run.traversal.fail(visit, new FlowCancelledException(visit.location(), null));
            }
        }
    }

    /** Returns whether a part is one of a flow that has no steps of its own, or is to be left by a failure. */
    private boolean callsNothing(VisitState visit) {
        VisitPart part = visit.part();
        if (part != VisitPart.ENTER && part != VisitPart.LEAVE) {
            return false;
        }
        Class<?> flow = VisitWork.node(run, visit).getClass();
        return flow == Flow.class
                || flow == ParallelFlow.class
                || (visit.inside != null && isLeftByFailure(visit, visit.inside));
    }

    private static boolean isLeftByFailure(VisitState visit, Frame inside) {
        return Catching.failureToLeaveWith(inside) != null || WriteConflicts.failure(visit, inside) != null;
    }

    private void pass(VisitState visit) {
        try (Worker worker = new Worker(run)) {
            Completion completion = null;
            BrainyFlowException thrown = null;
            try {
                completion = worker.pass(visit);
            } catch (BrainyFlowException e) {
                if (Catching.isCutShort(visit, e)) {
                    throw e;
                }
                thrown = e;
            }
            append(EntryWriter.entry(worker, visit, completion, thrown == null ? worker.followed() : thrown));
        }
    }

    private void append(JournalEntry entry) {
        Journal.Stored stored = journal.store(entry);
        journal.append(run.entries() + 1, stored).await();
        replay.apply(stored.entry(), Set.of());
    }

    /**
     * Returns what is needed to perform a visit.
     *
     * @throws IllegalArgumentException if it was not taken, or has ended
     */
    VisitRequest request(VisitState visit) {
        if (!taken.contains(visit) || !visit.active) {
            throw new IllegalArgumentException(
                    visit + " is not one that takeReady has returned and that has not ended");
        }
        Memory memory = visit.memory();
        Memory before =
                visit.frame != null && VisitWork.beginsJoin(visit, visit.frame) ? visit.frame.owner.memory() : memory;
        return new VisitRequest(
                visit.runId(),
                run.flowName(),
                FlowRules.of(run.wired),
                enclosing(visit),
                visit.node(),
                visit.number,
                visit.part(),
                visit.attempt,
                visit.retries,
                Collections.unmodifiableMap(memory.values()),
                unmodifiable(before.localStore()),
                memory instanceof JoinMemory join ? join.joined() : List.of(),
                visit instanceof WaitVisit wait && wait.part() == VisitPart.ANSWER ? answered(wait) : null,
                visit.inside == null ? null : ended(visit.inside));
    }

    private static Map<String, Object> unmodifiable(LocalStore local) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(local));
    }

    private static List<VisitRequest.Enclosing> enclosing(VisitState visit) {
        List<VisitRequest.Enclosing> enclosing = new ArrayList<>();
        for (VisitState flow = visit.enclosing(); flow != null && flow.frame != null; flow = flow.enclosing()) {
            enclosing.add(new VisitRequest.Enclosing(flow.node(), flow.number));
        }
        Collections.reverse(enclosing); // outer ones first
        return enclosing;
    }

    private static VisitRequest.Answered answered(WaitVisit wait) {
        return new VisitRequest.Answered(wait.asked(), wait.answer() == WaitVisit.TIMEOUT ? null : wait.answer());
    }

    private static VisitRequest.Ended ended(Frame inside) {
        List<ExecutionTree.Entry> tree = new ArrayList<>();
        inside.tree().forEach(tree::add);
        return new VisitRequest.Ended(inside.prepared, tree, inside.departures.triggers());
    }
}
