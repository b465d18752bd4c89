package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The visits of a journaled run that are performed elsewhere. What calls none of the user's code is performed here, and appended to the
 * journal. Used by one thread, which holds the run's lock where visits are taken and entries applied.
 */
final class TakenVisits {

    private final JournalingRun run;
    private final Replay replay;

    /** Those that have not ended, by number. */
    private final Map<Long, VisitState> taken = new LinkedHashMap<>();

    TakenVisits(JournalingRun run, Replay replay) {
        this.run = run;
        this.replay = replay;
    }

    /** Notes that an entry was applied. */
    void note(JournalEntry entry) {
        if (entry instanceof JournalEntry.Visited visited) {
            taken.remove(visited.visit());
        }
    }

    /** Returns the visits whose turn has come since the last call. */
    List<VisitState> take() {
        List<VisitState> ready = new ArrayList<>();
        endCancelled();
        do {
            for (VisitState visit = next(); visit != null; visit = next()) {
                if (callsNothing(visit)) {
                    pass(visit);
                } else {
                    taken.put(visit.number, visit);
                    ready.add(visit);
                }
            }
        } while (passCancelled(ready));
        JournalEntry.Ended ended = replay.isOver() ? null : EntryWriter.ended(run.failure);
        if (ended != null) {
            append(run.journal.store(ended));
        }
        ready.removeIf(visit -> !visit.active);
        return replay.isOver() ? List.of() : ready;
    }

    private @Nullable VisitState next() {
        if (run.failure.hasHappened() || replay.isOver()) {
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
        for (VisitState visit : List.copyOf(taken.values())) {
            if (Catching.isOfCancelledFlow(visit)) {
                taken.remove(visit.number);
                run.traversal.fail(visit, new FlowCancelledException(visit.location(), null));
            }
        }
    }

    /** Leaves the flows that were to be left by their own steps, and have been ended before anyone was asked for that; returns whether there are any. */
    private boolean passCancelled(List<VisitState> ready) {
        List<VisitState> cancelled = ready.stream()
                .filter(visit -> visit.inside != null && visit.inside.cancelled)
                .toList();
        ready.removeAll(cancelled);
        cancelled.forEach(this::pass);
        return !cancelled.isEmpty();
    }

    /** Returns whether a part is one of a flow that has no steps of its own, or is to be left by a failure. */
    private boolean callsNothing(VisitState visit) {
        VisitPart part = visit.part();
        return (part == VisitPart.ENTER || part == VisitPart.LEAVE)
                && (!hasSteps(VisitWork.node(run, visit).getClass())
                        || (visit.inside != null && isLeftByFailure(visit, visit.inside)));
    }

    private static boolean hasSteps(Class<?> flow) {
        return overrides(flow, "prep", Memory.class)
                || overrides(flow, "post", Memory.class, Object.class, Object.class);
    }

    private static boolean overrides(Class<?> flow, String step, Class<?>... parameters) {
        try {
            return flow.getMethod(step, parameters).getDeclaringClass() != BaseNode.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isLeftByFailure(VisitState visit, Frame inside) {
        return Catching.failureToLeaveWith(inside) != null
                || (inside.graph.options().onConflict() == OnConflict.FAIL
                        && WriteConflicts.failure(visit, inside) != null);
    }

    private void pass(VisitState visit) {
        run.lock.unlock();
        Journal.Stored stored;
        try {
            stored = StoredResult.perform(run, visit);
        } finally {
            run.lock.lock();
        }
        append(stored);
        endCancelled();
    }

    private void append(Journal.Stored stored) {
        run.await(run.journal.append(run.entries() + 1, stored));
        replay.apply(stored.entry(), Set.of());
        note(stored.entry());
    }

    /**
     * Returns what is needed to perform a visit.
     *
     * @throws IllegalArgumentException if it was not taken, or has ended
     */
    VisitRequest request(VisitState visit) {
        if (taken.get(visit.number) != visit) {
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
                visit.inside == null ? null : leaving(visit.inside));
    }

    private static Map<String, Object> unmodifiable(LocalStore local) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(local));
    }

    private static List<VisitRequest.Enclosing> enclosing(VisitState visit) {
        List<VisitRequest.Enclosing> enclosing = new ArrayList<>();
        for (VisitState flow = visit.enclosing(); flow != null && flow.frame != null; flow = flow.enclosing()) {
            enclosing.add(new VisitRequest.Enclosing(flow.node(), flow.number, flow.retries));
        }
        Collections.reverse(enclosing); // outer ones first
        return enclosing;
    }

    private static VisitRequest.Answered answered(WaitVisit wait) {
        return new VisitRequest.Answered(wait.asked(), wait.answer() == WaitVisit.TIMEOUT ? null : wait.answer());
    }

    private static VisitRequest.Leaving leaving(Frame inside) {
        List<ExecutionTree.Entry> tree = new ArrayList<>();
        inside.tree().forEach(tree::add);
        return new VisitRequest.Leaving(inside.prepared, tree, inside.departures.triggers());
    }
}
