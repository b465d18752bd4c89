package io.brainyflow.spring.autoconfigure;

import io.brainyflow.RetryPolicy;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a node's retries. */
final class RetrySettings {

    static final SettingDescription<RetryPolicy, RetryProperties, ?> MAX_ATTEMPTS = new SettingDescription<>(
            "max-attempts",
            "maxAttempts",
            RetryProperties::maxAttempts,
            AnnotationAttribute.INTEGER,
            RetryPolicy::withMaxAttempts,
            RetryPolicy::maxAttempts);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> WAIT = new SettingDescription<>(
            "wait",
            "waitTime",
            RetryProperties::waitTime,
            AnnotationAttribute.DURATION,
            RetryPolicy::withWaitTime,
            RetryPolicy::waitTime);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> MULTIPLIER = describe(
            "multiplier",
            "multiplier",
            RetryProperties::multiplier,
            AnnotationAttribute.NUMBER,
            RetryPolicy::withMultiplier);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> MAX_WAIT = describe(
            "max-wait", "maxWait", RetryProperties::maxWait, AnnotationAttribute.DURATION, RetryPolicy::withMaxWait);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> JITTER = describe(
            "jitter", "jitter", RetryProperties::jitter, AnnotationAttribute.DURATION, RetryPolicy::withJitter);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> EXCEPTION_INCLUDES = describe(
            "exception-includes",
            "exceptionIncludes",
            RetryProperties::exceptionIncludes,
            AnnotationAttribute.EXCEPTIONS,
            RetryPolicy::withExceptionIncludes);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> EXCEPTION_EXCLUDES = describe(
            "exception-excludes",
            "exceptionExcludes",
            RetryProperties::exceptionExcludes,
            AnnotationAttribute.EXCEPTIONS,
            RetryPolicy::withExceptionExcludes);

    static final SettingDescription<RetryPolicy, RetryProperties, ?> TIMEOUT = describe(
            "timeout", "timeout", RetryProperties::timeout, AnnotationAttribute.DURATION, RetryPolicy::withTimeout);

    static final List<SettingDescription<RetryPolicy, RetryProperties, ?>> ALL =
            List.of(MAX_ATTEMPTS, WAIT, MULTIPLIER, MAX_WAIT, JITTER, EXCEPTION_INCLUDES, EXCEPTION_EXCLUDES, TIMEOUT);

    private RetrySettings() {}

    /** Describes a setting that is shown only if it is set. */
    private static <T> SettingDescription<RetryPolicy, RetryProperties, T> describe(
            String key,
            String name,
            Function<RetryProperties, @Nullable T> property,
            AnnotationAttribute<T> attribute,
            BiFunction<RetryPolicy, T, RetryPolicy> with) {
        return new SettingDescription<>(
                key, name, property, attribute, with, policy -> policy.stated().get(name));
    }

    /** Returns what the properties state. */
    static RetryPolicy of(RetryProperties properties) {
        return SettingDescription.all(ALL, RetryPolicy.create(), properties);
    }
}
