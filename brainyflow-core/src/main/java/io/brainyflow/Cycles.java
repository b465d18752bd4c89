package io.brainyflow;

import java.util.Arrays;
import java.util.function.IntFunction;

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

    private final IntFunction<int[]> successors;
    private final int[] index;
    private final int[] low;
    private final int[] open;
    private final boolean[] onStack;
    private int openCount;
    private int visited;
    private int cycleCount;

    private Cycles(int nodes, IntFunction<int[]> successors) {
        this.successors = successors;
        cycle = new int[nodes];
        slot = new int[nodes];
        sizes = new int[nodes];
        index = new int[nodes];
        low = new int[nodes];
        open = new int[nodes];
        onStack = new boolean[nodes];
        Arrays.fill(cycle, NONE);
    }

    static Cycles of(int nodes, IntFunction<int[]> successors) {
        Cycles cycles = new Cycles(nodes, successors);
        for (int node = 0; node < nodes; node++) {
            if (cycles.index[node] == 0) {
                cycles.walkFrom(node);
            }
        }
        return cycles;
    }

    /** Answers how many nodes the node's cycle has, 0 if the node lies on none. */
    int size(int node) {
        return cycle[node] == NONE ? 0 : sizes[cycle[node]];
    }

    int slot(int node) {
        return slot[node];
    }

    boolean share(int node, int other) {
        return cycle[node] != NONE && cycle[node] == cycle[other];
    }

    private void walkFrom(int root) {
        int[] path = new int[16];
        int[] next = new int[16];
        int depth = 0;
        path[0] = root;
        enter(root);
        while (depth >= 0) {
            int node = path[depth];
            int[] targets = successors.apply(node);
            if (next[depth] < targets.length) {
                int target = targets[next[depth]++];
                if (index[target] == 0) {
                    if (++depth == path.length) {
                        path = Arrays.copyOf(path, depth * 2);
                        next = Arrays.copyOf(next, depth * 2);
                    }
                    path[depth] = target;
                    next[depth] = 0;
                    enter(target);
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

    private void enter(int node) {
        index[node] = ++visited;
        low[node] = visited;
        open[openCount++] = node;
        onStack[node] = true;
    }

    private void close(int root) {
        int first = openCount;
        do {
            onStack[open[--first]] = false;
        } while (open[first] != root);
        boolean loops = openCount - first > 1 || contains(successors.apply(root), root);
        for (int i = first; loops && i < openCount; i++) {
            cycle[open[i]] = cycleCount;
            slot[open[i]] = i - first;
        }
        if (loops) {
            sizes[cycleCount++] = openCount - first;
        }
        openCount = first;
    }

    private static boolean contains(int[] targets, int node) {
        for (int target : targets) {
            if (target == node) {
                return true;
            }
        }
        return false;
    }
}
