package io.brainyflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run whose state is derived from its journal: the results of its visits, in order. If its process dies, the entries bring
 * another run to the same state without performing a node again, and it continues from there.
 *
 * <p>A visit's writes are visible only to itself until its entry is durable; then they are applied, in the order of the entries. To be
 * used by one thread at a time, except for methods that state otherwise.
 */
public final class JournaledRun {

    private final JournalingRun run;
    private final Replay replay;
    private final TakenVisits taken;

    /** Whether a thread has begun to perform the run. */
    private boolean performed;

    private JournaledRun(JournalingRun run) {
        this.run = run;
        this.replay = new Replay(run);
        this.taken = new TakenVisits(run, replay);
    }

    /**
     * Returns a run that has not begun.
     *
     * @param memory what it begins with; its global store is changed by replayed entries, too
     * @param journal takes what follows from here
     */
    public static JournaledRun of(Flow flow, Memory memory, RunOptions options, Journal journal) {
        return new JournaledRun(new JournalingRun(flow, memory, options, journal));
    }

    /**
     * Applies the next entry of the journal, without calling any of the user's code.
     *
     * @param voided the numbers of the entries that are {@linkplain JournalEntry#voided taken back}; they count and do nothing
     * @throws JournalMismatchException if it does not follow from those before it
     */
    public void replay(JournalEntry entry, Set<Long> voided) {
        run.lock.lock();
        try {
            replay.apply(entry, voided);
            taken.note(entry);
            noteEnd();
        } finally {
            run.lock.unlock();
        }
    }

    /**
     * Sets how much of the run's deadline remains, if part of it has elapsed in another process. To be called before the run continues.
     *
     * @param time zero or less if none is left
     */
    public void leaveTime(Duration time) {
        run.leave(time.isNegative() ? Duration.ZERO : time);
    }

    /** Returns how many entries there are. */
    public long entries() {
        return run.entries();
    }

    /** Returns whether the run has ended, by its entries or since, so that nothing is left to perform. */
    public boolean isOver() {
        return replay.isOver() || run.isOver();
    }

    /** Returns what the run has failed with, by its entries; empty if it has not. */
    public Optional<BrainyFlowException> failure() {
        return replay.failure();
    }

    /** Returns what was visited, once the run has succeeded. */
    public Optional<ExecutionTree> tree() {
        return run.tree();
    }

    /**
     * Returns the numbers of the entries to be {@linkplain JournalEntry.Voided voided} for a retry of the run: the failure that
     * ended it, and, if a flow collected failures, those that led to it. Failures that a node has
     * successors for are not included. Empty if the run has not failed.
     */
    public Set<Long> failedEntries() {
        return replay.failedEntries();
    }

    /**
     * Returns the entries after which a failed run continues as if a failed visit had triggered an action and had written
     * nothing. The caller appends them; this object does not change.
     *
     * @param by who has asked for that; null if it is not known
     * @throws IllegalStateException if the run has not failed by that visit
     * @throws IllegalArgumentException if the node has no such action
     */
    public List<JournalEntry> skipping(long visit, String action, @Nullable String by) {
        return replay.skipping(visit, action, by);
    }

    /**
     * Continues the run from the last entry, on a thread of the flow's runtime, as {@link Flow#runAsync} begins one.
     *
     * @throws IllegalStateException if it is over
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task, or the runtime has been closed
     */
    public FlowRun start() {
        requireUnended();
        return FlowRun.start(run);
    }

    /**
     * Continues the run from the last entry, on this thread (and, in a parallel flow, on others), until it ends, can only
     * wait for an answer, or is {@linkplain #suspend suspended}. May be called again after an answer was
     * supplied. Waits do not time out by themselves, see {@link #timeOut}.
     *
     * @return what was visited; empty if the run has not ended
     * @throws BrainyFlowException if the run fails or is interrupted
     * @throws LostOwnershipException if its journal takes no entries
     * @throws IllegalStateException if it is over
     */
    public Optional<ExecutionTree> perform() {
        requireUnended();
        performed = true;
        run.runtime.requireBlocking(() -> "Flow '" + run.flowName() + "' was run");
        run.releaseThread(() -> {});
        run.waits.leaveTimes();
        run.runtime.add(run);
        try {
            return Optional.ofNullable(run.executeUntilItWaits()).map(VisitResult::result);
        } finally {
            run.runtime.remove(run);
        }
    }

