package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the visits on the way of a branch have left in the global store. A branch that splits off has a trail of its own that
 * goes on from the one before, so splitting costs nothing, however much was written before; where branches meet, one trail
 * goes on from the last that all have in common.
 */
final class Trail {

    private final Conflicts conflicts;
    private final @Nullable Trail before;
    private final int depth;

    /** What was left since the branch split off, by key; most branches write little. */
    private Map<String, Left> left = Map.of();

    /** Begins a trail whose writes may conflict with others'. */
    Trail(Conflicts conflicts) {
        this(conflicts, null);
    }

    private Trail(Conflicts conflicts, @Nullable Trail before) {
        this.conflicts = conflicts;
        this.before = before;
        this.depth = before == null ? 0 : before.depth + 1;
    }

    /** Answers the trail of a branch that splits off here; this one is not to be written any more. */
    Trail branch() {
        return new Trail(conflicts, left.isEmpty() && before != null ? before : this);
    }

    /** Answers the trail of the branch that goes on where others have met; one by itself, or of a sequential flow, goes on. */
    static Trail joined(List<Trail> trails) {
        Trail first = trails.get(0);
        if (trails.stream().allMatch(trail -> trail == first)) {
            return first;
        }
        Trail shared = trails.stream().reduce(first, Trail::common);
        Set<Trail> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, Set<Left>> met = new LinkedHashMap<>();
        for (Trail trail : trails) {
            for (Trail at = trail; at != null && at != shared && seen.add(at); at = at.before) {
                at.left.forEach((key, one) -> {
                    if (!one.replaced) {
                        met.computeIfAbsent(key, name -> new LinkedHashSet<>(2)).add(one);
                    }
                });
            }
        }
        Trail joined = new Trail(shared.conflicts, shared);
        met.forEach((key, each) ->
                joined.add(key, each.size() == 1 ? each.iterator().next() : new Left.Several(List.copyOf(each))));
        return joined;
    }

    private static Trail common(Trail one, Trail other) {
        Trail a = one;
        Trail b = other;
        while (a != b) {
            if (a.depth >= b.depth && a.before != null) {
                a = a.before;
            } else if (b.before != null) {
                b = b.before;
            } else {
                throw new IllegalStateException("Trails of different visits of a flow have met");
            }
        }
        return a;
    }

    /** Adds what a visit left. */
    void leave(VisitState visit, Map<String, Object> written) {
        written.forEach((key, value) -> leave(key, visit, value));
    }

    /**
     * A value that is put replaces all that was left before it. An operation takes the place of those before it that came
     * after the same values; one that did not is in conflict with a value, and remains to be seen.
     */
    private void leave(String key, VisitState visit, Object value) {
        Left last = conflicts.isLeft(key) ? find(key) : null;
        Left.One now;
        if (value == Writes.OPERATION) {
            Left puts = last == null ? null : last.puts();
            now = Left.One.operation(visit, puts);
            now.comeAfter(last == null || takesPlaceOf(last, puts, key) ? puts : last);
        } else {
            now = Left.One.put(visit, value);
            replace(last, key);
        }
        add(key, now);
        conflicts.add(key, now);
    }

    private void add(String key, Left now) {
        if (left.isEmpty()) {
            left = new HashMap<>(4);
        }
        left.put(key, now);
    }

    private @Nullable Left find(String key) {
        Left found = null;
        for (Trail at = this; at != null && found == null; at = at.before) {
            found = at.left.get(key);
        }
        return found;
    }

    /** Removes the operations that came after the same values, and answers whether all of them did. */
    private boolean takesPlaceOf(Left last, @Nullable Left puts, String key) {
        if (last instanceof Left.Several several) {
            Boolean known = several.operationsReplaced;
            if (known != null) {
                return known;
            }
            boolean all = true;
            for (Left member : several.members) {
                all &= takesPlaceOf(member, puts, key);
            }
            several.noteOperationsReplaced(all);
            return all;
        }
        Left.One one = (Left.One) last;
        if (one.isPut()) {
            return true;
        }
        if (one.puts() != puts || one.before != puts) {
            return false;
        }
        conflicts.remove(key, one);
        return true;
    }

    private void replace(@Nullable Left last, String key) {
        List<Left> ahead = new ArrayList<>();
        for (Left next = last; next != null; next = ahead.isEmpty() ? null : ahead.remove(ahead.size() - 1)) {
            if (next.replaced) {
                continue;
            }
            next.markReplaced();
            if (next instanceof Left.Several several) {
                ahead.addAll(several.members);
            } else if (next instanceof Left.One one) {
                conflicts.remove(key, one);
                if (one.before != null) {
                    ahead.add(one.before);
                }
            }
        }
    }
}
