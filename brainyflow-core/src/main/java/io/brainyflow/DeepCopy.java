package io.brainyflow;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a branch takes along: maps, lists, sets and arrays deeply, everything else by reference. One object that
 * stands in two places stands in two places of the copy too, as in Python's {@code deepcopy}; keys are shared.
 */
final class DeepCopy {

    private static final Object UNDER_WAY = new Object();

    /** Copying recurses, and data that a loop nests ever deeper is to fail before the stack does. */
    private static final int MAX_DEPTH = 1_000;

    /** Copies by original, made with the first container: most stores have none. */
    private @Nullable IdentityHashMap<Object, Object> copies;

    private int depth;

    /** Answers the copy of the value under {@code key}. */
    Object of(String key, Object value) {
        if (!isContainer(value)) {
            return value;
        }
        try {
            return copyContainer(value);
        } catch (NotCopyable e) {
            throw new IllegalArgumentException(
                    "The value under '" + key + "' " + e.getMessage() + " and cannot be copied for a branch", e);
        }
    }

    static boolean isContainer(@Nullable Object value) {
        return value instanceof Map
                || value instanceof List
                || value instanceof Set
                || (value != null && value.getClass().isArray());
    }

    private @Nullable Object copy(@Nullable Object value) {
        return value != null && isContainer(value) ? copyContainer(value) : value;
    }

    private Object copyContainer(Object original) {
        if (copies == null) {
            copies = new IdentityHashMap<>(4);
        }
        Object known = copies.putIfAbsent(original, UNDER_WAY);
        if (known == UNDER_WAY) {
            throw new NotCopyable("contains itself");
        }
        if (known != null) {
            return known;
        }
        if (++depth > MAX_DEPTH) {
            throw new NotCopyable("is nested more than " + MAX_DEPTH + " levels deep");
        }
        Object copy;
        if (original instanceof Map<?, ?> map) {
            copy = copyMap(map);
        } else if (original instanceof Collection<?> collection) {
            copy = copyCollection(collection);
        } else {
            copy = copyArray(original);
        }
        depth--;
        copies.put(original, copy);
        return copy;
    }

    @SuppressWarnings("unchecked")
    private Map<Object, @Nullable Object> copyMap(Map<?, ?> map) {
        Map<Object, @Nullable Object> copy = map instanceof SortedMap<?, ?> sorted
                ? new TreeMap<>(((SortedMap<Object, Object>) sorted).comparator())
                : new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, copy(value)));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private Collection<@Nullable Object> copyCollection(Collection<?> collection) {
        Collection<@Nullable Object> copy;
        if (collection instanceof SortedSet<?> sorted) {
            copy = new TreeSet<>(((SortedSet<Object>) sorted).comparator());
        } else if (collection instanceof Set) {
            copy = new LinkedHashSet<>();
        } else {
            copy = new ArrayList<>(collection.size());
        }
        collection.forEach(element -> copy.add(copy(element)));
        return copy;
    }

    private Object copyArray(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        if (array instanceof Object[] from) {
            for (int i = 0; i < length; i++) {
                Array.set(copy, i, elementCopy(from[i], array.getClass().getComponentType()));
            }
        } else {
            System.arraycopy(array, 0, copy, 0, length);
        }
        return copy;
    }

    /** An element whose copy would not fit an array of a narrower type ({@code LinkedList[]}, say) is shared. */
    private @Nullable Object elementCopy(@Nullable Object element, Class<?> componentType) {
        Object copy = copy(element);
        return componentType.isInstance(copy) ? copy : element;
    }

    private static final class NotCopyable extends RuntimeException {

        NotCopyable(String message) {
            super(message, null, false, false);
        }
    }
}
