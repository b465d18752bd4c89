package io.brainyflow.journal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The components of a record's class, to take one apart and put one together by its own constructor. */
final class RecordShape {

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    /** Boxes of the primitives, whose values components hold. */
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            char.class, Character.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private final List<String> names;
    private final Method[] accessors;
    private final Class<?>[] types;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        names = Arrays.stream(components).map(RecordComponent::getName).toList();
        accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        constructor.setAccessible(true);
        for (Method accessor : accessors) {
            accessor.setAccessible(true);
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    List<String> names() {
        return names;
    }

    /** Returns the value of a component, as its accessor has it. */
    @Nullable
    Object get(Object values, int component) {
        try {
            return accessors[component].invoke(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("its accessor threw " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns why a value does not fit a component; empty if it fits. */
    Optional<String> misfit(int component, @Nullable Object value) {
        Class<?> type = types[component];
        if (value == null ? !type.isPrimitive() : BOXES.getOrDefault(type, type).isInstance(value)) {
            return Optional.empty();
        }
        return Optional.of("component '" + names.get(component) + "' is a " + type.getName() + ", and what was kept is "
                + (value == null ? "nothing" : "a " + value.getClass().getName()));
    }

    Object make(@Nullable Object[] values) throws ReflectiveOperationException {
        return constructor.newInstance(values);
    }
}
