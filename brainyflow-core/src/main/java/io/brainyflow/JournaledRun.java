package io.brainyflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run whose state is the fold of its entries: what its visits came to, one after the other. Entries of a run that has died
 * bring another to the same state, without performing a node again; from there it goes on.
 *
 * <p>What a visit writes is seen by itself alone until its entry has been appended, and applied then, in the order of entries.
 */
final class JournaledRun extends SequentialRun {

    /** The global store alone: what a visit writes is no reason to drop a local value of the run's own. */
    private final Memory global;

    private final Consumer<JournalEntry> journal;

    /** The visits that entries may be of, by number, as long as entries are replayed. */
    private final Map<Long, VisitState> known = new HashMap<>();

    /**
     * Makes a run that begins, or goes on where the entries end.
     *
     * @param memory what the run begins with, as it was before the first entry
     * @param entries what has been appended so far
     * @param journal takes each entry that follows; if it throws, the run ends there
     */
    JournaledRun(
            Flow flow, Memory memory, RunOptions options, List<JournalEntry> entries, Consumer<JournalEntry> journal) {
        super(flow, memory, options);
        this.global = new Memory(memory.global(), new LocalStore());
        this.journal = journal;
        known.put(traversal.root.number, traversal.root);
        entries.forEach(this::replay);
        known.clear();
    }

    private void replay(JournalEntry entry) {
        VisitState visit = known.remove(entry.visit());
        if (visit == null) {
            throw new IllegalStateException("An entry of flow '" + flowName() + "' is of visit " + entry.visit()
                    + ", which does not follow from the entries before it");
        }
        traversal.retake(visit);
        if (entry.part() == VisitPart.LEAVE) {
            visit.beginLeaving();
        }
        Worker.forkForJoin(visit);
        visit.recordWrites();
        Writes writes = Objects.requireNonNull(visit.beginWrites(), "writes");
        visit.view(super.view(visit.memory(), writes), writes);
        entry.writes().forEach(write -> write.applyTo(visit.memory()));
        visit.memory().localStore().replaceBy(entry.local());
        visit.endWrites();
        Completion completion = completion(visit, entry);
        if (completion != null) {
            complete(visit, completion);
            know(visit, completion);
        }
    }

    /** Returns what the part came to, or null if it failed and its flow collects that. */
    private @Nullable Completion completion(VisitState visit, JournalEntry entry) {
        if (entry.part() == VisitPart.LEAVE && visit.inside != null && visit.inside.conflicts != null) {
            visit.inside.conflicts.detect();
        }
        if (entry.failure() != null) {
            return afterFailure(visit, entry.failure());
        }
        if (entry.part() == VisitPart.ENTER) {
            WiredFlow entered = visit.frame == null ? wired : ((WiredFlow) visit.frame.flow).nested(visit.index);
            return new Completion.Entered(
                    Objects.requireNonNull(entered, "flow"),
                    entry.prepared(),
                    visit.memory().fork());
        }
        List<Trigger> triggers =
                visit.inside == null ? entry.triggers() : Branching.leaving(visit.inside, entry.triggers());
        return visit.frame == null
                ? new Completion.Finished(List.copyOf(triggers))
                : Branching.follow(visit, visit.frame, triggers);
    }

    private @Nullable Completion afterFailure(VisitState visit, BrainyFlowException failure) {
        BrainyFlowException ofFlow = visit.inside == null ? null : Catching.failureToLeaveWith(visit.inside);
        BrainyFlowException thrown = ofFlow == null ? failure : ofFlow;
        Completion followed = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, thrown);
        if (followed == null && !traversal.fail(visit, thrown)) {
            throw new IllegalStateException("An entry of flow '" + flowName() + "' has a failure of visit "
                    + visit.number + " that nothing collects or follows");
        }
        return followed;
    }

    /** Takes note of the visits that follow from an entry. */
    private void know(VisitState visit, Completion completion) {
        if (completion instanceof Completion.Entered && visit.inside != null) {
            known.put(visit.number, visit);
            known.put(visit.inside.start.number, visit.inside.start);
        } else if (completion instanceof Completion.Continued alone) {
            known.put(alone.next().number, alone.next());
        } else if (completion instanceof Completion.Ended end) {
            for (VisitState next : end.next()) {
                known.put(next.number, next);
            }
        }
    }

    @Override
    void begin(VisitState visit) {
        super.begin(visit);
        visit.recordWrites();
    }

    @Override
    Memory view(Memory memory, Writes writes) {
        return memory.over(new BufferedStore(memory.global(), writes));
    }

    @Override
    @Nullable
    VisitState perform(Worker worker, VisitState visit) {
        VisitPart part = visit.part();
        Completion completion = null;
        Throwable thrown = null;
        try {
            completion = worker.perform(visit);
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
        List<Write> writes = visit.writes();
        BrainyFlowException failed = thrown instanceof BrainyFlowException ofVisit ? ofVisit : worker.followed();
        if (isEntry(visit, completion, failed)) {
            journal.accept(entry(worker, visit, part, writes, completion, failed));
        }
        writes.forEach(write -> write.applyTo(global));
        if (completion != null) {
            complete(visit, completion);
        } else if (thrown != null) {
            fail(visit, thrown);
        }
        return null;
    }

    /** Returns whether the run goes on from this: what fails while the run is being ended may have failed by that. */
    private boolean isEntry(VisitState visit, @Nullable Completion completion, @Nullable BrainyFlowException failed) {
        if (failed == null || failure.hasHappened()) {
            return completion != null && failed == null;
        }
        return completion != null || (visit.frame != null && Catching.goesOnAfter(visit.frame, failed));
    }

    private static JournalEntry entry(
            Worker worker,
            VisitState visit,
            VisitPart part,
            List<Write> writes,
            @Nullable Completion completion,
            @Nullable BrainyFlowException failure) {
        Object prepared = completion instanceof Completion.Entered flow ? flow.prepared() : null;
        return new JournalEntry(
                visit.number,
                part,
                List.copyOf(worker.ownTriggers()),
                writes,
                visit.memory().localStore().withSameValues(),
                prepared,
                failure);
    }
}
