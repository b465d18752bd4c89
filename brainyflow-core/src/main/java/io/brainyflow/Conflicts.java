package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Map<String, Set<Left.One>> left = new TreeMap<>();

    private final Frame frame;

    private Map<String, Object> outcome = Map.of();

    /**
     * Two visits that leave a key in conflict.
     *
     * @param apart where their branches part, if their paths alone do not tell them apart; otherwise empty
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
            return "Branches of flow '" + flow + "' left different values under " + Log.quote(key)
                    + ", and chance says which of them stands: one was written on the path "
                    + BrainyFlowException.abridged(one.path()) + ", the other on the path "
                    + BrainyFlowException.abridged(other.path())
                    + apart
                    + (failure == null
                            ? ""
                            : " (comparing them threw " + failure.getClass().getName() + ")")
                    + "; write with add, append or merge, or under a key for each branch, or let the flow's onConflict be"
                    + " IGNORE";
        }
    }

    Conflicts(Frame frame) {
        this.frame = frame;
    }

    boolean isLeft(String key) {
        return left.containsKey(key);
    }

    void add(String key, Left.One added) {
        left.computeIfAbsent(key, name -> new LinkedHashSet<>(2)).add(added);
    }

    void remove(String key, Left.One removed) {
        Set<Left.One> present = left.get(key);
        if (present != null) {
            present.remove(removed);
        }
    }

    /** Compares what was left, when all branches have ended, and answers a conflict for each key that has one, by key. */
    List<Conflict> settle() {
        List<Conflict> conflicts = new ArrayList<>(0);
        Map<String, Object> settled = new HashMap<>();
        left.forEach((key, all) -> {
            Conflict conflict = all.size() < 2 ? null : find(key, inOrder(all));
            if (conflict != null) {
                conflicts.add(conflict);
            }
            settled.put(key, conflict == null ? outcome(all) : new Object());
        });
        outcome = settled;
        return conflicts;
    }

    /** Answers what all branches together have left by key, once it was compared. */
    Map<String, Object> outcome() {
        return outcome;
    }

    private static Object outcome(Set<Left.One> all) {
        if (all.stream().noneMatch(Left.One::isPut)) {
            return Writes.OPERATION;
        }
        return all.stream().allMatch(Left.One::isPut) ? all.iterator().next().value : new Object();
    }

    private @Nullable Conflict find(String key, List<Left.One> all) {
        List<Left.One> puts = all.stream().filter(Left.One::isPut).toList();
        for (Left.One put : puts) {
            Left.One first = puts.get(0);
            Throwable failure = null;
            try {
                if (put.value == first.value || first.value.equals(put.value)) {
                    continue;
                }
            } catch (Throwable e) {
                failure = e;
            }
            return conflict(key, first, put, failure);
        }
        Map<Left, Boolean> hasAll = new HashMap<>();
        for (Left.One operation : all) {
            if (!operation.isPut() && !puts.isEmpty()) {
                Left after = operation.puts();
                if (after == null || !hasAll.computeIfAbsent(after, one -> missing(one, puts) == null)) {
                    return conflict(key, all, operation, Objects.requireNonNull(missing(after, puts)));
                }
            }
        }
        return null;
    }

    /** Answers the first of the values that is not among those, or null if all are. */
    private static Left.@Nullable One missing(@Nullable Left among, List<Left.One> puts) {
        Set<Left> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Left> ahead = new ArrayList<>();
        for (Left next = among; next != null; next = ahead.isEmpty() ? null : ahead.remove(ahead.size() - 1)) {
            if (seen.add(next) && next instanceof Left.Several several) {
                ahead.addAll(several.members);
            }
        }
        return puts.stream().filter(put -> !seen.contains(put)).findFirst().orElse(null);
    }

    private Conflict conflict(String key, List<Left.One> all, Left.One operation, Left.One put) {
        return all.indexOf(put) < all.indexOf(operation)
                ? conflict(key, put, operation, null)
                : conflict(key, operation, put, null);
    }

    private Conflict conflict(String key, Left.One one, Left.One other, @Nullable Throwable failure) {
        return new Conflict(frame.graph.name(), key, one.visit, other.visit, apart(one, other), failure);
    }

    private String apart(Left.One one, Left.One other) {
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

    private List<Left.One> inOrder(Set<Left.One> all) {
        List<Left.One> ordered = new ArrayList<>(all);
        ordered.sort(Comparator.comparing(this::inFrame, TreeOrder.INSTANCE));
        return ordered;
    }

    /** Answers the visit of this flow that the visit is, or is within. */
    private VisitState inFrame(Left.One one) {
        VisitState visit = one.visit;
        while (visit.frame != frame && visit.frame != null) {
            visit = visit.frame.owner;
        }
        return visit;
    }
}
