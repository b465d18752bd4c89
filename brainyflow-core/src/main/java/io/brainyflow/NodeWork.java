package io.brainyflow;

import io.brainyflow.VisitScope.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Performs a node's own part of a visit: its steps, one by one, on the node as it was given (a proxy, perhaps). */
final class NodeWork {

    private final VisitScope scope;
    private final Listeners listeners;
    private final Timing timing;
    private final List<ExecInterceptor> interceptors;
    private final Timing.Pause pause;

    NodeWork(
            VisitScope scope,
            Listeners listeners,
            Timing timing,
            List<ExecInterceptor> interceptors,
            Timing.Pause pause) {
        this.scope = scope;
        this.listeners = listeners;
        this.timing = timing;
        this.interceptors = interceptors;
        this.pause = pause;
    }

    /** Begins each attempt of a visit anew, with {@code prep}. */
    interface Anew {

        /** Takes back what the attempt that has failed has done. */
        void undo();

        /** Begins another. */
        void begin();
    }

    /** Visits a node; {@code anew} is null where attempts are made with what was prepared once. */
    @SuppressWarnings("NullAway") // a node that has nothing to try has no result
    <P extends @Nullable Object, R extends @Nullable Object> R visit(
            Node<P, R> node, VisitState visit, RetryPolicy retries, @Nullable Anew anew) {
        P prepared = prep(node, visit);
        R result = null;
        for (int attempt = visit.attempt; retries != RetryPolicy.NEVER; attempt++) {
            Exception failed;
            try {
                if (scope.isInterrupted()) {
                    throw new InterruptedException();
                }
                scope.beginAttempt(attempt);
                Duration timeout = retries.timeoutOrNull();
                result = timeout == null
                        ? exec(node, visit, prepared)
                        : timed(node, visit, prepared, timeout, anew != null);
                break;
            } catch (Exception e) {
                failed = e;
            } catch (Throwable e) {
                throw Failures.of(visit, "exec", attempt, e);
            }
            if (anew != null) {
                anew.undo();
            }
            boolean retrying = isRetried(visit, attempt, failed, retries);
            if (retrying) {
                pause(visit, attempt, retries);
            }
            if (anew != null) {
                scope.setPhase(Phase.OUTSIDE);
                anew.begin();
                prepared = prep(node, visit);
            }
            if (!retrying) {
                scope.beginFallback(attempt >= retries.maxAttempts() - 1);
                result = fallback(node, visit, prepared, failed);
                break;
            }
        }
        post(node, visit, prepared, result);
        return result;
    }

    private <P extends @Nullable Object> P prep(Node<P, ?> node, VisitState visit) {
        try {
            return node.prep(visit.memory());
        } catch (Throwable e) {
            throw Failures.of(visit, "prep", 0, e);
        }
    }

    /** Notifies the listeners of a failed attempt, and returns whether another is made. */
    private boolean isRetried(VisitState visit, int attempt, Exception failed, RetryPolicy retries) {
        if (scope.isInterrupted() || Failures.isInterrupt(failed)) {
            throw Failures.of(visit, "exec", attempt, failed);
        }
        int number = attempt + 1;
        boolean retrying = number < retries.maxAttempts() && retries.retries(failed);
        listeners.tell(visit, (listener, seen) -> listener.attemptFailed(seen, number, failed, retrying));
        if (retrying) {
            Log.debug(visit.description() + " is retried after attempt " + number, failed);
        }
        return retrying;
    }

    private void pause(VisitState visit, int attempt, RetryPolicy retries) {
        try {
            scope.setPhase(Phase.OUTSIDE);
            Duration wait = retries.waitAfter(attempt + 1, timing.chance().getAsDouble());
            if (!wait.isZero()) {
                pause.sleep(wait);
            }
        } catch (InterruptedException e) {
            throw Failures.of(visit, "exec", attempt, e);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the type is the responsibility of the interceptor
    private <P extends @Nullable Object, R extends @Nullable Object> R exec(
            Node<P, R> node, VisitState visit, P prepared) throws Exception {
        return interceptors.isEmpty()
                ? node.exec(prepared)
                : (R) Attempt.perform(interceptors, new Visit(visit), prepared, () -> node.exec(prepared));
    }

    /**
     * Makes an attempt that is interrupted after the timeout, unless it is not to be. It has failed then, even if it returns; its
     * interrupt is gone when this returns.
     */
    private <P extends @Nullable Object, R extends @Nullable Object> R timed(
            Node<P, R> node, VisitState visit, P prepared, Duration timeout, boolean uninterrupted) throws Exception {
        Interruption interruption = scope.beginInterruption();
        interruption.rest(uninterrupted);
        Runnable timer = timing.timer().set(timeout, interruption::fire);
        Exception thrown = null;
        try {
            R result = exec(node, visit, prepared);
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
        listeners.tell(visit, (listener, seen) -> listener.fallbackAnswered(seen, failed));
        return result;
    }

    /** Calls {@code prep} and {@code key} of a wait, and returns what it asks. */
    <P extends @Nullable Object, R> Completion.Asked ask(
            WaitNode<P, R> node, VisitState visit, @Nullable Duration answerWithin) {
        P asked;
        try {
            asked = node.prep(visit.memory());
        } catch (Throwable e) {
            throw Failures.of(visit, "prep", 0, e);
        }
        try {
            String key = node.key(asked);
            Instant deadline =
                    answerWithin == null ? null : timing.clock().instant().plus(answerWithin);
            return new Completion.Asked(key == null ? visit.node() : key, asked, deadline);
        } catch (Throwable e) {
            throw Failures.of(visit, "key", 0, e);
        }
    }

    /** Calls {@code post} of a wait with its answer, or {@code onTimeout} if none came in time. */
    // What was asked is what prep returned, and an answer is of the type that the node states.
    @SuppressWarnings({"unchecked", "NullAway"})
    <P extends @Nullable Object, R> void answer(WaitNode<P, R> node, WaitVisit visit) {
        P asked = (P) visit.asked();
        if (visit.answer() != WaitVisit.TIMEOUT) {
            post(node, visit, asked, (R) visit.answer());
            return;
        }
        try {
            scope.setPhase(Phase.POST);
            node.onTimeout(visit.memory(), asked);
        } catch (Throwable e) {
            throw Failures.of(visit, "onTimeout", 0, e);
        } finally {
            scope.setPhase(Phase.OUTSIDE);
        }
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
