package io.brainyflow;

import io.brainyflow.Write.Operation;

/** The global store as a part of a visit sees it whose writes are recorded. */
sealed class RecordingStore extends GlobalStore permits BufferedStore {

    private final GlobalStore store;
    private final Writes writes;

    RecordingStore(GlobalStore store, Writes writes) {
        super(store);
        this.store = store.plain();
        this.writes = writes;
    }

    @Override
    GlobalStore plain() {
        return store;
    }

    @Override
    void put(String key, Object value) {
        super.put(key, value);
        writes.put(key, value);
    }

    @Override
    void remove(String key) {
        super.remove(key);
        writes.put(key, null);
    }

    @Override
    void add(String key, Number number) {
        super.add(key, number);
        writes.combine(Operation.ADD, key, number, null);
    }

    @Override
    void append(String key, Object value) {
        super.append(key, value);
        writes.combine(Operation.APPEND, key, value, null);
    }

    @Override
    <T> void merge(MemoryKey<T> key, T value) {
        super.merge(key, value);
        writes.combine(Operation.MERGE, key.name(), value, key);
    }
}
