package io.brainyflow.spring.autoconfigure;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * A setting, described once: its names, its sources, and its effect on the core's settings. What it means is
 * documented at its property, and its range is checked by the core.
 *
 * @param key the key in a section of {@code brainyflow}
 * @param name the name in the core, in the annotation and at the endpoint
 * @param property reads what the properties state, null where they leave it unset
 * @param attribute reads what an annotation states; null for a setting that no annotation has
 * @param with adds a value to the core's settings, or throws an {@link IllegalArgumentException} that names the bound
 * @param inForce reads the value in force, null where there is none to show
 * @param <S> the core's settings
 * @param <P> the properties
 * @param <T> the value
 */
record SettingDescription<S, P, T>(
        String key,
        String name,
        Function<P, @Nullable T> property,
        @Nullable AnnotationAttribute<T> attribute,
        BiFunction<S, T, S> with,
        Function<S, @Nullable Object> inForce) {

    /** Returns whether the properties state the setting. */
    boolean isStated(P properties) {
        return property.apply(properties) != null;
    }

    /** Returns the settings with what the properties state. */
    S addTo(S settings, P properties) {
        T value = property.apply(properties);
        return value == null ? settings : with.apply(settings, value);
    }

    /** Returns the settings with what the annotation states. */
    S addTo(S settings, MergedAnnotation<?> annotation, UnaryOperator<String> texts) {
        T value = attribute == null ? null : attribute.read(annotation, name, texts);
        return value == null ? settings : with.apply(settings, value);
    }

    /** Returns all that the properties state, over settings that state nothing. */
    static <S, P> S all(List<SettingDescription<S, P, ?>> descriptions, S none, P properties) {
        S settings = none;
        for (SettingDescription<S, P, ?> description : descriptions) {
            settings = description.addTo(settings, properties);
        }
        return settings;
    }

    /** Returns the keys, in order. */
    static <S, P> List<String> keys(List<SettingDescription<S, P, ?>> descriptions) {
        return descriptions.stream().map(SettingDescription::key).toList();
    }
}
