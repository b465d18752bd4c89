package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a flow: its limits and rules. */
final class OptionSettings {

    /** Unset, a parallel flow has the limit of its runtime, which is not among its options. */
    static final SettingDescription<FlowOptions, OptionProperties, ?> MAX_CONCURRENCY = describe(
            "max-concurrency",
            "maxConcurrency",
            OptionProperties::maxConcurrency,
            FlowOptions::withMaxConcurrency,
            options -> options.stated().get("maxConcurrency"));

    static final SettingDescription<FlowOptions, OptionProperties, ?> ON_CONFLICT = describe(
            "on-conflict",
            "onConflict",
            OptionProperties::onConflict,
            FlowOptions::withOnConflict,
            FlowOptions::onConflict);

    static final List<SettingDescription<FlowOptions, OptionProperties, ?>> ALL = List.of(
            describe(
                    "max-visits",
                    "maxVisits",
                    OptionProperties::maxVisits,
                    FlowOptions::withMaxVisits,
                    FlowOptions::maxVisits),
            describe(
                    "max-steps",
                    "maxSteps",
                    OptionProperties::maxSteps,
                    FlowOptions::withMaxSteps,
                    FlowOptions::maxSteps),
            MAX_CONCURRENCY,
            describe(
                    "on-failure",
                    "onFailure",
                    OptionProperties::onFailure,
                    FlowOptions::withOnFailure,
                    FlowOptions::onFailure),
            ON_CONFLICT,
            describe(
                    "on-unmatched",
                    "onUnmatched",
                    OptionProperties::onUnmatched,
                    FlowOptions::withOnUnmatched,
                    FlowOptions::onUnmatched),
            describe(
                    "propagate-actions",
                    "propagateActions",
                    OptionProperties::propagateActions,
                    FlowOptions::withPropagateActions,
                    FlowOptions::propagateActions));

    /** Those that have no meaning in a sequential flow. */
    static final List<SettingDescription<FlowOptions, OptionProperties, ?>> PARALLEL_ONLY =
            List.of(MAX_CONCURRENCY, ON_CONFLICT);

    private OptionSettings() {}

    private static <T> SettingDescription<FlowOptions, OptionProperties, T> describe(
            String key,
            String name,
            Function<OptionProperties, @Nullable T> property,
            BiFunction<FlowOptions, T, FlowOptions> with,
            Function<FlowOptions, @Nullable Object> inForce) {
        return new SettingDescription<>(key, name, property, null, with, inForce);
    }

    /** Returns what the properties state. */
    static FlowOptions of(OptionProperties properties) {
        return SettingDescription.all(ALL, FlowOptions.create(), properties);
    }
}
