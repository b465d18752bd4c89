package io.brainyflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The triggers that leave a flow: they have no successors in it, and become its own. */
final class Departures {

    private final boolean parallel;
    private final List<Departure> all = new ArrayList<>(0);

    /** How many of them stand in the order of a sequential run, since joins were visited after them. */
    private int sorted;

    record Departure(VisitState visit, Trigger trigger) {}

    Departures(boolean parallel) {
        this.parallel = parallel;
    }

    void addAll(List<Departure> departures) {
        if (!departures.isEmpty()) { // an empty list, too, is added as an array
            all.addAll(departures);
        }
    }

    /** Sorts what departed since the last join into the order of a sequential run, which is that of the tree. */
    void sort() {
        if (parallel) {
            all.subList(sorted, all.size()).sort(Comparator.comparing(Departure::visit, TreeOrder.INSTANCE));
        }
        sorted = all.size();
    }

    /** Returns the triggers in the order in which a sequential run reaches them. */
    List<Trigger> triggers() {
        if (all.isEmpty()) {
            return List.of();
        }
        sort();
        return all.stream().map(Departure::trigger).toList();
    }
}
