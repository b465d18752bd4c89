package io.brainyflow;

import java.util.ArrayList;
import java.util.List;

/** Those who are performing a visit. Joining and leaving takes the same short time however many they are. */
final class BusyWorkers {

    /** In no order: the last one takes the slot of one that leaves. */
    private final List<Worker> busy = new ArrayList<>();

    void add(Worker worker) {
        worker.standAt(busy.size());
        busy.add(worker);
    }

    void remove(Worker worker) {
        int position = worker.position();
        Worker last = busy.remove(busy.size() - 1);
        if (last != worker) {
            busy.set(position, last);
            last.standAt(position);
        }
    }

    boolean isEmpty() {
        return busy.isEmpty();
    }

    boolean isOnlyOne() {
        return busy.size() == 1;
    }

    void interruptAll() {
        busy.forEach(Worker::interrupt);
    }

    /** Interrupts those whose visit is in a flow that is being cancelled. */
    void interruptCancelled() {
        busy.stream().filter(Worker::isCancelled).forEach(Worker::interrupt);
    }
}
