package io.brainyflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rebuilds the state of a run from its entries, with the same bookkeeping as for performed visits, without calling user code. */
final class Replay {

    private final JournalingRun run;

    /** The visits that entries may be of, by number. */
    private final Map<Long, VisitState> known = new HashMap<>();

    /** The entries of failed visits that nothing follows, with the frame of the flow that was left, if the visit is of one. */
    private final Map<VisitState, FailedEntry> failed = new HashMap<>();

    private @Nullable BrainyFlowException failure;
    private final Set<Long> failedEntries = new HashSet<>();

    private record FailedEntry(
            long number, VisitPart part, @Nullable Frame inside) {}

    Replay(JournalingRun run) {
        this.run = run;
        know(run.traversal.root);
    }

    /** Returns whether the run has ended, by the entries that were applied. */
    boolean isOver() {
        return failure != null || run.tree().isPresent();
    }

    Optional<BrainyFlowException> failure() {
        return Optional.ofNullable(failure);
    }

    Set<Long> failedEntries() {
        return Set.copyOf(failedEntries);
    }

    void apply(JournalEntry entry, Set<Long> voided) {
        run.countReplayed(entry);
        if (voided.contains(run.entries())) {
            noteRetry(entry);
            return;
        }
        if (entry instanceof JournalEntry.Visited visited) {
            apply(visited);
        } else if (entry instanceof JournalEntry.Ended ended) {
            failedEntries.add(run.entries());
            Location at = known.getOrDefault(ended.visit(), run.traversal.root).location();
            failure = ended.reason() == JournalEntry.Reason.LIMIT
                    ? VisitLimitException.ofEntry(at, ended.message())
                    : FlowCancelledException.ofEntry(
                            at, ended.message(), ended.reason() == JournalEntry.Reason.CANCELLED);
        }
    }

    private void noteRetry(JournalEntry entry) {
        if (entry instanceof JournalEntry.Visited visited) {
            Optional.ofNullable(known.get(visited.visit())).ifPresent(visit -> visit.noteRetries(1));
        }
    }

    private void apply(JournalEntry.Visited entry) {
        VisitState visit = known.remove(entry.visit());
        if (visit == null) {
            throw mismatch(entry, "which does not follow from the entries before it");
        }
        if (Catching.isOfCancelledFlow(visit)) {
            if (entry.part() == VisitPart.ENTER) {
                know(visit); // it was left, too
            }
            return; // its flow was ended before
        }
        if (!visit.node().equals(entry.node())) {
            throw mismatch(entry, "the flow now has '" + visit.node() + "' there");
        }
        take(visit, entry);
        VisitWork.forkForJoin(visit);
        visit.recordWrites();
        Writes recorded = Objects.requireNonNull(visit.recorded(), "recorded");
        entry.writes().forEach(recorded::record);
        if (entry.local() != null) {
            visit.memory().localStore().replaceBy(entry.local());
        }
        visit.endWrites();
        BrainyFlowException refused = run.applyWrites(visit, entry.writes());
        Completion completion = refused == null ? completion(visit, entry) : afterFailure(visit, entry, refused, false);
        if (completion != null) {
            if (refused == null && EntryWriter.branches(completion) != entry.branches()) {
                throw mismatch(
                        entry,
                        "after which " + entry.branches() + " branches began, and now "
                                + EntryWriter.branches(completion) + " would");
            }
            run.complete(visit, completion);
            know(visit, completion);
        }
    }

    private void take(VisitState visit, JournalEntry.Visited entry) {
        Traversal traversal = run.traversal;
        if (visit instanceof WaitVisit wait && entry.part() == VisitPart.ANSWER) {
            traversal.waits.answer(traversal, wait, WaitVisit.TIMEOUT); // what came of the answer is in the entry
        }
        traversal.waits.wake(traversal, visit); // if it is paused
        if (visit.part() != entry.part()) {
            throw mismatch(entry, "whose part was " + entry.part() + " and now is " + visit.part());
        }
        if (!visit.active) { // nobody has been given it to perform
            traversal.retake(visit);
        }
        if (entry.part() == VisitPart.LEAVE) {
            visit.beginLeaving();
        }
    }

    private JournalMismatchException mismatch(JournalEntry.Visited entry, String fact) {
        return new JournalMismatchException(
                entry.node(),
                "Entry " + run.entries() + " of run " + Log.quote(run.traversal.root.runId())
                        + " of flow '" + run.flowName() + "' is of visit " + entry.visit() + " of node "
                        + Log.quote(entry.node()) + ", " + fact
                        + "; continue the run with the graph that it began with");
    }

