package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The limits and rules of a flow. */
final class LimitSettings {

    /** Unset, a parallel flow has the limit of its runtime, which is not among its options. */
    static final SettingDescription<FlowOptions, LimitProperties, ?> MAX_CONCURRENCY = describe(
            "max-concurrency",
            "maxConcurrency",
            LimitProperties::maxConcurrency,
            FlowOptions::withMaxConcurrency,
            options -> options.stated().get("maxConcurrency"));

    static final SettingDescription<FlowOptions, LimitProperties, ?> ON_CONFLICT = describe(
            "on-conflict",
            "onConflict",
            LimitProperties::onConflict,
            FlowOptions::withOnConflict,
            FlowOptions::onConflict);

    static final List<SettingDescription<FlowOptions, LimitProperties, ?>> ALL = List.of(
            describe(
                    "max-visits",
                    "maxVisits",
                    LimitProperties::maxVisits,
                    FlowOptions::withMaxVisits,
                    FlowOptions::maxVisits),
            describe(
                    "max-steps",
                    "maxSteps",
                    LimitProperties::maxSteps,
                    FlowOptions::withMaxSteps,
                    FlowOptions::maxSteps),
            MAX_CONCURRENCY,
            describe(
                    "on-failure",
                    "onFailure",
                    LimitProperties::onFailure,
                    FlowOptions::withOnFailure,
                    FlowOptions::onFailure),
            ON_CONFLICT,
            describe(
                    "on-unmatched",
                    "onUnmatched",
                    LimitProperties::onUnmatched,
                    FlowOptions::withOnUnmatched,
                    FlowOptions::onUnmatched),
            describe(
                    "propagate-actions",
                    "propagateActions",
                    LimitProperties::propagateActions,
                    FlowOptions::withPropagateActions,
                    FlowOptions::propagateActions));

    /** Those that have no meaning in a sequential flow. */
    static final List<SettingDescription<FlowOptions, LimitProperties, ?>> PARALLEL_ONLY =
            List.of(MAX_CONCURRENCY, ON_CONFLICT);

    private LimitSettings() {}

    private static <T> SettingDescription<FlowOptions, LimitProperties, T> describe(
            String key,
            String name,
            Function<LimitProperties, @Nullable T> property,
            BiFunction<FlowOptions, T, FlowOptions> with,
            Function<FlowOptions, @Nullable Object> inForce) {
        return new SettingDescription<>(key, name, property, null, with, inForce);
    }

    /** Returns what the properties state. */
    static FlowOptions of(LimitProperties properties) {
        return SettingDescription.all(ALL, FlowOptions.create(), properties);
    }
}
