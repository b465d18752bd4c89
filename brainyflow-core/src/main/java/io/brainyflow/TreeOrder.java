package io.brainyflow;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The order in which visits of one flow stand in its tree: one that led to others before them, branches as triggered. */
final class TreeOrder implements Comparator<VisitState> {

    static final TreeOrder INSTANCE = new TreeOrder();

    private TreeOrder() {}

    @Override
    public int compare(VisitState a, VisitState b) {
        int depth = Math.min(depth(a), depth(b));
        // The positions of the two at the same depth, and those before them; a visit itself need not have one yet.
        int branchOfA = a.branch;
        int branchOfB = b.branch;
        ExecutionTree beforeA = a.previous;
        ExecutionTree beforeB = b.previous;
        for (int at = depth(a); at > depth; at--) {
            branchOfA = present(beforeA).branch;
            beforeA = present(beforeA).previous;
        }
        for (int at = depth(b); at > depth; at--) {
            branchOfB = present(beforeB).branch;
            beforeB = present(beforeB).previous;
        }
        if (beforeA == beforeB && branchOfA == branchOfB) {
            return Integer.compare(depth(a), depth(b));
        }
        while (beforeA != beforeB) {
            branchOfA = present(beforeA).branch;
            beforeA = present(beforeA).previous;
            branchOfB = present(beforeB).branch;
            beforeB = present(beforeB).previous;
        }
        return Integer.compare(branchOfA, branchOfB);
    }

    /** Returns how many visits led to it from the flow's start. */
    private static int depth(VisitState visit) {
        return visit.previous == null ? 0 : visit.previous.depth + 1;
    }

    private static ExecutionTree present(@Nullable ExecutionTree tree) {
        return Objects.requireNonNull(tree, "tree");
    }
}
