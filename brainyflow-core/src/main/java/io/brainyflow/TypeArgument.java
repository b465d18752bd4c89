package io.brainyflow;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the class that a type parameter stands for. */
final class TypeArgument {

    private TypeArgument() {}

    /** Returns the class that a subclass has for a parameter of the generic class; {@code Object} where it does not say. */
    static Class<?> of(Class<?> subclass, Class<?> generic, int parameter) {
        Map<Type, Type> known = new HashMap<>();
        for (Class<?> at = subclass; at != generic; at = at.getSuperclass()) {
            if (at.getGenericSuperclass() instanceof ParameterizedType parameterized) {
                TypeVariable<?>[] names = at.getSuperclass().getTypeParameters();
                for (int i = 0; i < names.length; i++) {
                    known.put(names[i], parameterized.getActualTypeArguments()[i]);
                }
            }
        }
        Type type = generic.getTypeParameters()[parameter];
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
