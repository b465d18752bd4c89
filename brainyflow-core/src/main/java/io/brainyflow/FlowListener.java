package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a run, on the thread on which they occur. It cannot change the run: an exception that a listener throws
 * is logged and ignored. To change a run, use a {@link NodeInterceptor}.
 *
 * <p>A run's listeners are those of its root flow; they also receive the events of nested flows. They are called in the order in which
 * they were added, from several threads at once where branches run concurrently. Methods do nothing unless overridden.
 */
public interface FlowListener {

    /** A run is about to begin. Called once, on the thread that called {@link Flow#run}. */
    default void runStarted(Visit run) {}

    /**
     * A run has ended. Called once, on the thread that called {@link Flow#run}, when no branch is under way any more.
     *
     * @param failure what {@code run} is about to throw, or null if it succeeded
     */
    default void runEnded(Visit run, @Nullable Throwable failure) {}

    /** A run can only wait for an answer, and has released its thread. */
    default void runSuspended(Visit run) {}

    /**
     * A run is about to continue: after it was suspended, or from its journal, possibly in another process, where {@link #runStarted} is
     * not called.
     */
    default void runResumed(Visit run) {}

    /**
     * A journaled run that has not ended will be continued from its entries, later or in another process. Anything that this listener
     * has set up for the run and its active flows is no longer needed.
     */
    default void runHandedOver(Visit run) {}

    /** A visit is about to begin: before the {@code prep} of the node, or of the flow that is a node. */
    default void visitStarted(Visit visit) {}

    /**
     * An attempt has failed. Called after each, before the wait or the fallback.
     *
     * @param attempt the number of the attempt, from 1
     * @param failure what {@code exec} threw
     * @param retrying whether another attempt follows, and not the fallback
     */
    default void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {}

    /**
     * The fallback has returned a result after the attempts failed.
     *
     * @param failure what the last attempt threw
     */
    default void fallbackAnswered(Visit visit, Exception failure) {}

    /** A node has emitted an event, from one of its steps and on the thread that runs it. */
    default void emitted(Visit visit, Object event) {}

    /** A visit has ended well: after the {@code post} of the node, or of the flow that is a node. */
    default void visitCompleted(Visit visit) {}

    /**
     * A visit has failed or was cut short. For a flow that is a node, called when all inside it has ended.
     *
     * @param failure a {@link BrainyFlowException} or an error; for a branch that was interrupted because another
     *     failed, and for a flow around it, a {@link FlowCancelledException}
     */
    default void visitFailed(Visit visit, Throwable failure) {}
}
