package io.brainyflow;

import io.brainyflow.Write.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The global store as a part of a visit sees it whose writes are recorded. */
sealed class RecordingStore extends GlobalStore permits BufferedStore {

    final GlobalStore store;
    private final Writes writes;

    RecordingStore(GlobalStore store, Writes writes) {
        super(NO_VALUES);
        this.store = store;
        this.writes = writes;
    }

    @Override
    GlobalStore copy() {
        return store.copy();
    }

    @Override
    @Nullable
    Object get(String key) {
        return store.get(key);
    }

    @Override
    boolean contains(String key) {
        return store.contains(key);
    }

    @Override
    void put(String key, Object value) {
        store.put(key, value);
        writes.put(key, value);
    }

    @Override
    void remove(String key) {
        store.remove(key);
        writes.put(key, null);
    }

    @Override
    void add(String key, Number number) {
        store.add(key, number);
        writes.combine(Operation.ADD, key, number, null);
    }

    @Override
    void append(String key, Object value) {
        store.append(key, value);
        writes.combine(Operation.APPEND, key, value, null);
    }

    @Override
    <T> void merge(MemoryKey<T> key, T value) {
        store.merge(key, value);
        writes.combine(Operation.MERGE, key.name(), value, key);
    }

    @Override
    Set<String> keys() {
        return store.keys();
    }
}
