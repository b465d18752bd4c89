package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Detects conflicting writes among the branches of one visit of a parallel flow. Kept are the values that no later write on
 * the same path has replaced. Two of them conflict if the graph orders neither after the other, by an edge or a join: then
 * the surviving value depends on timing.
 */
final class ConflictDetector {

    /** The written values that have not been replaced, by key. */
    private final Map<String, WrittenValues> written = new TreeMap<>();

    private final Frame frame;

    private Map<String, Object> outcome = Map.of();

    /**
     * Two visits that wrote conflicting values under a key.
     *
     * @param apart where their branches part, if their paths are equal; otherwise empty
     * @param failure what the comparison of their values threw, if it did
     */
    record Conflict(
            String flow,
            String key,
            VisitState one,
            VisitState other,
            String apart,
            @Nullable Throwable failure) {

        String describe() {
            return "Branches of flow '" + flow + "' wrote different values under " + Log.quote(key)
                    + ", and the surviving value depends on timing: one was written on the path "
                    + BrainyFlowException.abridged(one.path()) + ", the other on the path "
                    + BrainyFlowException.abridged(other.path())
                    + apart
                    + (failure == null
                            ? ""
                            : " (comparing them threw " + failure.getClass().getName() + ")")
                    + "; write with add, append or merge, or under a key for each branch, or set the flow's onConflict to"
                    + " IGNORE";
        }
    }

    ConflictDetector(Frame frame) {
        this.frame = frame;
    }

    boolean isWritten(String key) {
        return written.containsKey(key);
    }

    void add(String key, WrittenValue.One added) {
        written.computeIfAbsent(key, name -> new WrittenValues()).add(added);
    }

    void remove(String key, WrittenValue.One removed) {
        WrittenValues present = written.get(key);
        if (present != null) {
            present.remove(removed);
        }
    }

    /** Compares the written values, when all branches have ended, and returns a conflict for each key that has one, by key. */
    List<Conflict> detect() {
        List<Conflict> conflicts = new ArrayList<>(0);
        Map<String, Object> outcomes = new HashMap<>();
        written.forEach((key, values) -> {
            List<WrittenValue.One> all = values.present();
            Conflict conflict = areAlike(all) ? null : find(key, inOrder(all));
            if (conflict != null) {
                conflicts.add(conflict);
            }
            outcomes.put(key, conflict == null ? outcome(all) : new Object());
        });
        outcome = outcomes;
        return conflicts;
    }

    /** Returns what all branches together have written, by key, once {@link #detect} has compared it. */
    Map<String, Object> outcome() {
        return outcome;
    }

    /** Returns whether there is no conflict whatever the order of the values, which takes long to find out. */
    private static boolean areAlike(List<WrittenValue.One> all) {
        if (all.stream().noneMatch(WrittenValue.One::isPut)) {
            return true;
        }
        try {
            return all.stream().allMatch(one -> one.isPut() && areEqual(all.get(0), one));
        } catch (Throwable e) {
            return false;
        }
    }

    private static boolean areEqual(WrittenValue.One one, WrittenValue.One other) {
        return one.value == other.value || one.value.equals(other.value);
    }

    private static Object outcome(List<WrittenValue.One> all) {
        if (all.stream().noneMatch(WrittenValue.One::isPut)) {
            return Writes.OPERATION;
        }
        return all.stream().allMatch(WrittenValue.One::isPut) ? all.get(0).value : new Object();
    }

    private @Nullable Conflict find(String key, List<WrittenValue.One> all) {
        List<WrittenValue.One> puts =
                all.stream().filter(WrittenValue.One::isPut).toList();
        for (WrittenValue.One put : puts) {
            WrittenValue.One first = puts.get(0);
            Throwable failure = null;
            try {
                if (areEqual(first, put)) {
                    continue;
                }
            } catch (Throwable e) {
                failure = e;
            }
            return conflict(key, first, put, failure);
        }
        Map<WrittenValue, Boolean> hasAll = new HashMap<>();
        for (WrittenValue.One operation : all) {
            if (!operation.isPut() && !puts.isEmpty()) {
                WrittenValue after = operation.puts();
                if (after == null || !hasAll.computeIfAbsent(after, one -> missing(one, puts) == null)) {
                    return conflict(key, all, operation, Objects.requireNonNull(missing(after, puts)));
                }
            }
        }
        return null;
    }

    /** Returns the first of the values that is not among those, or null if all are. */
    private static WrittenValue.@Nullable One missing(@Nullable WrittenValue among, List<WrittenValue.One> puts) {
        Set<WrittenValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<WrittenValue> ahead = new ArrayList<>();
        for (WrittenValue next = among; next != null; next = ahead.isEmpty() ? null : ahead.remove(ahead.size() - 1)) {
            if (seen.add(next) && next instanceof WrittenValue.Several several) {
                ahead.addAll(several.members);
            }
        }
        return puts.stream().filter(put -> !seen.contains(put)).findFirst().orElse(null);
    }

    private Conflict conflict(
            String key, List<WrittenValue.One> all, WrittenValue.One operation, WrittenValue.One put) {
        return all.indexOf(put) < all.indexOf(operation)
                ? conflict(key, put, operation, null)
                : conflict(key, operation, put, null);
    }

    private Conflict conflict(String key, WrittenValue.One one, WrittenValue.One other, @Nullable Throwable failure) {
        return new Conflict(frame.graph.name(), key, one.visit, other.visit, apart(one, other), failure);
    }

    private String apart(WrittenValue.One one, WrittenValue.One other) {
        if (!one.visit.path().equals(other.visit.path())) {
            return "";
        }
        IdentityHashMap<ExecutionTree, Integer> branches = new IdentityHashMap<>();
        VisitState visit = inFrame(one);
        int branch = visit.branch;
        for (ExecutionTree at = visit.previous; at != null; at = at.previous) {
            branches.put(at, branch);
            branch = at.branch;
        }
        visit = inFrame(other);
        branch = visit.branch;
        for (ExecutionTree at = visit.previous; at != null; at = at.previous) {
            Integer others = branches.get(at);
            if (others != null && others != branch) {
                return ", in branches " + (others + 1) + " and " + (branch + 1) + " of node '" + at.node() + "'";
            }
            branch = at.branch;
        }
        return "";
    }

    private List<WrittenValue.One> inOrder(List<WrittenValue.One> all) {
        List<WrittenValue.One> ordered = new ArrayList<>(all);
        ordered.sort(Comparator.comparing(this::inFrame, TreeOrder.INSTANCE));
        return ordered;
    }

    /** Returns the visit of this flow that the visit is, or is within. */
    private VisitState inFrame(WrittenValue.One one) {
        VisitState visit = one.visit;
        while (visit.frame != frame && visit.frame != null) {
            visit = visit.frame.owner;
        }
        return visit;
    }
}
