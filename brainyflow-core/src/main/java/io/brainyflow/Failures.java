package io.brainyflow;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Classifies what a step of a visit threw: a failure, or an interrupt. */
final class Failures {

    private Failures() {}

    /**
     * Returns the exception that ends the run because a step threw; an interrupt is no failure and no step's doing. An error
     * is thrown as it is.
     */
    static BrainyFlowException of(VisitState visit, String step, int retryCount, Throwable thrown) {
        Throwables.throwIfError(thrown);
        if (isInterrupt(thrown)) {
            Thread.currentThread().interrupt();
            return new FlowCancelledException(visit.location(), thrown);
        }
        return new NodeException(visit.location(), step, retryCount, visit.attempt, thrown);
    }

    /**
     * Returns whether the thread was interrupted, which the user's code may have wrapped. What an interrupt did to another
     * thread, whose result this one waited for, is an ordinary failure.
     */
    static boolean isInterrupt(Throwable thrown) {
        return Thread.currentThread().isInterrupted()
                || Throwables.ask(thrown, cause -> {
                    if (cause instanceof ExecutionException || cause instanceof CompletionException) {
                        return false;
                    }
                    return cause instanceof InterruptedException ? true : null;
                });
    }
}
