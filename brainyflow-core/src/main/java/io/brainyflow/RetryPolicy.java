package io.brainyflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How often {@link Node#exec} is tried, how long an attempt may take, and how long to wait in between. It is data, so that
 * settings from several sources can be combined: what a policy does not state is taken from
 * {@link #withDefaults another}; the final defaults are one attempt, no timeout and no wait. Immutable.
 *
 * <p>Waits are calculated and exceptions are classified as by Spring's {@code RetryPolicy}.
 */
public final class RetryPolicy {

    private static final RetryPolicy NONE = new RetryPolicy(PartialSettings.NOTHING);

    /** The policy of a node that has nothing to retry: it is overlaid with no other. */
    static final RetryPolicy NEVER = new RetryPolicy(PartialSettings.NOTHING);

    private final PartialSettings stated;
    private final int maxAttempts;
    private final @Nullable Duration timeout;

    private RetryPolicy(PartialSettings stated) {
        this.stated = stated;
        this.maxAttempts = stated.get("maxAttempts", 1);
        this.timeout = (Duration) stated.values().get("timeout");
    }

    /** Returns a policy that states nothing: one attempt and no wait unless something else says otherwise. */
    public static RetryPolicy create() {
        return NONE;
    }

    /**
     * Returns the effective policy of a node whose own policy is overlaid with others.
     *
     * @throws IllegalArgumentException if a policy is set for a node that has nothing to retry
     */
    static RetryPolicy overlay(RetryPolicy own, RetryPolicy stated, Supplier<String> node) {
        if (own != NEVER) {
            return stated.withDefaults(own);
        }
        if (!stated.equals(NONE)) {
            throw new IllegalArgumentException(node.get() + " does its work in post, which is not retried and has no"
                    + " timeout, but " + stated + " is set for it; make it a node with an exec, or remove the setting");
        }
        return own;
    }

    /**
     * Returns a policy with this number of attempts and no wait.
     *
     * @param maxAttempts all calls of {@code exec}, the first included
     * @throws IllegalArgumentException if {@code maxAttempts} is below 1
     */
    public static RetryPolicy ofAttempts(int maxAttempts) {
        return NONE.withMaxAttempts(maxAttempts);
    }

    /**
     * Returns a copy with this number of attempts.
     *
     * @param maxAttempts all calls of {@code exec}, the first included
     * @throws IllegalArgumentException if {@code maxAttempts} is below 1
     */
    public RetryPolicy withMaxAttempts(int maxAttempts) {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, but was " + maxAttempts);
        }
        return with("maxAttempts", maxAttempts);
    }

    /**
     * Returns a copy with this wait between two attempts; with a multiplier, it is the first wait. In a parallel flow, another
     * visit may be active meanwhile; the next attempt is delayed if that visit holds the flow's last permit, or if only the
     * waiting thread is free to do other work of the run.
     *
     * @throws IllegalArgumentException if {@code waitTime} is negative
     */
    public RetryPolicy withWaitTime(Duration waitTime) {
        return with("waitTime", notNegative("waitTime", waitTime));
    }

    /**
     * Returns a copy whose wait grows by this factor after each attempt.
     *
     * @throws IllegalArgumentException if {@code multiplier} is below 1 or infinite
     */
    public RetryPolicy withMultiplier(double multiplier) {
        if (!(multiplier >= 1 && multiplier < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("multiplier must be at least 1 and finite, but was " + multiplier);
        }
        return with("multiplier", multiplier);
    }

    /**
     * Returns a copy that never waits longer than {@code maxWait}.
     *
     * @throws IllegalArgumentException if {@code maxWait} is not positive
     */
    public RetryPolicy withMaxWait(Duration maxWait) {
        return with("maxWait", positive("maxWait", maxWait));
    }

    /**
     * Returns a copy in which each wait randomly varies by up to {@code jitter}, which grows by the multiplier, too.
     * A wait is never shorter than the wait time, unless {@code maxWait} is, or longer than {@code maxWait}.
     *
     * @throws IllegalArgumentException if {@code jitter} is negative
     */
    public RetryPolicy withJitter(Duration jitter) {
        return with("jitter", notNegative("jitter", jitter));
    }

    /**
     * Returns a copy that retries only exceptions of these types, or with a cause of these types.
     *
     * @param types none for any type
     */
    public RetryPolicy withExceptionIncludes(List<Class<? extends Throwable>> types) {
        return with("exceptionIncludes", List.copyOf(types));
    }

    /** Returns a copy that does not retry exceptions of these types, or with such a cause, even if they are included. */
    public RetryPolicy withExceptionExcludes(List<Class<? extends Throwable>> types) {
        return with("exceptionExcludes", List.copyOf(types));
    }

    /**
     * Returns a copy in which an attempt that exceeds {@code timeout} is interrupted, and fails with a
     * {@link java.util.concurrent.TimeoutException}, even if it returns later.
     *
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public RetryPolicy withTimeout(Duration timeout) {
        return with("timeout", positive("timeout", timeout));
    }

    /** Returns a copy in which {@code defaults} stands in for what this policy does not state. */
    public RetryPolicy withDefaults(RetryPolicy defaults) {
        return new RetryPolicy(stated.withDefaults(defaults.stated));
    }

    private RetryPolicy with(String setting, Object value) {
        return new RetryPolicy(stated.with(setting, value));
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but was " + value);
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but was " + value);
        }
        return value;
    }

    /** Returns how often {@code exec} is called at most; 1 if unset. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Returns the wait between two attempts; zero if unset. */
    public Duration waitTime() {
        return stated.get("waitTime", Duration.ZERO);
    }

    /** Returns how much longer each wait is than the one before; 1 if unset. */
    public double multiplier() {
        return stated.get("multiplier", 1.0);
    }

    /** Returns the longest wait; empty if unset, which means no limit. */
    public Optional<Duration> maxWait() {
        return Optional.ofNullable((Duration) stated.values().get("maxWait"));
    }

    /** Returns the most by which a wait randomly differs; zero if unset. */
    public Duration jitter() {
        return stated.get("jitter", Duration.ZERO);
    }

    /** Returns the types that are retried; empty if unset, which means all. */
    public List<Class<? extends Throwable>> exceptionIncludes() {
        return stated.get("exceptionIncludes", List.of());
    }

    /** Returns the types that are not retried. */
    public List<Class<? extends Throwable>> exceptionExcludes() {
        return stated.get("exceptionExcludes", List.of());
    }

    /** Returns how long an attempt may take; empty if unset, which means any time. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    @Nullable
    Duration timeoutOrNull() {
        return timeout;
    }

    /** Returns whether a failure of that kind is retried, if there are attempts left. */
    boolean retries(Exception failure) {
        return !isOne(failure, exceptionExcludes())
                && (exceptionIncludes().isEmpty() || isOne(failure, exceptionIncludes()));
    }

    private static boolean isOne(Exception failure, List<Class<? extends Throwable>> types) {
        return !types.isEmpty()
                && Throwables.ask(
                        failure, thrown -> types.stream().anyMatch(type -> type.isInstance(thrown)) ? true : null);
    }

    /**
     * Returns the wait after an attempt.
     *
     * @param attempt the number of the attempt that failed, from 1
     * @param chance a random number from 0 to below 1
     */
    Duration waitAfter(int attempt, double chance) {
        double longest = maxWait().map(RetryPolicy::nanos).orElse((double) Long.MAX_VALUE);
        // An infinite factor times a wait of 0 would be no number.
        double factor = Math.min(Math.pow(multiplier(), attempt - 1.0), Double.MAX_VALUE);
        double base = nanos(waitTime());
        double wait = Math.min(base * factor, longest);
        double jitter = nanos(jitter()) * factor;
        if (jitter > 0) {
            double least = Math.min(Math.max(wait - jitter, base), longest);
            wait = least + chance * (Math.min(wait + jitter, longest) - least);
        }
        return Duration.ofNanos((long) wait);
    }

    private static double nanos(Duration duration) {
        return duration.getSeconds() * 1e9 + duration.getNano();
    }

    /** Returns what this policy states, by the name of the setting; nothing of what stands in for the rest. */
    public Map<String, Object> stated() {
        return stated.values();
    }

    /** Returns whether the other object is a policy that states the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetryPolicy that && stated.equals(that.stated);
    }

    /** Returns a hash of the set values. */
    @Override
    public int hashCode() {
        return stated.hashCode();
    }

    /** Returns the set values. */
    @Override
    public String toString() {
        return "RetryPolicy" + stated;
    }
}
