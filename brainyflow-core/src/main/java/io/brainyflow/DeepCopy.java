package io.brainyflow;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
 * Copies what a branch takes along: the JDK's maps, lists and sets, and arrays, deeply and by kind, everything else by
 * reference. An object that is referenced twice is copied once, and the copy is referenced twice, too, as in Python's {@code deepcopy};
 * keys are shared. A container whose copy would be another kind of thing is rejected.
 */
final class DeepCopy {

    private static final Object UNDER_WAY = new Object();

    /** Copying recurses, and data that a loop nests ever deeper is to fail before the stack does. */
    private static final int MAX_DEPTH = 1_000;

    /** Copies by original, made with the first container: most stores have none. */
    private @Nullable IdentityHashMap<Object, Object> copies;

    private int depth;
    private final boolean unmodifiable;

    /** Creates modifiable copies. */
    DeepCopy() {
        this(false);
    }

    private DeepCopy(boolean unmodifiable) {
        this.unmodifiable = unmodifiable;
    }

    /** Creates unmodifiable copies, except for arrays. */
    static DeepCopy unmodifiable() {
        return new DeepCopy(true);
    }

    /**
     * Returns the copy of the value under {@code key}.
     *
     * @throws IllegalArgumentException if it cannot be copied; the message names the key and the reason
     */
    Object of(String key, Object value) {
        if (!isContainer(value)) {
            return value;
        }
        try {
            return copyContainer(value);
        } catch (NotCopyable e) {
            throw new IllegalArgumentException(
                    "The value under '" + key + "' " + e.getMessage()
                            + (unmodifiable ? " and cannot be kept; use" : " and cannot be copied for a branch; use")
                            + " the JDK's lists, sets and maps, or an object around them, which is"
                            + " shared",
                    e);
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
        if (isConstant(original)) {
            return copyNested(original);
        }
        Object known = copies.putIfAbsent(original, UNDER_WAY);
        if (known == UNDER_WAY) {
            throw new NotCopyable("contains itself", null);
        }
        if (known != null) {
            return known;
        }
        Object copy = copyNested(original);
        copies.put(original, copy);
        return copy;
    }

    /** Returns whether the container is immutable; being referenced twice means nothing then, as with {@code List.of()}. */
    private static boolean isConstant(Object original) {
        String name = original.getClass().getName();
        return name.startsWith("java.util.ImmutableCollections") || name.startsWith("java.util.Collections$Empty");
    }

    private Object copyNested(Object original) {
        if (++depth > MAX_DEPTH) {
            throw new NotCopyable("is nested more than " + MAX_DEPTH + " levels deep", null);
        }
        Object copy = original.getClass().isArray() ? copyArray(original) : copyCollectionOrMap(original);
        depth--;
        return copy;
    }

    private Object copyCollectionOrMap(Object original) {
        requireKnownKind(original);
        try {
            return original instanceof Map<?, ?> map ? copyMap(map) : copyCollection((Collection<?>) original);
        } catch (NotCopyable e) {
            throw e;
        } catch (RuntimeException e) {
            // A comparator, or a container that is changed meanwhile.
            throw new NotCopyable(has(original) + " that threw", e);
        }
    }

    /** A class of the user's is more than a list or a map, which is all that its copy would be. */
    private static void requireKnownKind(Object original) {
        String name = original.getClass().getName();
        // A checked collection takes elements of a type that their copies need not have.
        boolean known = (name.startsWith("java.util.") && !name.startsWith("java.util.Collections$Checked"))
                || original instanceof AppendedList
                || original instanceof LocalStore
                || original instanceof ForkingData;
        if (!known) {
            throw new NotCopyable(has(original) + ", which is none of the JDK's plain ones,", null);
        }
    }

    private static String has(Object container) {
        return "has a container of " + container.getClass().getName();
    }

    @SuppressWarnings("unchecked")
    private Map<Object, @Nullable Object> copyMap(Map<?, ?> map) {
        Map<Object, @Nullable Object> copy;
        if (map instanceof SortedMap<?, ?> sorted) {
            copy = new TreeMap<>(((SortedMap<Object, Object>) sorted).comparator());
        } else {
            copy = map instanceof IdentityHashMap ? new IdentityHashMap<>(map.size()) : new LinkedHashMap<>();
        }
        map.forEach((key, value) -> {
            if (copy.put(key, copy(value)) != null) {
                throw new NotCopyable(has(map) + " whose keys are equal", null);
            }
        });
        if (!unmodifiable) {
            return copy;
        }
        return copy instanceof TreeMap<Object, @Nullable Object> sorted
                ? Collections.unmodifiableSortedMap(sorted)
                : Collections.unmodifiableMap(copy);
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
        for (Object element : collection) {
            if (!copy.add(copy(element))) {
                throw new NotCopyable(has(collection) + " whose elements are equal as copies", null);
            }
        }
        return unmodifiable ? unmodifiable(copy) : copy;
    }

    private static Collection<@Nullable Object> unmodifiable(Collection<@Nullable Object> copy) {
        if (copy instanceof TreeSet<@Nullable Object> sorted) {
            return Collections.unmodifiableSortedSet(sorted);
        }
        return copy instanceof Set<@Nullable Object> set
                ? Collections.unmodifiableSet(set)
                : Collections.unmodifiableList((List<@Nullable Object>) copy);
    }

    private Object copyArray(Object array) {
        int length = Array.getLength(array);
        Class<?> type = array.getClass().getComponentType();
        Object copy = Array.newInstance(type, length);
        if (array instanceof Object[] from) {
            for (int i = 0; i < length; i++) {
                Object element = copy(from[i]);
                if (element != null && !type.isInstance(element)) {
                    throw new NotCopyable(
                            "has an array of " + type.getName() + " that cannot hold the copy of its element, a "
                                    + element.getClass().getName() + ",",
                            null);
                }
                Array.set(copy, i, element);
            }
        } else {
            System.arraycopy(array, 0, copy, 0, length);
        }
        return copy;
    }

    private static final class NotCopyable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotCopyable(String message, @Nullable Throwable cause) {
            super(message, cause, false, false);
        }
    }
}
