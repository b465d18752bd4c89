package io.brainyflow;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the type of the answer in the type arguments of a wait's class. */
final class AnswerType {

    private AnswerType() {}

    /** Returns the class of the answer; {@code Object} where the type arguments do not say. */
    static Class<?> of(Class<?> wait) {
        Map<Type, Type> known = new HashMap<>();
        for (Class<?> at = wait; at != WaitNode.class; at = at.getSuperclass()) {
            if (at.getGenericSuperclass() instanceof ParameterizedType parameterized) {
                TypeVariable<?>[] names = at.getSuperclass().getTypeParameters();
                for (int i = 0; i < names.length; i++) {
                    known.put(names[i], parameterized.getActualTypeArguments()[i]);
                }
            }
        }
        Type type = WaitNode.class.getTypeParameters()[1];
        while (known.containsKey(type)) {
            type = known.get(type);
        }
        return raw(type);
    }

    private static Class<?> raw(@Nullable Type type) {
        Type of = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
        return of instanceof Class<?> found ? found : Object.class;
    }
}