    /**
     * Returns the visits whose turn has come since the last call, for a caller that has them performed elsewhere and never calls
     * {@link #perform} or {@link #start}: it makes a {@linkplain #request request} of each, has it
     * {@linkplain #perform(Function, VisitRequest, Function) performed}, appends the entry that comes back to the journal, and
     * {@linkplain #replay replays} it. Entries may come in any order. One of a visit whose flow was ended meanwhile is ignored, unless it
     * is of a flow that is being left. Entries that come when the run is over can be replayed, too: a retry does not repeat these visits.
     *
     * <p>Flows that override neither {@code prep} nor {@code post} are entered and left within this call, as are those that have failed.
     * If a limit of visits is reached, or the run was cancelled, it ends within this call. The entries of that are appended to the
     * journal that the run was created with, and this method waits until they are durable. Listeners are not told that the run begins or
     * ends; its deadline, the timeouts of waits and {@linkplain #wakeAt pauses} are the caller's business.
     *
     * @return the visits in the order in which threads would take them; empty if there are none, or the run is over
     * @throws FlowCancelledException if this thread is interrupted; after this, or another exception, create another run from the entries
     * @throws LostOwnershipException if the journal accepts no more entries
     */
    public List<Visit> takeReady() {
        run.lock.lock();
        try {
            List<VisitState> ready = isOver() ? List.of() : taken.take();
            noteEnd();
            return ready.stream().map(Visit::new).toList();
        } finally {
            run.lock.unlock();
        }
    }

    /** Lets nothing from outside change a run that is over. */
    private void noteEnd() {
        if (isOver()) {
            run.failure.runIsOver();
        }
    }

    /**
     * Returns everything that another process needs to perform a visit.
     *
     * @throws IllegalArgumentException if {@link #takeReady} did not return the visit, or it has ended
     */
    public VisitRequest request(Visit visit) {
        return taken.request(visit.state());
    }

    /**
     * Performs one visit of a run that is kept elsewhere, on this thread, and returns its entry; what the node throws is in the entry. The
     * attempts of {@code exec} follow each other as long as there is no time to wait between them; otherwise the entry says when the next
     * is due, and a request for it begins with {@code prep}. Nothing is done in a transaction.
     *
     * <p>Listeners and interceptors of the flow's runtime see visits of nodes; that a flow is entered or left, they do not see. The
     * {@linkplain Visit#path path} consists of the flows around the node and the node. The runtime does not know of the visit: closing it
     * neither waits for the visit nor interrupts it.
     *
     * @param flows returns the root flow of a name; null if there is none
     * @param form brings the entry into the form in which it is kept, as {@link Journal#store} does; the visit fails by what it throws
     * @throws IllegalArgumentException if there is no such flow
     * @throws IllegalStateException if this thread must not block; see {@link FlowRuntime.Builder#nonBlocking}
     * @throws JournalMismatchException if the flow does not have that node
     * @throws FlowCancelledException if this thread is interrupted; there is no entry then
     */
    public static Journal.Stored perform(
            Function<String, @Nullable Flow> flows, VisitRequest request, Function<JournalEntry, Journal.Stored> form) {
        return RequestedRun.of(flows.apply(request.flow()), request, form).perform();
    }

    /** Sets where waits find answers that were given before they ask. Called before the run goes on. */
    void keepFrom(EarlyAnswers early) {
        run.waits.keepFrom(early);
    }

    /** Continues the waits whose answers have come since. Thread-safe. */
    void answerEarly() {
        run.crew.changing(() -> !run.failure.isRunEnding() && run.waits.answerEarly());
    }

    private void requireUnended() {
        if (isOver()) {
            throw new IllegalStateException("Run " + Log.quote(run.traversal.root.runId()) + " of flow '"
                    + run.flowName() + "' has ended; to continue it, void the entries of its failures");
        }
    }

    /** Returns the visits that are to be answered, in the order in which they asked. */
    public List<Wait> waits() {
        return run.waits();
    }

    /**
     * Gives an answer to the wait of a visit. Thread-safe.
     *
     * @return false if it does not wait to be answered
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    public boolean answer(long visit, Object answer) {
        return run.answer(wait -> wait.visit() == visit, answer);
    }

    /**
     * Times out the wait of a visit. Thread-safe.
     *
     * @return false if it does not wait to be answered
     */
    public boolean timeOut(long visit) {
        return run.timeOut(visit);
    }

    /**
     * Returns when the first paused visit is due for its next attempt; empty if no visit is paused. If the wait between two attempts
     * is ten seconds or more, {@link #perform} pauses the visit, and its caller has to {@linkplain #wake wake} it.
     */
    public Optional<Instant> wakeAt() {
        run.lock.lock();
        try {
            return run.traversal.waits.wakeAt();
        } finally {
            run.lock.unlock();
        }
    }

    /**
     * Continues the visits whose next attempt is due. Thread-safe.
     *
     * @return false if there are none
     */
    public boolean wake(Instant now) {
        return run.crew.changing(() -> !run.failure.isRunEnding() && run.traversal.waits.wake(run.traversal, now));
    }

    /**
     * Ends the run as soon as can be, as {@link FlowRun#cancel(String)} does. Thread-safe.
     *
     * @return false if it has ended, or is ending, already
     */
    public boolean cancel(String reason) {
        return run.cancel(reason);
    }

    /**
     * Lets no visit begin any more, so that {@link #perform} returns when the active ones have ended: the run goes on
     * elsewhere. Thread-safe; does not wait.
     */
    public void suspend() {
        run.suspend();
    }

    /** Cancels the run's deadline and notifies listeners; to be called when {@link #perform} has returned and is not called again. */
    public void close() {
        run.callOffDeadline();
        if (performed && !isOver()) {
            run.listeners.tell(run.traversal.root, FlowListener::runHandedOver);
        }
    }
}
