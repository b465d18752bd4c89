package io.brainyflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handle by which a node without a class triggers actions and emits events in its {@code post}. */
public interface Signals {

    /** Triggers the action on a branch of its own. */
    void trigger(String action);

    /**
     * Triggers the action on a branch of its own that starts with {@code forkingData} in its local store.
     *
     * @param forkingData what only this branch sees; copied here and now, deeply for maps, lists, sets and arrays
     * @throws IllegalArgumentException if a key is reserved, or a container contains itself
     */
    void trigger(String action, Map<String, ? extends @Nullable Object> forkingData);

    /** Triggers the action on a branch of its own that starts with one value in its local store. */
    default <T> void trigger(String action, MemoryKey<T> key, T value) {
        trigger(action, ForkingData.of(key.name(), key.cast(value)));
    }

    /** Notifies the listeners of the run of an event. */
    void emit(Object event);
}
