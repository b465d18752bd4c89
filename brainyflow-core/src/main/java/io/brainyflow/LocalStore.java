package io.brainyflow;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that one branch sees: a map in order of writing that refuses reserved names and takes a null as the absence
 * of the key. Its collection views are read-only. Not thread-safe, since a branch is performed by one thread at a time.
 *
 * <p>Every branch has one and most hold a few values, which are kept in an array, key by value; only more get a hash map.
 */
final class LocalStore extends AbstractMap<String, Object> {

    private static final Object[] NOTHING = {};
    private static final int FEW = 8;

    /** Keys and values in turn; empty where there are many. Never written, so that copies can share it. */
    private Object[] few = NOTHING;

    private @Nullable Map<String, Object> many;

    /** Returns a store of one value, copied if it is a container. */
    static LocalStore of(String key, Object value) {
        MemoryNames.check(key);
        LocalStore store = new LocalStore();
        store.few = new Object[] {key, DeepCopy.isContainer(value) ? new DeepCopy().of(key, value) : value};
        return store;
    }

    /** Returns a deep copy of the given values, those that are null left out. */
    static LocalStore copyOf(Map<String, ? extends @Nullable Object> values) {
        LocalStore copy = new LocalStore();
        copy.putCopies(values);
        return copy;
    }

    /** Returns a store of its own with the values themselves. */
    LocalStore withSameValues() {
        LocalStore same = new LocalStore();
        same.few = few;
        same.many = many == null ? null : new LinkedHashMap<>(many);
        return same;
    }

    /** Returns whether this has the values of a store that was made of this one by {@link #withSameValues}, surely unchanged. */
    boolean isSame(LocalStore before) {
        return few == before.few && before.many == null && isFlat();
    }

    /** Makes the values copies of others. */
    void replaceBy(Map<String, Object> values) {
        clear();
        putCopies(values);
    }

    void putCopies(Map<String, ? extends @Nullable Object> source) {
        if (isEmpty() && source instanceof LocalStore store && store.isFlat()) {
            few = store.few;
            many = null;
            return;
        }
        DeepCopy copies = null;
        for (Entry<String, ? extends @Nullable Object> entry : source.entrySet()) {
            Object value = entry.getValue();
            if (DeepCopy.isContainer(value)) {
                copies = copies == null ? new DeepCopy() : copies;
                value = copies.of(entry.getKey(), value);
            }
            put(entry.getKey(), value);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null takes the key out, and returns as Map.put does
    public @Nullable Object put(String key, @Nullable Object value) {
        MemoryNames.check(key);
        if (value == null) {
            return remove(key);
        }
        if (many != null) {
            return many.put(key, value);
        }
        int position = position(key);
        int length = few.length;
        if (position >= 0) {
            Object before = few[position + 1];
            few = few.clone();
            few[position + 1] = value;
            return before;
        }
        if (length == 2 * FEW) {
            many = new LinkedHashMap<>(this);
            few = NOTHING;
            return many.put(key, value);
        }
        few = Arrays.copyOf(few, length + 2);
        few[length] = key;
        few[length + 1] = value;
        return null;
    }

    /** Returns whether the values are few and none of them has to be copied. */
    boolean isFlat() {
        for (int i = 1; i < few.length; i += 2) {
            if (DeepCopy.isContainer(few[i])) {
                return false;
            }
        }
        return many == null;
    }

    /** Returns the index of the key among a few, or -1. */
    private int position(Object key) {
        for (int i = 0; i < few.length; i += 2) {
            if (few[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object get(Object key) {
        if (many != null) {
            return many.get(key);
        }
        int position = position(key);
        return position < 0 ? null : few[position + 1];
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable Object remove(Object key) {
        if (many != null) {
            return many.remove(key);
        }
        int position = position(key);
        if (position < 0) {
            return null;
        }
        Object before = few[position + 1];
        Object[] fewer = few.length == 2 ? NOTHING : Arrays.copyOf(few, few.length - 2);
        System.arraycopy(few, position + 2, fewer, position, few.length - position - 2);
        few = fewer;
        return before;
    }

    /** Removes the keys that the other store does not have. */
    void retainKeysOf(Map<String, Object> other) {
        if (!isEmpty()) {
            List.copyOf(keySet()).stream()
                    .filter(key -> !other.containsKey(key))
                    .forEach(this::remove);
        }
    }

    @Override
    public void clear() {
        few = NOTHING;
        many = null;
    }

    @Override
    public int size() {
        return many == null ? few.length / 2 : many.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public Set<String> keySet() {
        return Collections.unmodifiableSet(super.keySet());
    }

    @Override
    public Collection<Object> values() {
        return Collections.unmodifiableCollection(super.values());
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return many == null
                        ? new FewEntries(few)
                        : Collections.unmodifiableMap(many).entrySet().iterator();
            }

            @Override
            public int size() {
                return LocalStore.this.size();
            }
        };
    }

    /** Goes through the values as they were when it was made. */
    private static final class FewEntries implements Iterator<Entry<String, Object>> {

        private final Object[] entries;
        private int next;

        FewEntries(Object[] entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return next < entries.length;
        }

        @Override
        public Entry<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return Map.entry((String) entries[next - 2], entries[next - 1]);
        }
    }
}
