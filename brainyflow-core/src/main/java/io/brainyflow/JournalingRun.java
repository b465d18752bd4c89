package io.brainyflow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent run that has an entry durable before anything follows from it. Of a visit that was performed, the entry is
 * appended under the run's lock; whoever finds that the first of the entries are durable applies them, in their order.
 */
final class JournalingRun extends ConcurrentRun {

    private final Journal journal;

    /** The global store alone: what a visit writes is no reason to drop a local value of the run's own. */
    private final Memory global;

    private final Deque<Appended> appended = new ArrayDeque<>();
    private long entries;

    /** Whether a visit has been replayed. */
    private boolean hasBegun;

    /** Whether a thread has begun to perform the run. */
    private boolean begun;

    private boolean over;

    /** How much of the time is left that the run may take; null for all of it. */
    private @Nullable Duration timeLeft;

    /** What the run fails by, to be appended when everything else has come to its end. */
    private Journal.@Nullable Stored ending;

    /** A visit whose entry was appended, and what it came to. */
    private record Appended(
            VisitState visit,
            @Nullable Completion completion,
            @Nullable Throwable thrown,
            JournalEntry.Visited entry,
            Journal.Pending pending) {}

    /** What a visit came to, in the form that is kept. */
    private record Result(
            @Nullable Completion completion, @Nullable Throwable thrown, Journal.Stored stored) {}

    JournalingRun(Flow flow, Memory memory, RunOptions options, Journal journal) {
        super(flow, memory, options);
        this.global = new Memory(memory.global(), new LocalStore());
        this.journal = journal;
    }

    long entries() {
        return entries;
    }

    /** Counts an entry that is replayed. */
    void countReplayed(JournalEntry entry) {
        entries++;
        hasBegun |= entry instanceof JournalEntry.Visited;
    }

    /**
     * Does to the global store what a visit has written. Returns null, or what the visit fails by if one of its writes cannot be done
     * to what others have left there meanwhile; nothing of it is done then.
     */
    @Nullable
    BrainyFlowException applyWrites(VisitState visit, List<Write> writes) {
        Map<String, Optional<Object>> before = new HashMap<>();
        try {
            for (Write write : writes) {
                before.computeIfAbsent(write.key(), key -> Optional.ofNullable(global.get(key)));
                write.applyTo(global);
            }
            return null;
        } catch (RuntimeException e) {
            before.forEach((key, value) -> global.put(key, value.orElse(null)));
            return new NodeException(visit.location(), "applying what it wrote", 0, 0, e);
        }
    }

    @Override
    void begin(VisitState visit) {
        super.begin(visit);
        visit.recordWrites();
    }

    @Override
    Memory view(Memory memory, Writes writes) {
        writes.noteLocal(memory.localStore().withSameValues());
        return memory.over(new BufferedStore(memory.global(), writes));
    }

    boolean isOver() {
        return over;
    }

    void leave(Duration timeLeft) {
        this.timeLeft = timeLeft;
    }

    @Override
    Duration timeLeft(Duration deadline) {
        return timeLeft == null ? deadline : timeLeft;
    }

    @Override
    boolean isResumed() {
        return hasBegun;
    }

    @Override
    boolean performAll(Worker worker) {
        if (!begun && hasBegun) {
            resume();
        }
        begun = true;
        over = super.performAll(worker);
        if (over) {
            appendEnding();
        }
        return over;
    }

    @Override
    boolean settle(Worker worker, VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown) {
        Throwable failed = thrown == null ? worker.followed() : thrown;
        boolean isCutShort =
                failed instanceof FlowCancelledException && (visit.inside == null || !visit.inside.cancelled);
        if (isCutShort || isOfCancelledFlow(visit)) {
            return false; // it counts for nothing, and is performed again if the run goes on
        }
        Result result = store(worker, visit, completion, thrown, failed);
        if (isOfCancelledFlow(visit)) {
            return false; // since then
        }
        return append(visit, result.completion(), result.thrown(), result.stored());
    }

