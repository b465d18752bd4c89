package io.brainyflow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** A run that goes on in another thread. */
public final class FlowRun {

    private final String id;
    private final CompletableFuture<ExecutionTree> result = new CompletableFuture<>();

    private FlowRun(String id) {
        this.id = id;
    }

    static FlowRun start(Run run) {
        FlowRun handle = new FlowRun(run.traversal.root.runId());
        run.runtime.enter(run);
        try {
            run.runtime.start(() -> run.underContextClassLoader(() -> handle.finish(run)));
        } catch (RuntimeException e) {
            run.runtime.leave(run);
            throw e;
        }
        return handle;
    }

    private void finish(Run run) {
        try {
            result.complete(run.execute().result());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Answers the id of the run. */
    public String id() {
        return id;
    }

    /**
     * Waits for the run to end, and answers its tree. Interrupting the wait does not end the run.
     *
     * @throws BrainyFlowException what {@link Flow#run} would have thrown
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public ExecutionTree await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw Throwables.asUnchecked(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Answers a stage that completes with the tree, or with what {@link Flow#run} would have thrown. */
    public CompletionStage<ExecutionTree> result() {
        // Not a dependent stage, which would wrap what the run threw.
        return result;
    }
}
