package io.brainyflow;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The global store as one visit sees it whose writes are applied later: its own writes over the values beneath. */
final class BufferedStore extends RecordingStore {

    private final GlobalStore beneath;

    /** The keys that have been written, or read in order to be; the others are beneath only. */
    private final Set<String> own = new HashSet<>();

    BufferedStore(GlobalStore beneath, Writes writes) {
        super(new GlobalStore(), writes);
        this.beneath = beneath.plain();
    }

    @Override
    GlobalStore plain() {
        return beneath;
    }

    @Override
    synchronized GlobalStore copy() {
        GlobalStore all = beneath.copy();
        GlobalStore copies = super.copy();
        for (String key : own) {
            Object value = copies.get(key);
            if (value == null) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        }
        return all;
    }

    @Override
    synchronized @Nullable Object get(String key) {
        return own.contains(key) ? super.get(key) : beneath.get(key);
    }

    @Override
    synchronized boolean contains(String key) {
        return own.contains(key) ? super.contains(key) : beneath.contains(key);
    }

    @Override
    synchronized void put(String key, Object value) {
        own.add(key);
        super.put(key, value);
    }

    @Override
    synchronized void remove(String key) {
        own.add(key);
        super.remove(key);
    }

    @Override
    synchronized void add(String key, Number number) {
        take(key);
        super.add(key, number);
    }

    @Override
    synchronized void append(String key, Object value) {
        take(key);
        super.append(key, value);
    }

    @Override
    synchronized <T> void merge(MemoryKey<T> key, T value) {
        take(key.name());
        super.merge(key, value);
    }

    /** Takes the value from beneath, to combine it with another. */
    private void take(String key) {
        Object value = own.add(key) ? beneath.get(key) : null;
        if (value != null) {
            hold(key, value);
        }
    }

    @Override
    synchronized Set<String> keys() {
        Set<String> keys = beneath.keys();
        keys.removeAll(own);
        keys.addAll(super.keys());
        return keys;
    }
}
