package io.brainyflow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run that goes on in another thread. Thread-safe. */
public final class FlowRun {

    private final Run run;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<ExecutionTree> result = new CompletableFuture<>();
    private final CompletionStage<ExecutionTree> stage = result.minimalCompletionStage();

    /** How far a run has come. */
    public enum Status {
        /** It waits for a thread. */
        WAITING,
        /** It is under way. */
        RUNNING,
        /** It has ended well. */
        SUCCEEDED,
        /** It was ended by an exception or error. */
        FAILED,
        /** It was ended by {@link FlowRun#cancel}, its deadline, or an interrupt. */
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
            run.runtime.start(() -> run.underContextClassLoader(handle::perform));
        } catch (RuntimeException | Error e) {
            run.runtime.remove(run);
            throw e;
        }
        return handle;
    }

    /** The run is under way until what depends on its result has been done, too. */
    private void perform() {
        if (begun.compareAndSet(false, true)) {
            try {
                ExecutionTree tree = run.execute().result();
                run.runtime.freeId(run);
                result.complete(tree);
            } catch (Throwable e) {
                run.runtime.freeId(run);
                logFailure(e);
                result.completeExceptionally(e);
            } finally {
                run.runtime.remove(run);
            }
        }
    }

    /** A caller of {@code run} has the exception; here, nobody may ever look at it. */
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
            return begun.get() ? Status.RUNNING : Status.WAITING;
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

    /**
     * Ends the run as soon as can be, as a {@link FlowCancelledException}: interrupts what is under way, lets nothing else
     * begin, and does not wait.
     *
     * @return false if it has ended, or is ending, already
     */
    public boolean cancel() {
        if (begun.compareAndSet(false, true)) {
            run.runtime.freeId(run);
            boolean cancelled = result.completeExceptionally(run.cancellation("it had not begun"));
            run.runtime.remove(run);
            return cancelled;
        }
        return run.cancel("as was asked for");
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
     * Waits for the run to end as {@link #await()} does, so long at most. A wait that takes too long does not end the run.
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
     * what {@link Flow#run} would have thrown. It is read-only: what is done to its {@code toCompletableFuture()} does not
     * reach the run.
     */
    public CompletionStage<ExecutionTree> result() {
        return stage;
    }
}
