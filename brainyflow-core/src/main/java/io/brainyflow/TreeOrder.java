package io.brainyflow;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The order in which visits of one flow stand in its tree: one that led to others before them, branches as triggered. */
final class TreeOrder implements Comparator<Visit> {

    static final TreeOrder INSTANCE = new TreeOrder();

    private TreeOrder() {}

    @Override
    public int compare(Visit a, Visit b) {
        Visit left = ancestor(a, b.depth);
        Visit right = ancestor(b, a.depth);
        if (left == right) {
            return Integer.compare(a.depth, b.depth);
        }
        while (left.previous != right.previous) {
            left = previous(left);
            right = previous(right);
        }
        return Integer.compare(left.branch, right.branch);
    }

    /** Answers the visit on the way here that is so deep at most. */
    private static Visit ancestor(Visit visit, int depth) {
        Visit at = visit;
        while (at.depth > depth) {
            at = previous(at);
        }
        return at;
    }

    private static Visit previous(Visit visit) {
        @Nullable Visit previous = visit.previous;
        return Objects.requireNonNull(previous, "previous");
    }
}
