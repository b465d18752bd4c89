package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The global store as one visit sees it whose writes are applied later: its own writes over the values beneath. Guarded by what
 * records the writes, so that none is lost: one that comes when the recording has ended is refused.
 */
final class BufferedStore extends RecordingStore {

    private final GlobalStore beneath;
    private final Writes writes;

    /** The keys that have been written, or read in order to be; the others are beneath only. */
    private final Set<String> own = new HashSet<>();

    /** Items appended to lists that were not read since; a long list beneath is not touched for them. */
    private final Map<String, List<Object>> appended = new HashMap<>(2);

    BufferedStore(GlobalStore beneath, Writes writes) {
        super(new GlobalStore(), writes);
        this.beneath = beneath;
        this.writes = writes;
    }

    @Override
    GlobalStore copy() {
        synchronized (writes) {
            List.copyOf(appended.keySet()).forEach(this::fold);
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
    }

    @Override
    @Nullable
    Object get(String key) {
        synchronized (writes) {
            fold(key);
            Object value = own.contains(key) ? super.get(key) : beneath.get(key);
            return value instanceof byte[] bytes ? bytes.clone() : value; // which could be changed in place undetected
        }
    }

    @Override
    boolean contains(String key) {
        synchronized (writes) {
            return own.contains(key) ? super.contains(key) : appended.containsKey(key) || beneath.contains(key);
        }
    }

    @Override
    void put(String key, Object value) {
        synchronized (writes) {
            writes.requireRecording(key);
            appended.remove(key);
            own.add(key);
            super.put(key, value);
        }
    }

    @Override
    void remove(String key) {
        synchronized (writes) {
            writes.requireRecording(key);
            appended.remove(key);
            own.add(key);
            super.remove(key);
        }
    }

    @Override
    void add(String key, Number number) {
        synchronized (writes) {
            take(key);
            super.add(key, number);
        }
    }

    @Override
    void append(String key, Object value) {
        synchronized (writes) {
            writes.requireRecording(key);
            if (own.contains(key)) {
                super.append(key, value);
                return;
            }
            Object present = beneath.get(key);
            if (present != null) {
                Memory.cast(key, present, List.class);
            }
            appended.computeIfAbsent(key, name -> new ArrayList<>()).add(value);
            writes.combine(Write.Operation.APPEND, key, value, null);
        }
    }

    /** Returns the list with the appended items. */
    private void fold(String key) {
        List<Object> values = appended.remove(key);
        if (values != null) {
            Object present = beneath.get(key);
            if (present != null) {
                store.put(key, present);
            }
            own.add(key);
            values.forEach(value -> store.append(key, value));
        }
    }

    @Override
    <T> void merge(MemoryKey<T> key, T value) {
        synchronized (writes) {
            take(key.name());
            super.merge(key, value);
        }
    }

    /** Takes the value from beneath, to combine it with another. */
    private void take(String key) {
        writes.requireRecording(key);
        fold(key);
        Object value = own.add(key) ? beneath.get(key) : null;
        if (value != null) {
            store.put(key, value);
        }
    }

    @Override
    Set<String> keys() {
        synchronized (writes) {
            Set<String> keys = beneath.keys();
            keys.removeAll(own);
            keys.addAll(super.keys());
            keys.addAll(appended.keySet());
            return keys;
        }
    }
}
