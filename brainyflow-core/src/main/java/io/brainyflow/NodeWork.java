package io.brainyflow;

import io.brainyflow.VisitScope.Phase;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Performs a node's own part of a visit: its steps, one by one, on the node as it was given (a proxy, perhaps). */
final class NodeWork {

    /** A chain of causes may be a circle. */
    private static final int MAX_CAUSES = 20;

    private final VisitScope scope;
    private final FlowRuntime runtime;
    private final FlowRuntime.Pause pause;

    NodeWork(VisitScope scope, FlowRuntime runtime, FlowRuntime.Pause pause) {
        this.scope = scope;
        this.runtime = runtime;
        this.pause = pause;
    }

    <P extends @Nullable Object, R extends @Nullable Object> R visit(
            Node<P, R> node, Visit visit, RetryPolicy retries) {
        P prepared;
        try {
            prepared = node.prep(visit.memory());
        } catch (Exception e) {
            throw failure(visit, "prep", 0, e);
        }
        R result = attempts(node, visit, prepared, retries);
        post(node, visit, prepared, result);
        return result;
    }

    private <P extends @Nullable Object, R extends @Nullable Object> R attempts(
            Node<P, R> node, Visit visit, P prepared, RetryPolicy retries) {
        int last = retries.maxAttempts() - 1;
        for (int attempt = 0; ; attempt++) {
            try {
                scope.beginAttempt(attempt);
                Duration timeout = retries.timeoutOrNull();
                return timeout == null ? node.exec(prepared) : timed(node, visit, prepared, timeout);
            } catch (Exception e) {
                if (isInterrupt(e)) {
                    throw failure(visit, "exec", attempt, e);
                }
                int number = attempt + 1;
                boolean retrying = attempt < last && retries.retries(e);
                runtime.tell(listener -> listener.attemptFailed(visit, number, e, retrying));
                if (!retrying) {
                    return fallback(node, visit, prepared, e);
                }
            }
            try {
                scope.enter(Phase.OUTSIDE);
                Duration wait = retries.waitAfter(attempt + 1, runtime.chance());
                if (!wait.isZero()) {
                    pause.sleep(wait);
                }
            } catch (InterruptedException e) {
                throw failure(visit, "exec", attempt, e);
            }
        }
    }

    /**
     * Makes an attempt that may take so long. One that took longer has failed, whatever it came to; its interrupt is gone
     * when this returns.
     */
    private <P extends @Nullable Object, R extends @Nullable Object> R timed(
            Node<P, R> node, Visit visit, P prepared, Duration timeout) throws Exception {
        Interruption interruption = new Interruption(scope.interruption);
        Runnable alarm = runtime.alarm(timeout, interruption::fire);
        Exception thrown = null;
        try {
            R result = node.exec(prepared);
            if (!interruption.end()) {
                return result;
            }
        } catch (Exception e) {
            if (!interruption.end()) {
                throw e;
            }
            thrown = e;
        } finally {
            interruption.end();
            alarm.run();
        }
        TimeoutException timedOut = new TimeoutException(
                visit.description() + " took longer than " + timeout + " in attempt " + (scope.attempt() + 1));
        if (thrown != null) {
            timedOut.addSuppressed(thrown);
        }
        throw timedOut;
    }

    private <P extends @Nullable Object, R extends @Nullable Object> R fallback(
            Node<P, R> node, Visit visit, P prepared, Exception failed) {
        R result;
        try {
            result = node.execFallback(prepared, failed);
        } catch (Exception e) {
            if (e == failed) {
                throw failure(visit, "exec", scope.attempt(), e);
            }
            if (e.getCause() != failed) {
                e.addSuppressed(failed);
            }
            throw failure(visit, "execFallback", scope.attempt(), e);
        }
        runtime.tell(listener -> listener.fallbackAnswered(visit, failed));
        return result;
    }

    <P extends @Nullable Object, R extends @Nullable Object> void post(
            BaseNode<P, R> node, Visit visit, P prepared, R result) {
        try {
            scope.enter(Phase.POST);
            node.post(visit.memory(), prepared, result);
        } catch (Exception e) {
            throw failure(visit, "post", scope.attempt(), e);
        } finally {
            scope.enter(Phase.OUTSIDE);
        }
    }

    /** Answers the exception that ends the run because a step threw; an interrupt is no failure and no step's doing. */
    static BrainyFlowException failure(Visit visit, String step, int retryCount, Exception thrown) {
        if (isInterrupt(thrown)) {
            Thread.currentThread().interrupt();
            return new FlowCancelledException(visit, thrown);
        }
        return new NodeException(visit, step, retryCount, thrown);
    }

    /**
     * Answers whether the thread was interrupted, which the user's code may have wrapped. What an interrupt did to another
     * thread, whose result this one waited for, is an ordinary failure.
     */
    private static boolean isInterrupt(Exception thrown) {
        if (Thread.currentThread().isInterrupted()) {
            return true;
        }
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof InterruptedException) {
                return true;
            }
            if (cause instanceof ExecutionException || cause instanceof CompletionException) {
                return false;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
