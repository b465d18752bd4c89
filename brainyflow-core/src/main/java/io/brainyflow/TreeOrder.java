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
        int depth = Math.min(a.depth(), b.depth());
        // The places of the two at the same depth, and those before them; a visit itself need not have a place yet.
        int branchOfA = a.branch;
        int branchOfB = b.branch;
        ExecutionTree beforeA = a.previous;
        ExecutionTree beforeB = b.previous;
        for (int at = a.depth(); at > depth; at--) {
            branchOfA = present(beforeA).branch;
            beforeA = present(beforeA).previous;
        }
        for (int at = b.depth(); at > depth; at--) {
            branchOfB = present(beforeB).branch;
            beforeB = present(beforeB).previous;
        }
        if (beforeA == beforeB && branchOfA == branchOfB) {
            return Integer.compare(a.depth(), b.depth());
        }
        while (beforeA != beforeB) {
            branchOfA = present(beforeA).branch;
            beforeA = present(beforeA).previous;
            branchOfB = present(beforeB).branch;
            beforeB = present(beforeB).previous;
        }
        return Integer.compare(branchOfA, branchOfB);
    }

    private static ExecutionTree present(@Nullable ExecutionTree tree) {
        return Objects.requireNonNull(tree, "tree");
    }
}