    private Result store(
            Worker worker,
            VisitState visit,
            @Nullable Completion completion,
            @Nullable Throwable thrown,
            @Nullable Throwable failed) {
        lock.unlock();
        try {
            return new Result(completion, thrown, journal.store(EntryWriter.entry(worker, visit, completion, failed)));
        } catch (RuntimeException e) {
            BrainyFlowException refusal = Failures.of(visit, "storing what it came to", 0, e);
            Objects.requireNonNull(visit.recorded(), "recorded")
                    .restore(visit.memory().localStore());
            Completion followed = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, refusal);
            return new Result(
                    followed,
                    followed == null ? refusal : null,
                    journal.store(EntryWriter.refused(visit, followed, refusal)));
        } finally {
            lock.lockSoon();
        }
    }

    private boolean append(
            VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown, Journal.Stored stored) {
        if (thrown != null && !goesOnAfter(visit, thrown)) {
            ending = failure.hasHappened() ? ending : stored;
            complete(visit, null, thrown, false);
            return true;
        }
        Journal.Pending pending = journal.append(entries + 1, stored);
        entries++;
        appended.add(new Appended(visit, completion, thrown, (JournalEntry.Visited) stored.entry(), pending));
        await(pending);
        applyDurable();
        return true;
    }

    /** Has the interceptors set up again what they have set up when flows were entered, and the waits their timers. */
    private void resume() {
        VisitState at = traversal.root;
        try {
            for (VisitState flow : traversal.entered) {
                at = flow;
                new Invocation(flow, VisitPart.RESUME, runtime.interceptors(), () -> new Completion.Finished(List.of()))
                        .perform();
            }
        } catch (RuntimeException | Error e) {
            failure.add(at, e); // ends the run as any failure does
        }
        lock.lock();
        try {
            List.copyOf(traversal.waits.all()).forEach(waits::asked);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOfCancelledFlow(VisitState visit) {
        return visit.frame != null && visit.frame.cancelled && visit.inside == null;
    }

    private boolean goesOnAfter(VisitState visit, Throwable thrown) {
        return visit.frame != null
                && thrown instanceof BrainyFlowException failed
                && (failure.hasHappened() ? visit.frame.cancelled : Catching.goesOnAfter(visit.frame, failed));
    }

    private void await(Journal.Pending pending) {
        lock.unlock();
        try {
            pending.await();
        } finally {
            lock.lockSoon();
        }
    }

    private void applyDurable() {
        while (!appended.isEmpty() && appended.element().pending().isDurable()) {
            Appended next = appended.remove();
            VisitState visit = next.visit();
            BrainyFlowException refused = isOfCancelledFlow(visit)
                    ? null
                    : applyWrites(visit, next.entry().writes());
            if (refused == null) {
                complete(visit, next.completion(), next.thrown(), false);
            } else {
                Completion followed = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, refused);
                complete(visit, followed, followed == null ? refused : null, false);
            }
            if (result() != null) {
                failure.runIsOver();
            }
        }
    }

    /** Appends what the run was ended by, now that nothing of it is under way. */
    private void appendEnding() {
        if (result() != null) {
            return; // the run is through, whatever came then
        }
        Journal.Stored last = ending;
        if (last == null && failure.thrown() instanceof VisitLimitException limit) {
            VisitState at = failure.at();
            last = journal.store(
                    new JournalEntry.Ended(JournalEntry.Reason.LIMIT, at == null ? 0 : at.number, limit.reason()));
        } else if (last == null && failure.thrown() instanceof FlowCancelledException cancelled && cancelled.ofRun()) {
            JournalEntry.Reason reason =
                    cancelled.requested() ? JournalEntry.Reason.CANCELLED : JournalEntry.Reason.DEADLINE;
            last = journal.store(new JournalEntry.Ended(reason, 0, cancelled.reason()));
        }
        if (last != null) {
            Journal.Pending pending = journal.append(++entries, last);
            pending.await();
            if (last.entry() instanceof JournalEntry.Visited failed) {
                failed.writes().forEach(write -> write.applyTo(global));
            }
        }
    }

    Optional<ExecutionTree> tree() {
        return Optional.ofNullable(result()).map(VisitResult::result);
    }
}
