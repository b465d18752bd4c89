package io.brainyflow;

import java.util.ArrayList;
import java.util.List;

/** Those who are performing a visit. Joining and leaving takes the same short time however many they are. */
final class BusyPerformers {

    /** In no order: the last one takes the place of one that leaves. */
    private final List<Performer> busy = new ArrayList<>();

    void add(Performer performer) {
        performer.standAt(busy.size());
        busy.add(performer);
    }

    void remove(Performer performer) {
        int position = performer.position();
        Performer last = busy.remove(busy.size() - 1);
        if (last != performer) {
            busy.set(position, last);
            last.standAt(position);
        }
    }

    boolean isEmpty() {
        return busy.isEmpty();
    }

    void interruptAll() {
        busy.forEach(Performer::interrupt);
    }

    /** Interrupts those whose visit is in a flow that is being cancelled. */
    void interruptCancelled() {
        busy.stream().filter(Performer::isCancelled).forEach(Performer::interrupt);
    }
}
