package io.brainyflow;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The unmodifiable data of a {@link Trigger}. Each branch that begins with it has a store of its own, a copy. */
final class ForkingData extends AbstractMap<String, Object> {

    static final Map<String, Object> NONE = Map.of();

    private final LocalStore values;

    private ForkingData(LocalStore values) {
        this.values = values;
    }

    /** Returns one value as forking data, copied if it is a container. */
    static Map<String, Object> of(String key, Object value) {
        return new ForkingData(LocalStore.of(key, value));
    }

    static Map<String, Object> copyOf(Map<String, ? extends @Nullable Object> values) {
        if (values instanceof ForkingData data && data.values.isFlat()) {
            return data;
        }
        return values.isEmpty() ? NONE : new ForkingData(LocalStore.copyOf(values));
    }

    /** Adds a copy of forking data to a store. */
    static void putInto(LocalStore store, Map<String, ? extends @Nullable Object> forkingData) {
        if (!forkingData.isEmpty()) {
            store.putCopies(forkingData instanceof ForkingData data ? data.values : forkingData);
        }
    }

    @Override
    public @Nullable Object get(Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return values.containsKey(key);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }
}
