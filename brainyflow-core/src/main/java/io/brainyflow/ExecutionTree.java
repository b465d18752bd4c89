package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The visits of a flow's run: one tree node for each, with the visits that its triggers led to below it, in the
 * order of a sequential run. A flow that is a node shows what its own triggers led to, not what ran inside it. A
 * {@linkplain FlowBuilder#join join} stands below the first of the branches that met there; the others end with a
 * {@linkplain #joined mark} that names it.
 *
 * <p>Iterating goes through the visits as a flat list, parents before children, which is also how a JSON library that
 * knows {@link Iterable} writes a tree. No operation recurses, so a tree may be as deep as a run is long. Immutable.
 */
public final class ExecutionTree implements Iterable<ExecutionTree.Entry> {

    /** The actions of a mark; a visit has at least one, since the default action is triggered if no other is. */
    static final String[] NO_ACTIONS = {};

    private static final Object ABSENT = new Object();

    /** The visit that led here, or null for the first; {@code branch} is this visit's index among its branches. */
    final @Nullable ExecutionTree previous;

    final int branch;

    /** How many visits led here. */
    final int depth;

    private final String node;
    private final String[] actions;

    /** For each trigger, where its children end; null if there is one trigger, whose children are all of them. */
    private final int @Nullable [] ends;

    /**
     * The tree of the one branch, or an array of one for each; most have one, which spares the array. A branch that has not
     * ended, or failed in a flow that goes on nevertheless, is null there, or {@link #ABSENT} by itself.
     */
    private @Nullable Object below;

    /**
     * One visit in the flat form of a tree.
     *
     * @param id the index in the list, from 0
     * @param parent the id of the visit that led here, or null for the first
     * @param action the action that led here, or null for the first
     * @param node the node that was visited
     * @param triggered the actions that it triggered, in order
     * @param joined whether this is the mark of a branch that ended in the join of that name, as {@link #joined} says
     */
    public record Entry(
            int id,
            @Nullable Integer parent,
            @Nullable String action,
            String node,
            List<String> triggered,
            boolean joined) {}

    private record Position(
            ExecutionTree tree,
            @Nullable Integer parent,
            @Nullable String action) {}

    /** Creates the tree of a visit that has ended and from which {@code branches} branches begin. */
    ExecutionTree(VisitState visit, String[] actions, int @Nullable [] ends, int branches) {
        this(visit.previous, visit.branch, visit.node(), actions, ends, branches);
    }

    ExecutionTree(
            @Nullable ExecutionTree previous,
            int branch,
            String node,
            String[] actions,
            int @Nullable [] ends,
            int branches) {
        this.previous = previous;
        this.branch = branch;
        this.depth = previous == null ? 0 : previous.depth + 1;
        this.node = node;
        this.actions = actions;
        this.ends = ends;
        this.below = branches > 1 ? new ExecutionTree[branches] : branches == 1 ? ABSENT : null;
    }

    /** Returns the mark of a branch that ended in a join, whose visit it would have been. */
    static ExecutionTree ofJoined(ExecutionTree previous, int branch, String join) {
        return new ExecutionTree(previous, branch, join, NO_ACTIONS, null, 0);
    }

    /** Adds a child, once its visit has ended. */
    void attach(int branch, ExecutionTree child) {
        if (below instanceof ExecutionTree[] children) {
            children[branch] = child;
        } else {
            below = child;
        }
    }

    private int children() {
        return below instanceof ExecutionTree[] children ? children.length : below == null ? 0 : 1;
    }

    private @Nullable ExecutionTree child(int branch) {
        if (below instanceof ExecutionTree[] children) {
            return children[branch];
        }
        return below == ABSENT ? null : (ExecutionTree) below;
    }

    /** Returns whether the visit triggered the default action alone, and nothing followed. */
    boolean endsByDefault() {
        return joined() || (actions.length == 1 && below == null && actions[0].equals(Actions.DEFAULT));
    }

    /** Returns the name of the node that was visited; of a branch that {@link #joined joined others}, the join's. */
    public String node() {
        return node;
    }

    /**
     * Returns whether this marks the end of a branch at a join. The join's visit replaces the mark of the first
     * branch that met there, unless the visit failed or was not made because of another failure.
     */
    public boolean joined() {
        return actions.length == 0;
    }

    /**
     * Returns what the visit's triggers led to, one level deep: each action, in the order first triggered, with the
     * visits behind it. An action that nothing is wired to has none.
     */
    public Map<String, List<ExecutionTree>> triggered() {
        Map<String, List<ExecutionTree>> triggered = new LinkedHashMap<>();
        for (int trigger = 0; trigger < actions.length; trigger++) {
            List<ExecutionTree> behind = triggered.computeIfAbsent(actions[trigger], key -> new ArrayList<>(1));
            for (int child = begin(trigger); child < end(trigger); child++) {
                ExecutionTree tree = child(child);
                if (tree != null) {
                    behind.add(tree);
                }
            }
        }
        triggered.replaceAll((action, behind) -> Collections.unmodifiableList(behind));
        return Collections.unmodifiableMap(triggered);
    }

    /** Returns the number of visits in the tree, without the marks of branches that joined others. */
    public int size() {
        int size = 0;
        for (Iterator<ExecutionTree> trees = trees(); trees.hasNext(); ) {
            size += trees.next().joined() ? 0 : 1;
        }
        return size;
    }

    /** Returns an iterator over all visits and marks, parents before children, siblings in order. */
    @Override
    public Iterator<Entry> iterator() {
        Deque<Position> ahead = new ArrayDeque<>();
        ahead.push(new Position(this, null, null));
        return new Iterator<>() {
            private int id;

            @Override
            public boolean hasNext() {
                return !ahead.isEmpty();
            }

            @Override
            public Entry next() {
                Position position = ahead.pop();
                ExecutionTree tree = position.tree();
                for (int trigger = tree.actions.length - 1; trigger >= 0; trigger--) {
                    for (int child = tree.end(trigger) - 1; child >= tree.begin(trigger); child--) {
                        ExecutionTree behind = tree.child(child);
                        if (behind != null) {
                            ahead.push(new Position(behind, id, tree.actions[trigger]));
                        }
                    }
                }
                return new Entry(
                        id++, position.parent(), position.action(), tree.node, List.of(tree.actions), tree.joined());
            }
        };
    }

    /** Returns whether the other tree has the same nodes and actions in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ExecutionTree that)) {
            return false;
        }
        Iterator<ExecutionTree> mine = trees();
        Iterator<ExecutionTree> theirs = that.trees();
        while (mine.hasNext() && theirs.hasNext()) {
            if (!mine.next().looksLike(theirs.next())) {
                return false;
            }
        }
        return !mine.hasNext() && !theirs.hasNext();
    }

    private boolean looksLike(ExecutionTree that) {
        if (!node.equals(that.node) || !Arrays.equals(actions, that.actions) || children() != that.children()) {
            return false;
        }
        for (int trigger = 0; trigger < actions.length; trigger++) {
            if (end(trigger) != that.end(trigger)) {
                return false;
            }
        }
        for (int child = 0; child < children(); child++) {
            if ((child(child) == null) != (that.child(child) == null)) {
                return false;
            }
        }
        return true;
    }

    /** Returns a hash of nodes, actions and order. */
    @Override
    public int hashCode() {
        int hash = 0;
        for (Iterator<ExecutionTree> trees = trees(); trees.hasNext(); ) {
            ExecutionTree tree = trees.next();
            hash = 31 * hash + tree.node.hashCode();
            hash = 31 * hash + Arrays.hashCode(tree.actions);
            hash = 31 * hash + tree.children();
        }
        return hash;
    }

    /**
     * Returns the first visits, nested as they were triggered, and how many more there are. A branch that joined others
     * ends with an arrow to the join.
     */
    @Override
    public String toString() {
        return TreeText.of(this);
    }

    private Iterator<ExecutionTree> trees() {
        Deque<ExecutionTree> ahead = new ArrayDeque<>();
        ahead.push(this);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !ahead.isEmpty();
            }

            @Override
            public ExecutionTree next() {
                ExecutionTree tree = ahead.pop();
                for (int child = tree.children() - 1; child >= 0; child--) {
                    ExecutionTree behind = tree.child(child);
                    if (behind != null) {
                        ahead.push(behind);
                    }
                }
                return tree;
            }
        };
    }

    private int begin(int trigger) {
        return trigger == 0 || ends == null ? 0 : ends[trigger - 1];
    }

    private int end(int trigger) {
        return ends == null ? children() : ends[trigger];
    }
}
