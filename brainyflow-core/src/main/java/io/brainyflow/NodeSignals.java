package io.brainyflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signals as the node itself does, for the functions that it is made of. */
record NodeSignals(BaseNode<?, ?> node) implements Signals {

    @Override
    public void trigger(String action) {
        node.trigger(action);
    }

    @Override
    public void trigger(String action, Map<String, ? extends @Nullable Object> forkingData) {
        node.trigger(action, forkingData);
    }

    @Override
    public void emit(Object event) {
        node.emit(event);
    }
}
