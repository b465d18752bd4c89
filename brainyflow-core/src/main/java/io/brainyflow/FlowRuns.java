package io.brainyflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs that an engine performs, identified by their ids. The engine keeps them while they wait for answers, and
 * for a while after they have ended, so that a failed run can be retried. {@link Flow#run} is independent of this: it
 * runs in the calling thread, on the caller's memory.
 *
 * <p>Such runs are {@linkplain JournaledRun journaled}. Thread-safe.
 */
public interface FlowRuns {

    /**
     * Returns an engine that keeps runs and their journals in this process's memory, where nothing survives it.
     *
     * @param flows returns the flow of a name, or null if there is none
     * @param mostEnded the maximum number of ended runs to keep; beyond it, those that ended first are deleted
     * @throws IllegalArgumentException if {@code mostEnded} is negative
     */
    static FlowRuns inMemory(Function<String, @Nullable Flow> flows, int mostEnded) {
        return new MemoryFlowRuns(flows, mostEnded);
    }

    /**
     * Returns a view of these runs that makes changes in a person's name: retries and skips record the name in the run's entries, and
     * it is appended to the reason of a cancellation.
     */
    FlowRuns by(String person);

    /**
     * Starts a run as {@link #start(String, Map, RunOptions)} does, under an id of its own that cannot be guessed.
     *
     * @return the run's id
     */
    default String start(String flow, Map<String, ? extends @Nullable Object> input) {
        return start(flow, input, RunOptions.create());
    }

    /**
     * Starts a run without waiting for it. If a run with the id in the options already exists, of the same flow and with equal
     * input, nothing is started, so the call can be repeated safely.
     *
     * @param input what the global store has at the beginning; nulls are left out
     * @return the run's id
     * @throws java.util.NoSuchElementException if there is no flow of that name
     * @throws IllegalStateException if there is a run of that id with another flow or input
     * @throws IllegalArgumentException if a key is reserved, or a value cannot be kept
     * @throws java.util.concurrent.RejectedExecutionException if no run may begin any more
     */
    String start(String flow, Map<String, ? extends @Nullable Object> input, RunOptions options);

    /** Returns the state of a run; empty if there is none with that id, or it has been deleted. */
    Optional<RunView> find(String runId);

    /**
     * Waits, up to {@code patience}, until a run has ended or can only wait for an answer, and returns its state at
     * that time.
     *
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if this thread must not block; see {@link FlowRuntime.Builder#nonBlocking}
     * @throws InterruptedException if the thread is interrupted while it waits; the run goes on
     */
    RunView await(String runId, Duration patience) throws InterruptedException;

    /** Returns the runs that are asked for, those that were started last first. */
    List<RunView> list(RunQuery query);

    /** Returns the waits that match the query: by run, the earliest started first, and within a run in the order in which they asked. */
    List<Wait> waits(WaitQuery query);

    /**
     * Supplies the answer to the wait with that key, or to the earliest of several, and does not wait for the run.
     *
     * @return true if the answer will be used, unless the run, or the flow that the wait is in, ends before it gets to
     *     use it; false if no wait of that key is to be answered
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    boolean answer(String runId, String key, Object answer);

    /** Gives an answer to the wait of a visit, as {@link #answer(String, String, Object)} does. */
    boolean answer(String runId, long visit, Object answer);

    /**
     * Supplies an answer as {@link #answer(String, String, Object)} does, at most once per request id: a repeated call, such as by a
     * caller that does not know whether the first one succeeded, changes nothing and returns true again.
     *
     * @param requestId an id that no other answer to this run uses
     */
    boolean answer(String runId, String key, Object answer, String requestId);

    /**
     * Supplies an answer that may come before its question: to the wait with that key as {@link #answer(String, String, Object)} does, or,
     * if there is none, to the first one that asks later. Kept answers for one key are used in order. An answer that is not of
     * the wait's answer type is then dropped, with a warning.
     *
     * @return false if there is no run of that id, or it has ended and cannot be retried
     */
    boolean keep(String runId, String key, Object answer);

    /**
     * Ends a run as soon as possible. This cannot be undone.
     *
     * @param reason the text after "was cancelled: " in the exception's message
     * @return false if there is no run of that id, or it has ended
     */
    boolean cancel(String runId, String reason);

    /**
     * Retries a failed run, from the visit whose failure ended it, or from all visits whose failures a flow collected.
     * Successful visits are not repeated. A deadline starts anew. A wait that failed after it was answered waits for another
     * answer.
     *
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if it has not failed
     */
    void retry(String runId);

    /**
     * Retries as {@link #retry(String)} does, with another deadline; also retries a run that its deadline ended.
     *
     * @param deadline how long the run may take from now on
     * @throws IllegalStateException if the run has neither failed nor been cancelled
     */
    void retry(String runId, Duration deadline);

    /**
     * Continues a failed run as if the failed visit had triggered that action and written nothing. If other visits
     * have failed, too, the run fails again because of them.
     *
     * @param visit the number of a visit among the run's {@linkplain RunView#failures failures}
     * @param action the action that its branch continues with
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if the run has not failed by that visit
     * @throws IllegalArgumentException if the node has no such action
     */
    void skip(String runId, long visit, String action);

    /**
     * Deletes a run that has ended, and all that is known of it.
     *
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if it has not ended
     */
    void delete(String runId);
}
