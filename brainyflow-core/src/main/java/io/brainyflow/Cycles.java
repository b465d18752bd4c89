package io.brainyflow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The cycles of a graph, which are all that needs counting when the visits along a path are limited: a path that leaves
 * a strongly connected component never comes back to it. Found by Tarjan's algorithm, without recursion.
 */
final class Cycles {

    private static final int NONE = -1;

    /** Component by node, {@link #NONE} for a node that no path comes back to. */
    private final int[] cycle;

    /** Place of the node among the nodes of its cycle. */
    private final int[] slot;

    private final int[] sizes;

    private Cycles(int nodes) {
        cycle = new int[nodes];
        slot = new int[nodes];
        sizes = new int[nodes];
        Arrays.fill(cycle, NONE);
    }

    /** Returns the cycles of a graph; {@code successors} has the successors of a node at the node's index. */
    static Cycles of(int[][] successors) {
        Cycles cycles = new Cycles(successors.length);
        Walk walk = cycles.new Walk(successors);
        IntStream.range(0, successors.length).forEach(walk::from);
        return cycles;
    }

    /** Returns how many nodes the node's cycle has, 0 if the node lies on none. */
    int size(int node) {
        return cycle[node] == NONE ? 0 : sizes[cycle[node]];
    }

    int slot(int node) {
        return slot[node];
    }

    boolean share(int node, int other) {
        return cycle[node] != NONE && cycle[node] == cycle[other];
    }

    private final class Walk {

        private final int[][] successors;
        private final int[] index;
        private final int[] low;
        private final int[] open;
        private final boolean[] onStack;
        private int[] path = new int[16];
        private int[] next = new int[16];
        private int openCount;
        private int visited;
        private int cycleCount;

        Walk(int[][] successors) {
            this.successors = successors;
            index = new int[successors.length];
            low = new int[successors.length];
            open = new int[successors.length];
            onStack = new boolean[successors.length];
        }

        void from(int root) {
            if (index[root] != 0) {
                return;
            }
            int depth = enter(root, 0);
            while (depth >= 0) {
                int node = path[depth];
                if (next[depth] < successors[node].length) {
                    int target = successors[node][next[depth]++];
                    if (index[target] == 0) {
                        depth = enter(target, depth + 1);
                    } else if (onStack[target]) {
                        low[node] = Math.min(low[node], index[target]);
                    }
                } else {
                    if (low[node] == index[node]) {
                        close(node);
                    }
                    if (--depth >= 0) {
                        low[path[depth]] = Math.min(low[path[depth]], low[node]);
                    }
                }
            }
        }

        private int enter(int node, int depth) {
            if (depth == path.length) {
                path = Arrays.copyOf(path, depth * 2);
                next = Arrays.copyOf(next, depth * 2);
            }
            path[depth] = node;
            next[depth] = 0;
            index[node] = ++visited;
            low[node] = visited;
            open[openCount++] = node;
            onStack[node] = true;
            return depth;
        }

        private void close(int root) {
            int first = openCount;
            do {
                onStack[open[--first]] = false;
            } while (open[first] != root);
            boolean loops =
                    openCount - first > 1 || Arrays.stream(successors[root]).anyMatch(node -> node == root);
            if (loops) {
                for (int i = first; i < openCount; i++) {
                    cycle[open[i]] = cycleCount;
                    slot[open[i]] = i - first;
                }
                sizes[cycleCount++] = openCount - first;
            }
            openCount = first;
        }
    }
}
