package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import io.brainyflow.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Properties that become settings of the core: what is set, by key, as what it does to settings that state nothing of it. */
final class StatedSettings<S> {

    private final Map<String, UnaryOperator<S>> byKey = new LinkedHashMap<>();

    private StatedSettings() {}

    /** What properties say of a node's retries; null where they say nothing. */
    interface Retries {
        @Nullable
        Integer maxAttempts();

        @Nullable
        Duration waitTime();

        @Nullable
        Double multiplier();

        @Nullable
        Duration maxWait();

        @Nullable
        Duration jitter();

        @Nullable
        List<Class<? extends Throwable>> exceptionIncludes();

        @Nullable
        List<Class<? extends Throwable>> exceptionExcludes();

        @Nullable
        Duration timeout();

        default StatedSettings<RetryPolicy> retries() {
            return new StatedSettings<RetryPolicy>()
                    .with("max-attempts", maxAttempts(), RetryPolicy::withMaxAttempts)
                    .with("wait", waitTime(), RetryPolicy::withWaitTime)
                    .with("multiplier", multiplier(), RetryPolicy::withMultiplier)
                    .with("max-wait", maxWait(), RetryPolicy::withMaxWait)
                    .with("jitter", jitter(), RetryPolicy::withJitter)
                    .with("exception-includes", exceptionIncludes(), RetryPolicy::withExceptionIncludes)
                    .with("exception-excludes", exceptionExcludes(), RetryPolicy::withExceptionExcludes)
                    .with("timeout", timeout(), RetryPolicy::withTimeout);
        }

        default RetryPolicy retryPolicy() {
            return retries().over(RetryPolicy.unstated());
        }
    }

    /** What properties say of a flow's limits; null where they say nothing. */
    interface Limits {
        @Nullable
        Integer maxVisits();

        @Nullable
        Long maxSteps();

        @Nullable
        Integer maxConcurrency();

        @Nullable
        OnFailure onFailure();

        @Nullable
        OnConflict onConflict();

        @Nullable
        OnUnmatched onUnmatched();

        @Nullable
        Boolean propagateActions();

        default StatedSettings<FlowOptions> limits() {
            return new StatedSettings<FlowOptions>()
                    .with("max-visits", maxVisits(), FlowOptions::withMaxVisits)
                    .with("max-steps", maxSteps(), FlowOptions::withMaxSteps)
                    .with("max-concurrency", maxConcurrency(), FlowOptions::withMaxConcurrency)
                    .with("on-failure", onFailure(), FlowOptions::withOnFailure)
                    .with("on-conflict", onConflict(), FlowOptions::withOnConflict)
                    .with("on-unmatched", onUnmatched(), FlowOptions::withOnUnmatched)
                    .with("propagate-actions", propagateActions(), FlowOptions::withPropagateActions);
        }

        default FlowOptions options() {
            return limits().over(FlowOptions.unstated());
        }
    }

    private <T> StatedSettings<S> with(String key, @Nullable T value, BiFunction<S, T, S> with) {
        if (value != null) {
            byKey.put(key, settings -> with.apply(settings, value));
        }
        return this;
    }

    /** Answers by key what can be tried, to find out which value is out of range. */
    Map<String, UnaryOperator<S>> byKey() {
        return byKey;
    }

    private S over(S unstated) {
        S settings = unstated;
        for (UnaryOperator<S> stated : byKey.values()) {
            settings = stated.apply(settings);
        }
        return settings;
    }
}
