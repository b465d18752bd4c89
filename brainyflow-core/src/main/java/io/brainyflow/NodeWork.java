package io.brainyflow;

import io.brainyflow.VisitScope.Phase;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Performs a node's own part of a visit: its steps, one by one, on the node as it was given (a proxy, perhaps). */
final class NodeWork {

    private final VisitScope scope;
    private final FlowRuntime runtime;
    private final Timing.Pause pause;

    NodeWork(VisitScope scope, FlowRuntime runtime, Timing.Pause pause) {
        this.scope = scope;
        this.runtime = runtime;
        this.pause = pause;
    }

    <P extends @Nullable Object, R extends @Nullable Object> R visit(
            Node<P, R> node, VisitState visit, RetryPolicy retries) {
        P prepared;
        try {
            prepared = node.prep(visit.memory());
        } catch (Throwable e) {
            throw Failures.of(visit, "prep", 0, e);
        }
        R result = attempts(node, visit, prepared, retries);
        post(node, visit, prepared, result);
        return result;
    }

    private <P extends @Nullable Object, R extends @Nullable Object> R attempts(
            Node<P, R> node, VisitState visit, P prepared, RetryPolicy retries) {
        int last = retries.maxAttempts() - 1;
        for (int attempt = 0; ; attempt++) {
            try {
                if (scope.isInterrupted()) {
                    throw new InterruptedException();
                }
                scope.beginAttempt(attempt);
                Duration timeout = retries.timeoutOrNull();
                return timeout == null ? node.exec(prepared) : timed(node, visit, prepared, timeout);
            } catch (Exception e) {
                if (scope.isInterrupted() || Failures.isInterrupt(e)) {
                    throw Failures.of(visit, "exec", attempt, e);
                }
                int number = attempt + 1;
                boolean retrying = attempt < last && retries.retries(e);
                runtime.listeners().tell(visit, (listener, seen) -> listener.attemptFailed(seen, number, e, retrying));
                if (retrying) {
                    Log.debug(visit.description() + " is retried after attempt " + number, e);
                }
                if (!retrying) {
                    scope.beginFallback(attempt >= last);
                    return fallback(node, visit, prepared, e);
                }
            } catch (Throwable e) {
                throw Failures.of(visit, "exec", attempt, e);
            }
            try {
                scope.setPhase(Phase.OUTSIDE);
                Duration wait =
                        retries.waitAfter(attempt + 1, runtime.timing().chance().getAsDouble());
                if (!wait.isZero()) {
                    pause.sleep(wait);
                }
            } catch (InterruptedException e) {
                throw Failures.of(visit, "exec", attempt, e);
            }
        }
    }

    /**
     * Makes an attempt that is interrupted after the timeout. It has failed then, even if it returns; its interrupt is gone
     * when this returns.
     */
    private <P extends @Nullable Object, R extends @Nullable Object> R timed(
            Node<P, R> node, VisitState visit, P prepared, Duration timeout) throws Exception {
        Interruption interruption = scope.beginInterruption();
        Runnable timer = runtime.timing().timer().set(timeout, interruption::fire);
        Exception thrown = null;
        try {
            R result = node.exec(prepared);
            if (!scope.endInterruption(interruption)) {
                return result;
            }
        } catch (Exception e) {
            if (!scope.endInterruption(interruption)) {
                throw e;
            }
            thrown = e;
        } finally {
            scope.endInterruption(interruption);
            timer.run();
        }
        TimeoutException timedOut = new TimeoutException(
                visit.description() + " took longer than " + timeout + " in attempt " + (scope.attempt() + 1));
        if (thrown != null) {
            timedOut.addSuppressed(thrown);
        }
        throw timedOut;
    }

    private <P extends @Nullable Object, R extends @Nullable Object> R fallback(
            Node<P, R> node, VisitState visit, P prepared, Exception failed) {
        R result;
        try {
            result = node.execFallback(prepared, failed);
        } catch (Throwable e) {
            if (e == failed) {
                throw Failures.of(visit, "exec", scope.attempt(), e);
            }
            BrainyFlowException failure = Failures.of(visit, "execFallback", scope.attempt(), e);
            if (Throwables.cause(e) != failed) {
                BrainyFlowException.suppress(failure, failed);
            }
            throw failure;
        }
        runtime.listeners().tell(visit, (listener, seen) -> listener.fallbackAnswered(seen, failed));
        return result;
    }

    <P extends @Nullable Object, R extends @Nullable Object> void post(
            BaseNode<P, R> node, VisitState visit, P prepared, R result) {
        try {
            scope.setPhase(Phase.POST);
            node.post(visit.memory(), prepared, result);
        } catch (Throwable e) {
            throw Failures.of(visit, "post", scope.attempt(), e);
        } finally {
            scope.setPhase(Phase.OUTSIDE);
        }
    }
}
