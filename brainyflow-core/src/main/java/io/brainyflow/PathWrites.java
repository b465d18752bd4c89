package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that the visits on the path of a branch have written to the global store. Where a path splits, its branches share
 * this, and each that writes gets an object of its own that refers to it, so splitting costs nothing, however much was written
 * before. Where branches join, one continues from the last that they have in common.
 */
final class PathWrites {

    private final ConflictDetector conflicts;
    private final @Nullable PathWrites before;
    private final int depth;

    /** The writes since the branch split off, by key; most branches write little. */
    private Map<String, WrittenValue> written = Map.of();

    /** Whether several branches share this, so that it is not written any more. */
    private boolean shared;

    /** Creates the first one of a flow, whose writes may conflict with others'. */
    PathWrites(ConflictDetector conflicts) {
        this(conflicts, null);
    }

    private PathWrites(ConflictDetector conflicts, @Nullable PathWrites before) {
        this.conflicts = conflicts;
        this.before = before;
        this.depth = before == null ? 0 : before.depth + 1;
    }

    /** Notes that several branches split off here. */
    void share() {
        shared = true;
    }

    /** Returns the object to which a branch at this point adds its writes: this, or a new one if this is shared. */
    PathWrites own() {
        return shared ? new PathWrites(conflicts, this) : this;
    }

    /** Returns the writes of the branch that continues where these have joined; one by itself, or of a sequential flow, is continued. */
    static PathWrites joined(List<PathWrites> paths) {
        PathWrites first = paths.get(0);
        if (paths.stream().allMatch(path -> path == first)) {
            return first;
        }
        PathWrites common = paths.stream().reduce(first, PathWrites::common);
        Set<PathWrites> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, Set<WrittenValue>> met = new LinkedHashMap<>();
        for (PathWrites path : paths) {
            for (PathWrites at = path; at != null && at != common && seen.add(at); at = at.before) {
                at.written.forEach((key, one) -> {
                    if (!one.replaced) {
                        met.computeIfAbsent(key, name -> new LinkedHashSet<>(2)).add(one);
                    }
                });
            }
        }
        PathWrites joined = new PathWrites(common.conflicts, common);
        met.forEach((key, each) -> joined.set(
                key, each.size() == 1 ? each.iterator().next() : new WrittenValue.Several(List.copyOf(each))));
        return joined;
    }

    private static PathWrites common(PathWrites one, PathWrites other) {
        PathWrites a = one;
        PathWrites b = other;
        while (a != b) {
            if (a.depth >= b.depth && a.before != null) {
                a = a.before;
            } else if (b.before != null) {
                b = b.before;
            } else {
                throw new IllegalStateException("Branches of different visits of a flow have joined");
            }
        }
        return a;
    }

    /** Adds what a visit has written. */
    void add(VisitState visit, Map<String, Object> written) {
        written.forEach((key, value) -> add(key, visit, value));
    }

    /**
     * A value that is put replaces all that was written before it. An operation replaces those before it that were applied to the
     * same values; one that was not conflicts with a value, and is kept.
     */
    private void add(String key, VisitState visit, Object value) {
        WrittenValue last = conflicts.isWritten(key) ? find(key) : null;
        WrittenValue.One now;
        if (value == Writes.OPERATION) {
            WrittenValue puts = last == null ? null : last.puts();
            now = WrittenValue.One.operation(visit, puts);
            now.comeAfter(last == null || replacesOperations(last, puts, key) ? puts : last);
        } else {
            now = WrittenValue.One.put(visit, value);
            replace(last, key);
        }
        set(key, now);
        conflicts.add(key, now);
    }

    private void set(String key, WrittenValue now) {
        written = SmallMap.put(written, key, now);
    }

    private @Nullable WrittenValue find(String key) {
        WrittenValue found = null;
        for (PathWrites at = this; at != null && found == null; at = at.before) {
            found = at.written.get(key);
        }
        return found;
    }

    /**
     * Removes the operations that were applied to the same puts, and returns whether all of them were. What has been found out
     * of joined values is kept with them; they nest as deeply as joins follow each other.
     */
    private boolean replacesOperations(WrittenValue last, @Nullable WrittenValue puts, String key) {
        if (last instanceof WrittenValue.One one) {
            return replacesOperation(one, puts, key);
        }
        Deque<WrittenValue.Several> ahead = new ArrayDeque<>();
        ahead.push((WrittenValue.Several) last);
        while (true) {
            WrittenValue.Several several = ahead.element();
            boolean known = true;
            boolean all = true;
            for (WrittenValue member : several.members) {
                if (member instanceof WrittenValue.Several nested) {
                    Boolean replaced = nested.operationsReplaced(puts);
                    if (replaced == null) {
                        ahead.push(nested);
                        known = false;
                    } else {
                        all &= replaced;
                    }
                } else {
                    all &= replacesOperation((WrittenValue.One) member, puts, key);
                }
            }
            if (known) {
                several.noteOperationsReplaced(puts, all);
                ahead.pop();
                if (ahead.isEmpty()) {
                    return all;
                }
            }
        }
    }

    private boolean replacesOperation(WrittenValue.One one, @Nullable WrittenValue puts, String key) {
        if (one.isPut()) {
            return true;
        }
        if (one.puts() != puts || one.before != puts) {
            return false;
        }
        conflicts.remove(key, one);
        return true;
    }

    private void replace(@Nullable WrittenValue last, String key) {
        List<WrittenValue> ahead = new ArrayList<>();
        for (WrittenValue next = last; next != null; next = ahead.isEmpty() ? null : ahead.remove(ahead.size() - 1)) {
            if (next.replaced) {
                continue;
            }
            next.markReplaced();
            if (next instanceof WrittenValue.Several several) {
                ahead.addAll(several.members);
            } else if (next instanceof WrittenValue.One one) {
                conflicts.remove(key, one);
                if (one.before != null) {
                    ahead.add(one.before);
                }
            }
        }
    }
}