    /** Returns the result of the part, or null if it failed and nothing follows that. */
    private @Nullable Completion completion(VisitState visit, JournalEntry.Visited entry) {
        Frame inside = visit.inside;
        if (entry.part() == VisitPart.LEAVE && inside != null && inside.conflicts != null) {
            inside.conflicts.detect();
        }
        if (entry.failure() != null) {
            return afterFailure(visit, entry, entry.failure());
        }
        if (entry.part() == VisitPart.ENTER) {
            return new Completion.Entered(
                    Objects.requireNonNull(VisitWork.entered(run, visit), "flow"),
                    entry.prepared(),
                    visit.memory().fork());
        }
        if (entry.paused() != null) {
            return new Completion.Paused(
                    entry.paused().attempts(), entry.paused().until());
        }
        if (entry.asked() != null) {
            return new Completion.Asked(
                    entry.asked().key(), entry.prepared(), entry.asked().deadline());
        }
        List<Trigger> own = entry.triggers().isEmpty() ? List.of(Trigger.IMPLIED) : entry.triggers();
        List<Trigger> triggers = inside == null ? own : Branching.leaving(inside, own);
        return visit.frame == null
                ? new Completion.Finished(List.copyOf(triggers))
                : Branching.follow(visit, visit.frame, triggers);
    }

    private @Nullable Completion afterFailure(VisitState visit, JournalEntry.Visited entry, Failure stored) {
        Frame inside = visit.inside;
        BrainyFlowException thrown = inside == null ? null : Catching.failureToLeaveWith(inside);
        if (thrown == null && inside != null) {
            thrown = WriteConflicts.failure(visit, inside);
        }
        if (thrown == null) {
            thrown = NodeException.ofEntry(visit.location(), stored);
        }
        return afterFailure(visit, entry, thrown, stored.step().equals(EntryWriter.ERROR));
    }

    /** Returns what follows a failure, or null if nothing does; an error ends the run whatever its flows say. */
    private @Nullable Completion afterFailure(
            VisitState visit, JournalEntry.Visited entry, BrainyFlowException thrown, boolean isError) {
        Completion followed =
                visit.frame == null || isError ? null : Branching.followFailure(visit, visit.frame, thrown);
        if (followed != null) {
            return followed;
        }
        failed.put(visit, new FailedEntry(run.entries(), entry.part(), visit.inside));
        if (isError || !run.traversal.fail(visit, thrown)) {
            failure = failure == null ? thrown : failure;
            addFailedEntries(visit);
        }
        return null;
    }

    /** Adds the entry of a visit that failed, and those of the failures in its flow that led to it. */
    private void addFailedEntries(VisitState visit) {
        FailedEntry entry = failed.get(visit);
        if (entry == null) {
            return;
        }
        failedEntries.add(entry.number());
        if (entry.inside() != null) {
            failed.forEach((other, otherEntry) -> {
                if (hasLedTo(other, entry.inside())) {
                    failedEntries.add(otherEntry.number());
                }
            });
        }
    }

    /** Returns whether each flow between a failed visit and the one around has failed as well, and by nothing else. */
    private boolean hasLedTo(VisitState visit, Frame around) {
        Frame at = visit.frame;
        while (at != null && at != around && failed.containsKey(at.owner)) {
            at = at.owner.frame;
        }
        return at == around;
    }

    List<JournalEntry> skipping(long number, String action, @Nullable String by) {
        VisitState visit = failed.entrySet().stream()
                .filter(one -> one.getKey().number == number
                        && failedEntries.contains(one.getValue().number()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Run " + Log.quote(run.traversal.root.runId())
                        + " of flow '" + run.flowName() + "' has no failed visit " + number));
        if (visit.frame == null) {
            throw new IllegalStateException(
                    visit + " is the run itself, which has no successors; skip a visit in it, or retry it");
        }
        VisitPart part = Objects.requireNonNull(failed.get(visit)).part();
        if (part == VisitPart.ENTER) {
            throw new IllegalStateException(visit
                    + " failed before anything in it was visited, so there is nothing to continue from; retry it");
        }
        Set<Long> voided = new HashSet<>();
        for (VisitState at = visit; at != null; at = at.enclosing()) {
            FailedEntry entry = failed.get(at);
            if (entry != null) {
                voided.add(entry.number());
            }
        }
        return List.of(
                new JournalEntry.Voided(voided, by, null),
                new JournalEntry.Visited(
                        number,
                        visit.node(),
                        part,
                        branches(visit, visit.frame, action),
                        List.of(new Trigger(action, Map.of())),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    private static int branches(VisitState visit, Frame frame, String action) {
        Exits exits = frame.graph.exits(visit.index);
        Exits.Exit exit = exits.of(new Trigger(action, Map.of()));
        if (exit == null && !action.equals(Actions.DEFAULT)) {
            throw new IllegalArgumentException(visit.description() + " has no action " + Log.quote(action)
                    + " to go on by; its actions are " + Log.quote(exits.actions()));
        }
        return exit == null ? 0 : exit.targets().length;
    }

    /** Adds the visits that follow from an entry. */
    private void know(VisitState visit, Completion completion) {
        if (completion instanceof Completion.Entered && visit.inside != null) {
            know(visit);
            know(visit.inside.start);
        } else if (completion instanceof Completion.Asked || completion instanceof Completion.Paused) {
            know(visit);
        } else if (completion instanceof Completion.Continued alone) {
            know(alone.next());
        } else if (completion instanceof Completion.Ended end) {
            for (VisitState next : end.next()) {
                know(next);
            }
        }
    }

    private void know(VisitState visit) {
        known.put(visit.number, visit);
    }
}
