package io.brainyflow;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often {@link Node#exec} is tried and how long to wait in between. It is data, so that settings from several
 * places can be laid over each other: what a policy does not state is taken from {@link #withDefaults another}, and in
 * the end is one attempt and no wait. Immutable.
 */
public final class RetryPolicy {

    private static final RetryPolicy UNSTATED = new RetryPolicy(null, null);

    private final @Nullable Integer maxAttempts;
    private final @Nullable Duration waitTime;

    private RetryPolicy(@Nullable Integer maxAttempts, @Nullable Duration waitTime) {
        this.maxAttempts = maxAttempts;
        this.waitTime = waitTime;
    }

    /** Answers a policy that states nothing: one attempt and no wait unless something else says otherwise. */
    public static RetryPolicy unstated() {
        return UNSTATED;
    }

    /**
     * Answers a policy of so many attempts that states no wait.
     *
     * @param maxAttempts all calls of {@code exec}, the first included
     * @throws IllegalArgumentException if {@code maxAttempts} is below 1
     */
    public static RetryPolicy ofAttempts(int maxAttempts) {
        return UNSTATED.withMaxAttempts(maxAttempts);
    }

    /**
     * Answers a copy with so many attempts.
     *
     * @param maxAttempts all calls of {@code exec}, the first included
     * @throws IllegalArgumentException if {@code maxAttempts} is below 1
     */
    public RetryPolicy withMaxAttempts(int maxAttempts) {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, but was " + maxAttempts);
        }
        return new RetryPolicy(maxAttempts, waitTime);
    }

    /**
     * Answers a copy that waits so long between two attempts.
     *
     * @throws IllegalArgumentException if {@code waitTime} is negative
     */
    public RetryPolicy withWaitTime(Duration waitTime) {
        if (waitTime.isNegative()) {
            throw new IllegalArgumentException("waitTime must not be negative, but was " + waitTime);
        }
        return new RetryPolicy(maxAttempts, waitTime);
    }

    /** Answers a copy in which {@code defaults} stands in for what this policy does not state. */
    public RetryPolicy withDefaults(RetryPolicy defaults) {
        return new RetryPolicy(
                maxAttempts == null ? defaults.maxAttempts : maxAttempts,
                waitTime == null ? defaults.waitTime : waitTime);
    }

    /** Answers how often {@code exec} is called at most; 1 where nothing was stated. */
    public int maxAttempts() {
        return maxAttempts == null ? 1 : maxAttempts;
    }

    /** Answers the wait between two attempts; zero where nothing was stated. */
    public Duration waitTime() {
        return waitTime == null ? Duration.ZERO : waitTime;
    }

    /** Answers what this policy states, by the name of the setting; nothing of what stands in for the rest. */
    public Map<String, Object> stated() {
        Map<String, Object> stated = new LinkedHashMap<>();
        putStated(stated, "maxAttempts", maxAttempts);
        putStated(stated, "waitTime", waitTime);
        return Collections.unmodifiableMap(stated);
    }

    static void putStated(Map<String, Object> stated, String name, @Nullable Object value) {
        if (value != null) {
            stated.put(name, value);
        }
    }

    /** Answers whether the other object is a policy that states the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetryPolicy that && stated().equals(that.stated());
    }

    /** Answers a hash of what is stated. */
    @Override
    public int hashCode() {
        return stated().hashCode();
    }

    /** Answers what is stated. */
    @Override
    public String toString() {
        return "RetryPolicy" + stated();
    }
}
