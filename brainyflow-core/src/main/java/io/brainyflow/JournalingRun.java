package io.brainyflow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent run that makes an entry durable before anything follows from it. The entry of a performed visit is
 * appended under the run's lock; a thread that finds the first pending entry durable applies the durable ones, in order.
 */
class JournalingRun extends ConcurrentRun {

    final Journal journal;

    /** The global store with an empty local store, so that applying writes does not drop local values of the run's memory. */
    private final Memory global;

    private final WrittenBehind behind = new WrittenBehind();
    private final CommitGate gate = new CommitGate(lock);
    private final Deque<Appended> appended = new ArrayDeque<>();
    private long entries;

    /** Whether a visit has been replayed. */
    private boolean hasBegun;

    /** Whether a thread has begun to perform the run. */
    private boolean begun;

    private boolean over;

    /** How much of the time is left that the run may take; null for all of it. */
    private @Nullable Duration timeLeft;

    /** The entry of the failure that ends the run, to be appended when nothing else is active. */
    private Journal.@Nullable Stored ending;

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

    /** Applies what a visit has written, as {@link AppliedWrites#apply} does. */
    @Nullable
    BrainyFlowException applyWrites(VisitState visit, List<Write> writes) {
        return new AppliedWrites(global).apply(visit, writes);
    }

    @Override
    void begin(VisitState visit) {
        super.begin(visit);
        if (VisitWork.effects(visit) != NodeTraits.Effects.REPEATABLE) {
            behind.await();
        }
        visit.recordWrites();
    }

    @Override
    Journal.@Nullable Transaction transaction() {
        return journal.begin();
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
    void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException {
        if (leaves(time)) {
            throw new AttemptPaused(
                    visit.attempt, runtime.timing().clock().instant().plus(time));
        }
        super.pause(worker, visit, time);
    }

    /** Returns whether the visit is paused for the time until its next attempt, so that no thread is kept. */
    boolean leaves(Duration time) {
        return waits.leaves(time);
    }

    @Override
    boolean performAll(Worker worker) {
        if (!begun && hasBegun) {
            Resumption.of(this);
        }
        begun = true;
        over = super.performAll(worker);
        if (over) {
            appendEnding();
        }
        behind.await();
        return over;
    }

    @Override
    boolean settle(Worker worker, VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown) {
        try {
            return settleOwn(worker, visit, completion, thrown);
        } finally {
            worker.endTransaction();
        }
    }

    private boolean settleOwn(
            Worker worker, VisitState visit, @Nullable Completion completion, @Nullable Throwable thrown) {
        Throwable failed = thrown == null ? worker.followed() : thrown;
        if (Catching.isCutShort(visit, failed) || Catching.isOfCancelledFlow(visit)) {
            return false; // not recorded: the visit is repeated if the run continues
        }
        StoredResult result = store(worker, visit, completion, thrown, failed);
        if (Catching.isOfCancelledFlow(visit)) {
            return false; // since then
        }
        gate.awaitOpen();
        Journal.Transaction transaction = result.refused() || failed != null ? null : worker.transaction();
        return transaction == null ? append(visit, result) : commit(transaction, visit, result);
    }

    /** Commits what a visit has done in a transaction, together with its entry. */
    private boolean commit(Journal.Transaction transaction, VisitState visit, StoredResult result) {
        JournalEntry.Visited entry = (JournalEntry.Visited) result.stored().entry();
        BrainyFlowException refusal;
        gate.close();
        try {
            while (!appended.isEmpty()) {
                await(appended.getLast().pending());
                applyDurable();
            }
            if (Catching.isOfCancelledFlow(visit)) {
                return false; // since then
            }
            refusal = new AppliedWrites(global).refusal(visit, entry.writes());
            refusal = refusal == null ? committed(transaction, visit, result) : refusal;
            if (refusal == null) {
                entries++;
                apply(new Appended(visit, result.completion(), null, entry, Journal.Pending.DURABLE));
                return true;
            }
        } finally {
            gate.open();
        }
        transaction.rollBack();
        return append(visit, StoredResult.refused(journal, visit, refusal));
    }

    /** Returns what the visit fails by if its transaction cannot be committed; otherwise null. */
    private @Nullable BrainyFlowException committed(
            Journal.Transaction transaction, VisitState visit, StoredResult result) {
        lock.unlock(); // no other entry has that number while the gate is closed
        try {
            behind.await();
            transaction.commit(entries + 1, result.stored());
            if (result.completion() != null && result.completion().tree() != null) {
                listeners.tell(visit, FlowListener::visitCompleted);
            }
            return null;
        } catch (LostOwnershipException e) {
            throw e;
        } catch (RuntimeException e) {
            BrainyFlowException refusal = Failures.of(visit, "committing what it did", 0, e);
            listeners.tell(visit, (listener, seen) -> listener.visitFailed(seen, refusal));
            return refusal;
        } finally {
            lock.lockSoon();
        }
    }

    private StoredResult store(
            Worker worker,
            VisitState visit,
            @Nullable Completion completion,
            @Nullable Throwable thrown,
            @Nullable Throwable failed) {
        lock.unlock();
        try {
            return StoredResult.of(journal, worker, visit, completion, thrown, failed);
        } finally {
            lock.lockSoon();
        }
    }

    private boolean append(VisitState visit, StoredResult result) {
        Throwable thrown = result.thrown();
        Journal.Stored stored = result.stored();
        if (thrown != null && !goesOnAfter(visit, thrown)) {
            ending = failure.hasHappened() ? ending : stored;
            complete(visit, null, thrown, false);
            return true;
        }
        boolean isBehind =
                VisitWork.effects(visit) == NodeTraits.Effects.REPEATABLE && busy.isOnlyOne() && appended.isEmpty();
        Journal.Pending pending = journal.append(entries + 1, stored);
        entries++;
        Appended last =
                new Appended(visit, result.completion(), thrown, (JournalEntry.Visited) stored.entry(), pending);
        if (isBehind && behind.add(pending)) {
            apply(last);
            return true;
        }
        appended.add(last);
        await(pending);
        applyDurable();
        return true;
    }

    private boolean goesOnAfter(VisitState visit, Throwable thrown) {
        return visit.frame != null
                && thrown instanceof BrainyFlowException failed
                && (failure.hasHappened() ? visit.frame.cancelled : Catching.goesOnAfter(visit.frame, failed));
    }

    final void await(Journal.Pending pending) {
        lock.unlock();
        try {
            pending.await();
        } finally {
            lock.lockSoon();
        }
    }

    private void applyDurable() {
        while (!appended.isEmpty() && appended.element().pending().isDurable()) {
            apply(appended.remove());
            if (result() != null) {
                failure.runIsOver();
            }
        }
    }

    private void apply(Appended next) {
        VisitState visit = next.visit();
        BrainyFlowException refused = Catching.isOfCancelledFlow(visit)
                ? null
                : applyWrites(visit, next.entry().writes());
        if (refused == null) {
            complete(visit, next.completion(), next.thrown(), false);
        } else {
            Completion followed = visit.frame == null ? null : Branching.followFailure(visit, visit.frame, refused);
            complete(visit, followed, followed == null ? refused : null, false);
        }
    }

    /** Appends what the run was ended by, now that nothing of it is under way. */
    private void appendEnding() {
        if (result() != null) {
            return; // the run is through, whatever came then
        }
        Journal.Stored last = ending;
        JournalEntry.Ended ended = last == null ? EntryWriter.ended(failure) : null;
        last = ended == null ? last : journal.store(ended);
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
