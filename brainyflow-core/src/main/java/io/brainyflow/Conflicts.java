package io.brainyflow;

import io.brainyflow.Trail.Left;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the branches of one visit of a parallel flow have left in the global store, and nothing that comes after it has
 * replaced. Two values are in conflict if neither was written after the other by the graph, through its joins: then the
 * clock says which one stands.
 */
final class Conflicts {

    /** What was left, by key. */
    private final Map<String, Set<Left>> left = new TreeMap<>();

    private final Frame frame;

    private Map<String, Object> outcome = Map.of();

    /** Two visits that leave a key in conflict. */
    record Conflict(String flow, String key, Visit one, Visit other) {

        String describe() {
            return "Branches of flow '" + flow + "' left different values under '" + key
                    + "', and chance says which of them stands: one was written on the path "
                    + BrainyFlowException.abridged(one.path()) + ", the other on the path "
                    + BrainyFlowException.abridged(other.path())
                    + "; write with add, append or merge, or under a key for each branch, or let the flow's onConflict be"
                    + " IGNORE";
        }
    }

    Conflicts(Frame frame) {
        this.frame = frame;
    }

    void add(String key, Left added) {
        left.computeIfAbsent(key, name -> new LinkedHashSet<>(2)).add(added);
    }

    void remove(String key, Left removed) {
        Set<Left> present = left.get(key);
        if (present != null) {
            present.remove(removed);
        }
    }

    /** Compares what was left, when all branches have ended, and answers a conflict for each key that has one, by key. */
    List<Conflict> settle() {
        List<Conflict> conflicts = new ArrayList<>(0);
        Map<String, Object> settled = new HashMap<>();
        left.forEach((key, all) -> {
            List<Left> ordered = inOrder(all);
            Conflict conflict = find(key, ordered);
            if (conflict != null) {
                conflicts.add(conflict);
            }
            settled.put(key, conflict == null ? outcome(ordered) : new Object());
        });
        outcome = settled;
        return conflicts;
    }

    /** Answers what all branches together have left by key, once it was compared. */
    Map<String, Object> outcome() {
        return outcome;
    }

    private static Object outcome(List<Left> all) {
        if (all.stream().noneMatch(Left::isPut)) {
            return Writes.OPERATION;
        }
        return all.stream().allMatch(Left::isPut) ? all.get(0).value : new Object();
    }

    private @Nullable Conflict find(String key, List<Left> all) {
        List<Left> puts = all.stream().filter(Left::isPut).toList();
        for (Left put : puts) {
            if (put.value != puts.get(0).value && !put.value.equals(puts.get(0).value)) {
                return new Conflict(frame.graph.name(), key, puts.get(0).visit, put.visit);
            }
        }
        for (Left operation : all) {
            for (Left put : operation.isPut() ? List.<Left>of() : puts) {
                if (!operation.after.contains(put)) {
                    boolean putFirst = all.indexOf(put) < all.indexOf(operation);
                    return new Conflict(
                            frame.graph.name(),
                            key,
                            (putFirst ? put : operation).visit,
                            (putFirst ? operation : put).visit);
                }
            }
        }
        return null;
    }

    private List<Left> inOrder(Set<Left> all) {
        List<Left> ordered = new ArrayList<>(all);
        ordered.sort(Comparator.comparing(this::inFrame, TreeOrder.INSTANCE));
        return ordered;
    }

    /** Answers the visit of this flow that the visit is, or is within. */
    private Visit inFrame(Left left) {
        Visit visit = left.visit;
        while (visit.frame != frame && visit.frame != null) {
            visit = visit.frame.owner;
        }
        return visit;
    }
}
