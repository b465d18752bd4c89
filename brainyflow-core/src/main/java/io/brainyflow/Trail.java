package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the visits on the way of a branch have left in the global store and nothing later on the way has replaced. Like its
 * local store, a branch has it alone, and copies it where it splits.
 */
final class Trail {

    private final Conflicts conflicts;
    private final Map<String, List<Left>> byKey;

    /** What a visit left under a key. Each is equal to itself alone. */
    static final class Left {

        final Visit visit;

        /** What was put, or {@link Writes#OPERATION}. */
        final Object value;

        /** For an operation, what had been put on the way there. */
        final List<Left> after;

        private Left(Visit visit, Object value, List<Left> after) {
            this.visit = visit;
            this.value = value;
            this.after = after;
        }

        boolean isPut() {
            return value != Writes.OPERATION;
        }
    }

    /** Begins a trail whose writes may conflict with others'. */
    Trail(Conflicts conflicts) {
        this(conflicts, new HashMap<>());
    }

    private Trail(Conflicts conflicts, Map<String, List<Left>> byKey) {
        this.conflicts = conflicts;
        this.byKey = byKey;
    }

    Trail copy() {
        return new Trail(conflicts, new HashMap<>(byKey));
    }

    /** Answers the trail of the branch that goes on where others have met. */
    static Trail joined(List<Trail> trails) {
        Trail first = trails.get(0);
        if (trails.stream().allMatch(trail -> trail == first)) {
            return first;
        }
        Map<String, Set<Left>> all = new HashMap<>();
        trails.forEach(trail -> trail.byKey.forEach((key, left) ->
                all.computeIfAbsent(key, name -> new LinkedHashSet<>()).addAll(left)));
        Trail joined = new Trail(first.conflicts);
        all.forEach((key, left) -> joined.byKey.put(key, joined.condensed(key, List.copyOf(left))));
        return joined;
    }

    /** Has one operation stand for all, where none of them is in conflict with what was put. */
    private List<Left> condensed(String key, List<Left> left) {
        List<Left> puts = left.stream().filter(Left::isPut).toList();
        List<Left> operations = left.stream().filter(one -> !one.isPut()).toList();
        if (operations.size() < 2 || operations.stream().anyMatch(one -> !one.after.containsAll(puts))) {
            return left;
        }
        Left one = new Left(operations.get(0).visit, Writes.OPERATION, puts);
        operations.forEach(operation -> conflicts.remove(key, operation));
        conflicts.add(key, one);
        return with(puts, one);
    }

    private static List<Left> with(List<Left> some, Left one) {
        List<Left> all = new ArrayList<>(some.size() + 1);
        all.addAll(some);
        all.add(one);
        return all;
    }

    /** Adds what a visit left, which replaces what it came after. */
    void leave(Visit visit, Map<String, Object> left) {
        left.forEach((key, value) -> leave(key, visit, value));
    }

    /** A value that is put replaces all before it, an operation only the operations, as it stands for them. */
    private void leave(String key, Visit visit, Object value) {
        List<Left> before = byKey.getOrDefault(key, List.of());
        List<Left> kept =
                value == Writes.OPERATION ? before.stream().filter(Left::isPut).toList() : List.of();
        before.stream().filter(one -> !kept.contains(one)).forEach(one -> conflicts.remove(key, one));
        Left now = new Left(visit, value, kept);
        conflicts.add(key, now);
        byKey.put(key, with(kept, now));
    }
}
