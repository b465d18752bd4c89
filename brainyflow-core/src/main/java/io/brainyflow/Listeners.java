package io.brainyflow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The listeners of a run. They cannot break anything: what one throws, an error too, is logged by class and dropped. */
final class Listeners {

    private final List<FlowListener> listeners;

    Listeners(List<FlowListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Returns these listeners followed by others, which are those of one run. */
    Listeners and(List<FlowListener> others) {
        if (others.isEmpty()) {
            return this;
        }
        List<FlowListener> both = new ArrayList<>(listeners);
        both.addAll(others);
        return new Listeners(both);
    }

    List<FlowListener> all() {
        return listeners;
    }

    /** Notifies each listener of what happens in a visit. */
    void tell(VisitState visit, BiConsumer<FlowListener, Visit> event) {
        if (listeners.isEmpty()) {
            return;
        }
        Visit seen = new Visit(visit);
        for (FlowListener listener : listeners) {
            try {
                event.accept(listener, seen);
            } catch (Throwable e) {
                Log.warn("Listener " + listener.getClass().getName() + " threw, and the run goes on", e);
            }
        }
    }
}
