package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.FlowNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;

/** How an annotation states a value of a type. An attribute cannot be absent, so each type has a value that means unset. */
@FunctionalInterface
interface AnnotationAttribute<T> {

    AnnotationAttribute<Integer> INTEGER = (annotation, name, texts) -> {
        int value = annotation.getInt(name);
        return value == FlowNode.UNSET ? null : value;
    };

    AnnotationAttribute<Double> NUMBER = (annotation, name, texts) -> {
        double value = annotation.getDouble(name);
        return value == FlowNode.UNSET ? null : value;
    };

    AnnotationAttribute<Duration> DURATION = (annotation, name, texts) -> {
        String value = texts.apply(name);
        return value.isEmpty() ? null : DurationStyle.detectAndParse(value);
    };

    AnnotationAttribute<List<Class<? extends Throwable>>> EXCEPTIONS = (annotation, name, texts) -> {
        List<Class<? extends Throwable>> value = new ArrayList<>();
        for (Class<?> type : annotation.getClassArray(name)) {
            value.add(type.asSubclass(Throwable.class));
        }
        return value.isEmpty() ? null : value;
    };

    /**
     * Returns the value, or null if it is unset.
     *
     * @param texts returns the text of an attribute with its placeholders resolved
     * @throws IllegalArgumentException if it is malformed
     */
    @Nullable
    T read(MergedAnnotation<?> annotation, String name, UnaryOperator<String> texts);
}
