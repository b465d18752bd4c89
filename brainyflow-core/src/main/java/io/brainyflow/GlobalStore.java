package io.brainyflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that all branches of a run share. Each method changes one key atomically, and changes nothing if it throws. Its
 * keys have been checked by the {@link Memory} around it.
 */
sealed class GlobalStore permits RecordingStore {

    /** The map of a view that keeps its values elsewhere. */
    static final ConcurrentMap<String, Object> NO_VALUES = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Object> values;

    GlobalStore() {
        this(new ConcurrentHashMap<>());
    }

    /** Creates a store that reads and writes the map itself. */
    GlobalStore(ConcurrentMap<String, Object> values) {
        this.values = values;
    }

    /** Returns a store of its own with copies of the values. */
    GlobalStore copy() {
        return new GlobalStore(new ConcurrentHashMap<>(LocalStore.copyOf(values)));
    }

    /** Returns a copy of what there is, with the values themselves. */
    final Map<String, Object> values() {
        Map<String, Object> all = new HashMap<>();
        for (String key : keys()) {
            Object value = get(key);
            if (value != null) {
                all.put(key, value);
            }
        }
        return all;
    }

    @Nullable
    Object get(String key) {
        return values.get(key);
    }

    boolean contains(String key) {
        return values.containsKey(key);
    }

    void put(String key, Object value) {
        values.put(key, value);
    }

    void remove(String key) {
        values.remove(key);
    }

    void add(String key, Number number) {
        values.merge(
                key,
                number,
                (present, added) -> Numbers.add(key, Memory.cast(key, present, Number.class), (Number) added));
    }

    void append(String key, Object value) {
        values.compute(
                key,
                (name, present) ->
                        AppendedList.of(present == null ? List.of() : Memory.cast(name, present, List.class), value));
    }

    <T> void merge(MemoryKey<T> key, T value) {
        values.compute(key.name(), (name, present) -> present == null ? key.begin(value) : key.reduce(present, value));
    }

    /** Returns the keys, sorted. */
    Set<String> keys() {
        return new TreeSet<>(values.keySet());
    }

    /** Returns the keys, sorted, for messages. */
    @Override
    public String toString() {
        return keys().toString();
    }
}
