package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Wraps each attempt of a node's {@code exec}, for example with a cache, a rate limiter, a circuit breaker, or a stub
 * in a test. Flows and {@linkplain Node#of(String, Node.Work) nodes of one function} have no
 * {@code exec}; fallbacks and a node that is run by itself are not wrapped.
 *
 * <p>It is called within the attempt's timeout, on its thread, before the node's proxy if it has one. What it throws fails the
 * attempt, which is retried as the node's {@link RetryPolicy} says. Called concurrently if branches or runs are concurrent.
 *
 * <pre>{@code
 * (visit, prepared, attempt) -> {
 *     Object known = answers.get(prepared);
 *     return known == null ? attempt.proceed() : known;
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ExecInterceptor {

    /**
     * Makes the attempt, or returns a result in its place.
     *
     * @param visit the visit that the attempt is part of
     * @param prepared what {@code prep} returned
     * @param attempt the interceptors further in, and {@code exec} itself
     * @return the result of the attempt, which has to be of the type that the node's {@code exec} returns
     * @throws Exception if the attempt failed
     */
    @Nullable
    Object intercept(Visit visit, @Nullable Object prepared, Attempt attempt) throws Exception;
}
