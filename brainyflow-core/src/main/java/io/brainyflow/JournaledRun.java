package io.brainyflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run whose state is the fold of its journal: what its visits came to, one after the other. Entries of a run that has died bring
 * another to the same state, without performing a node again; from there it goes on.
 *
 * <p>What a visit writes is seen by itself alone until its entry is durable, and applied then, in the order of the entries. Used by
 * one thread at a time, but for the methods that say otherwise.
 */
public final class JournaledRun {

    private final JournalingRun run;
    private final Replay replay;

    /** Whether a thread has begun to perform the run. */
    private boolean performed;

    private JournaledRun(JournalingRun run) {
        this.run = run;
        this.replay = new Replay(run);
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
        replay.apply(entry, voided);
    }

    /**
     * States how much is left of the time that the run may take, where some has passed elsewhere. Called before it goes on.
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

    /** Returns whether the run has come to its end, by its entries or since, so that nothing is left to perform. */
    public boolean isOver() {
        return run.tree().isPresent() || replay.failure().isPresent() || run.isOver();
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
     * Returns the numbers of the entries that are to be {@linkplain JournalEntry.Voided voided} for the run to try again what it
     * has failed by: failures that ended it, and where a flow collected them, these and its own. Failures that a node has
     * successors for are none of them. Empty if the run has not failed.
     */
    public Set<Long> failedEntries() {
        return replay.failedEntries();
    }

    /**
     * Returns the entries that have a run which has failed go on as if a visit that failed had triggered an action, and had written
     * nothing. To be appended; this run is none the wiser.
     *
     * @param by who has asked for that; null if it is not known
     * @throws IllegalStateException if the run has not failed by that visit
     * @throws IllegalArgumentException if the node has no such action
     */
    public List<JournalEntry> skipping(long visit, String action, @Nullable String by) {
        return replay.skipping(visit, action, by);
    }

    /**
     * Goes on with the run from the last entry, on a thread of the flow's runtime, as {@link Flow#runAsync} begins one.
     *
     * @throws IllegalStateException if it is over
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task, or the runtime has been closed
     */
    public FlowRun start() {
        requireUnended();
        return FlowRun.start(run);
    }

    /**
     * Goes on with the run from the last entry, on this thread (and, in a parallel flow, on others), until it ends, has nothing
     * else to do than wait to be answered, or is {@linkplain #suspend suspended}. May be called again then, when it has been
     * answered. How long a wait may take is left to the caller, see {@link #timeOut}.
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

    /** Has waits be answered whose answers are there before they ask. Called before the run goes on. */
    void keepFrom(EarlyAnswers early) {
        run.waits.keepFrom(early);
    }

    /** Has the waits go on whose answers have come since. Thread-safe. */
    void answerEarly() {
        run.crew.changing(() -> !run.failure.isRunEnding() && run.waits.answerEarly());
    }

    private void requireUnended() {
        if (isOver()) {
            throw new IllegalStateException("Run " + Log.quote(run.traversal.root.runId()) + " of flow '"
                    + run.flowName() + "' is over; void what it failed by for it to go on");
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
     * Has the wait of a visit go on as one that nobody has answered in time. Thread-safe.
     *
     * @return false if it does not wait to be answered
     */
    public boolean timeOut(long visit) {
        return run.timeOut(visit);
    }

    /**
     * Returns when the first of the visits goes on whose next attempt is too far off to wait for it; empty if there is none. After a wait
     * of ten seconds and more between two attempts, {@link #perform} leaves it to its caller to {@linkplain #wake wake} them.
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
     * Has the visits go on whose next attempt is due. Thread-safe.
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
     * Has no visit begin any more, so that {@link #perform} returns when those that are under way have ended: the run goes on
     * elsewhere. Thread-safe; does not wait.
     */
    public void suspend() {
        run.suspend();
    }

    /** Calls off the run's deadline, and has listeners know, where {@link #perform} has returned and is not called again. */
    public void close() {
        run.callOffDeadline();
        if (performed && !isOver()) {
            run.listeners.tell(run.traversal.root, FlowListener::runHandedOver);
        }
    }
}
