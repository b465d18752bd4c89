package io.brainyflow;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that one branch sees: a map in order of writing that refuses reserved names and takes a null as the absence
 * of the key. Its collection views are read-only. Not thread-safe, since a branch is performed by one thread at a time.
 */
final class LocalStore extends AbstractMap<String, Object> {

    private @Nullable Map<String, Object> values;

    /** Answers a deep copy of the given values, those that are null left out. */
    static LocalStore copyOf(Map<String, ? extends @Nullable Object> values) {
        LocalStore copy = new LocalStore();
        copy.putCopies(values);
        return copy;
    }

    void putCopies(Map<String, ? extends @Nullable Object> source) {
        if (source.isEmpty()) {
            return;
        }
        DeepCopy copies = new DeepCopy();
        source.forEach((key, value) -> put(key, value == null ? null : copies.of(key, value)));
    }

    @Override
    @SuppressWarnings("NullAway") // null takes the key out, and answers as Map.put does
    public @Nullable Object put(String key, @Nullable Object value) {
        MemoryNames.check(key);
        if (value == null) {
            return values == null ? null : values.remove(key);
        }
        if (values == null) {
            values = new LinkedHashMap<>();
        }
        return values.put(key, value);
    }

    @Override
    public @Nullable Object get(Object key) {
        return values == null ? null : values.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return values != null && values.containsKey(key);
    }

    @Override
    public @Nullable Object remove(Object key) {
        return values == null ? null : values.remove(key);
    }

    @Override
    public void clear() {
        values = null;
    }

    @Override
    public int size() {
        return values == null ? 0 : values.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values == null ? Set.of() : Collections.unmodifiableMap(values).entrySet();
    }
}
