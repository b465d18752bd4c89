package io.brainyflow;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** A run that goes on in another thread. Thread-safe. */
public final class FlowRun {

    private final Run run;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.READY);
    private final CompletableFuture<ExecutionTree> result = new CompletableFuture<>();
    private final CompletionStage<ExecutionTree> resultStage = result.minimalCompletionStage();

    /** How far a run has come. */
    public enum Status {
        /** It has not begun: there is no thread yet. */
        READY,
        /** It is under way. */
        RUNNING,
        /** It can only wait for an answer, and has no thread meanwhile. */
        WAITING,
        /** It has ended well. */
        SUCCEEDED,
        /** It was ended by an exception or error. */
        FAILED,
        /** It was ended by {@link FlowRun#cancel}, its deadline, or an interrupt. */
        CANCELLED
    }

    private enum Stage {
        READY,
        BEGUN,
        CANCELLED
    }

    private FlowRun(Run run) {
        this.run = run;
    }

    static FlowRun start(Run run) {
        FlowRun handle = new FlowRun(run);
        run.watch();
        run.runtime.add(run);
        try {
            Runnable task = run.runtime.decorate(() -> run.underContextClassLoader(handle::perform));
            run.releaseThread(() -> run.runtime.resume(task));
            run.runtime.start(task);
        } catch (RuntimeException | Error e) {
            run.runtime.remove(run);
            throw e;
        }
        return handle;
    }

    /** The run counts as active until the dependents of its result have completed, too. */
    private void perform() {
        stage.compareAndSet(Stage.READY, Stage.BEGUN);
        if (stage.get() == Stage.BEGUN) {
            boolean waits = false;
            try {
                VisitResult<ExecutionTree> ended = run.executeUntilItWaits();
                waits = ended == null;
                if (ended != null) {
                    run.runtime.freeId(run);
                    result.complete(ended.result());
                }
            } catch (Throwable e) {
                run.runtime.freeId(run);
                logFailure(e);
                result.completeExceptionally(e);
            } finally {
                if (waits) {
                    run.runtime.noteWaiting();
                } else {
                    run.runtime.remove(run);
                }
            }
        }
    }

    /** A caller of {@code run} gets the exception; here, it may never be looked at. */
    private void logFailure(Throwable thrown) {
        VisitState root = run.traversal.root;
        String ended = "Run " + Log.quote(root.runId()) + " of flow '" + root.node() + "' ended";
        if (thrown instanceof FlowCancelledException cancelled && cancelled.requested()) {
            Log.debug(ended, thrown);
            return;
        }
        String at = thrown instanceof BrainyFlowException e ? " at " + BrainyFlowException.abridged(e.path()) : "";
        Log.warn(ended + at, thrown);
    }

    /** Returns the id of the run. */
    public String id() {
        return run.traversal.root.runId();
    }

    /** Returns how far the run has come. */
    public Status status() {
        if (!result.isDone()) {
            if (run.isWaiting()) {
                return Status.WAITING;
            }
            return stage.get() == Stage.READY ? Status.READY : Status.RUNNING;
        }
        if (!result.isCompletedExceptionally()) {
            return Status.SUCCEEDED;
        }
        return result.handle((tree, e) -> e instanceof FlowCancelledException ? Status.CANCELLED : Status.FAILED)
                .join();
    }

    /** Returns the visit that was begun last; empty before the first and after the run has ended. */
    public Optional<Visit> visit() {
        return Optional.ofNullable(run.latest()).map(Visit::new);
    }

    /** Returns the visits that are to be answered, in the order in which they asked; none once the run is ending. */
    public List<Wait> waits() {
        return run.waits();
    }

    /**
     * Supplies the answer to the wait with that key, or to the earliest of several, and lets the run continue. Does not wait for the run.
     *
     * @return true if the answer will be used, unless the run, or the flow that the wait is in, ends before it gets to
     *     use it; false if no wait of that key is to be answered
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    public boolean answer(String key, Object answer) {
        Objects.requireNonNull(key, "key");
        return run.answer(wait -> wait.key().equals(key), Objects.requireNonNull(answer, "answer"));
    }

    /**
     * Gives an answer to the wait of that visit as {@link #answer(String, Object)} does.
     *
     * @param visit the number of the visit
     */
    public boolean answer(long visit, Object answer) {
        return run.answer(wait -> wait.visit() == visit, Objects.requireNonNull(answer, "answer"));
    }

    /**
     * Ends the run as soon as possible, with a {@link FlowCancelledException}: interrupts active visits, begins no
     * others, and does not wait.
     *
     * @return false if it has ended, or is ending, already
     */
    public boolean cancel() {
        return cancel("on request");
    }

    /**
     * Ends the run as {@link #cancel()} does.
     *
     * @param reason the text after "was cancelled: " in the exception's message
     */
    public boolean cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        if (stage.compareAndSet(Stage.READY, Stage.CANCELLED)) {
            run.runtime.freeId(run);
            boolean cancelled = result.completeExceptionally(run.cancellation(reason));
            run.runtime.remove(run);
            return cancelled;
        }
        return run.cancel(reason);
    }

    /**
     * Waits for the run to end, and returns its tree. Interrupting the wait does not end the run.
     *
     * @throws BrainyFlowException what {@link Flow#run} would have thrown
     * @throws IllegalStateException if this thread must not block; see {@link FlowRuntime.Builder#nonBlocking}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public ExecutionTree await() throws InterruptedException {
        requireBlocking();
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * Waits for the run to end as {@link #await()} does, up to {@code patience}. A timeout does not end the run.
     *
     * @throws TimeoutException if it has not ended then
     */
    public ExecutionTree await(Duration patience) throws InterruptedException, TimeoutException {
        requireBlocking();
        try {
            return result.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private void requireBlocking() {
        run.runtime.requireBlocking(() -> "A run of flow '" + run.graph.name() + "' was awaited");
    }

    private static RuntimeException failure(ExecutionException e) {
        throw Throwables.asUnchecked(e.getCause() == null ? e : e.getCause());
    }

    /**
     * Returns a stage that completes with the tree, or with a {@link java.util.concurrent.CompletionException} whose cause is
     * what {@link Flow#run} would have thrown. It is read-only: completing its {@code toCompletableFuture()} does not
     * affect the run.
     */
    public CompletionStage<ExecutionTree> result() {
        return resultStage;
    }
}
