package io.brainyflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Combines the branches that have met in a join into one visit. */
final class Joins {

    private Joins() {}

    /**
     * Takes out of the branches that wait at joins those whose joins wait for no other, and returns a visit for each of
     * these joins, in the order of their first branches.
     */
    static List<VisitState> join(JoinOrder order, Map<Integer, List<VisitState>> waiting) {
        BitSet held = order.held(waiting.keySet());
        List<VisitState> ready = new ArrayList<>(1);
        waiting.entrySet().removeIf(branches -> {
            boolean isReady = !held.get(order.number(branches.getKey()));
            if (isReady) {
                branches.getValue().sort(TreeOrder.INSTANCE);
                ready.add(visitFor(branches.getValue()));
            }
            return isReady;
        });
        ready.sort(TreeOrder.INSTANCE);
        return ready;
    }

    /** Turns the first of the branches into the join's visit, which gets a local store when it begins, and ends the others. */
    private static VisitState visitFor(List<VisitState> branches) {
        VisitState first = branches.get(0);
        int[] counts = first.counts;
        List<Map<String, Object>> stores = new ArrayList<>(branches.size());
        List<PathWrites> paths = new ArrayList<>(branches.size());
        for (VisitState branch : branches) {
            stores.add(Collections.unmodifiableMap(branch.memory().local()));
            counts = largest(counts, branch.counts);
            if (branch.pathWrites != null) {
                paths.add(branch.pathWrites);
            }
            if (branch != first) {
                branch.release();
            }
        }
        if (first.pathWrites != null) {
            first.follow(PathWrites.joined(paths));
        }
        first.use(first.memory().joining(Collections.unmodifiableList(stores)));
        first.inheritCounts(counts, true);
        return first;
    }

    private static int @Nullable [] largest(int @Nullable [] counts, int @Nullable [] others) {
        if (counts == null || others == null || counts == others) {
            return counts == null ? others : counts;
        }
        int[] largest = new int[counts.length];
        Arrays.setAll(largest, slot -> Math.max(counts[slot], others[slot]));
        return largest;
    }
}
