package io.brainyflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs that were handed over to an engine, which performs them, and knows them by their ids: while they wait to be answered, and
 * for a while after they have ended, so that one that has failed can be tried again. {@link Flow#run} is apart from this: it
 * runs here and now, on the caller's memory.
 *
 * <p>Such runs are {@linkplain JournaledRun journaled}. Thread-safe.
 */
public interface FlowRuns {

    /**
     * Returns an engine that keeps runs and their journals in this process's memory, where nothing survives it.
     *
     * @param flows returns the flow of a name, or null if there is none
     * @param mostEnded how many runs are kept that have ended; of more, those that have ended first are deleted
     * @throws IllegalArgumentException if {@code mostEnded} is negative
     */
    static FlowRuns inMemory(Function<String, @Nullable Flow> flows, int mostEnded) {
        return new MemoryFlowRuns(flows, mostEnded);
    }

    /**
     * Returns the same runs, to be changed in the name of somebody: retries and skips are recorded with it in the run's entries, and the
     * reason of a cancellation ends with it.
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
     * Starts a run, and does not wait for it. If there is one of the id that the options state, of the same flow and with an equal
     * input, nothing is started, so that starting a run again does no harm.
     *
     * @param input what the global store has at the beginning; nulls are left out
     * @return the run's id
     * @throws java.util.NoSuchElementException if there is no flow of that name
     * @throws IllegalStateException if there is a run of that id with another flow or input
     * @throws IllegalArgumentException if a key is reserved, or a value cannot be kept
     * @throws java.util.concurrent.RejectedExecutionException if no run may begin any more
     */
    String start(String flow, Map<String, ? extends @Nullable Object> input, RunOptions options);

    /** Returns what is known of a run; empty if there is none of that id, or not any more. */
    Optional<RunView> find(String runId);

    /**
     * Waits until a run has ended, or has nothing else to do than wait to be answered, so long at most, and returns what is known of
     * it then.
     *
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if this thread must not block; see {@link FlowRuntime.Builder#nonBlocking}
     * @throws InterruptedException if the thread is interrupted while it waits; the run goes on
     */
    RunView await(String runId, Duration patience) throws InterruptedException;

    /** Returns the runs that are asked for, those that were started last first. */
    List<RunView> list(RunQuery query);

    /** Returns the waits that are asked for: by run, the one started first first, and in it in the order in which they asked. */
    List<Wait> waits(WaitQuery query);

    /**
     * Gives an answer to the wait of that key, of several the one that asked first, and does not wait for what follows.
     *
     * @return true if the answer will be used, unless the run, or the flow that the wait is in, is ended before it comes to
     *     that; false if no wait of that key is to be answered
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    boolean answer(String runId, String key, Object answer);

    /** Gives an answer to the wait of a visit, as {@link #answer(String, String, Object)} does. */
    boolean answer(String runId, long visit, Object answer);

    /**
     * Gives an answer as {@link #answer(String, String, Object)} does, once under one request id: given again, as by a caller that has
     * not heard whether it got through, nothing is changed, and true is returned again.
     *
     * @param requestId what nobody uses for another answer to this run
     */
    boolean answer(String runId, String key, Object answer, String requestId);

    /**
     * Gives an answer that may come before its question: to the wait of that key as {@link #answer(String, String, Object)} does, and
     * if there is none, to the first one that asks from now on. Kept answers of one key are used in their order. One that is not of
     * the type that the wait states is dropped then, with a warning.
     *
     * @return false if there is no run of that id, or it has ended and cannot be retried
     */
    boolean keep(String runId, String key, Object answer);

    /**
     * Ends a run as soon as can be, which cannot be taken back.
     *
     * @param reason said in the exception after the words "was cancelled: "
     * @return false if there is no run of that id, or it has ended
     */
    boolean cancel(String runId, String reason);

    /**
     * Tries again what a run has failed by: the visit whose failure ended it, or all those whose failures a flow has collected.
     * What has been visited well is not visited again. A deadline begins anew. A wait that failed when it had been answered asks
     * again.
     *
     * @throws java.util.NoSuchElementException if there is no run of that id
     * @throws IllegalStateException if it has not failed
     */
    void retry(String runId);

    /**
     * Tries again as {@link #retry(String)} does, under another deadline; also a run that was ended by its deadline.
     *
     * @param deadline how long the run may take from now on
     * @throws IllegalStateException if the run has neither failed nor been cancelled
     */
    void retry(String runId, Duration deadline);

    /**
     * Has a run that has failed go on as if a visit that failed had triggered that action, and had written nothing. If other visits
     * have failed, too, it fails again, by them.
     *
     * @param visit the number of a visit among the run's {@linkplain RunView#failures failures}
     * @param action what its branch goes on by
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
