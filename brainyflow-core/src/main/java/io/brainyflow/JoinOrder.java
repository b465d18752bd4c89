package io.brainyflow;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The joins of a graph: nodes that are visited once for the branches that meet there, and which of them wait for which.
 * A join waits for those that lead to it by forward edges, which are the edges that lead on in the reverse post-order of a
 * depth-first walk from the start, successors in wiring order (those of one action together). Forward edges form no cycle, so at least one waiting join waits for no other.
 */
final class JoinOrder {

    private static final JoinOrder NONE = new JoinOrder(new BitSet(), Map.of(), new BitSet[0]);

    private final BitSet indexes;

    /** The number of each join, by its node. */
    private final Map<Integer, Integer> numbers;

    /** For each join, the numbers of those that it leads to by forward edges. */
    private final BitSet[] ahead;

    private JoinOrder(BitSet indexes, Map<Integer, Integer> numbers, BitSet[] ahead) {
        this.indexes = indexes;
        this.numbers = numbers;
        this.ahead = ahead;
    }

    /** Returns the joins of a graph in which {@code successors} has those of each node, the start first. */
    static JoinOrder of(int[][] successors, BitSet indexes) {
        if (indexes.isEmpty()) {
            return NONE;
        }
        Map<Integer, Integer> numbers = new HashMap<>();
        indexes.stream().forEach(node -> numbers.put(node, numbers.size()));
        BitSet[] aheadOfNodes = ahead(successors, numbers);
        BitSet[] ahead = indexes.stream().mapToObj(node -> aheadOfNodes[node]).toArray(BitSet[]::new);
        return new JoinOrder((BitSet) indexes.clone(), numbers, ahead);
    }

    /**
     * Returns the numbers of the joins ahead of each node. Goes through the nodes from the last to the first in the order, so
     * that what is ahead of a node is known before it. A node that adds no join shares the set of its successor, as most do.
     */
    static BitSet[] ahead(int[][] successors, Map<Integer, Integer> numbers) {
        int[] postOrder = postOrder(successors);
        int[] rank = new int[successors.length];
        for (int i = 0; i < postOrder.length; i++) {
            rank[postOrder[i]] = i;
        }
        BitSet[] ahead = new BitSet[successors.length];
        BitSet none = new BitSet();
        for (int node : postOrder) {
            ahead[node] = none;
            for (int target : successors[node]) {
                if (rank[target] < rank[node]) {
                    ahead[node] = union(ahead[node], ahead[target], numbers.get(target));
                }
            }
        }
        return ahead;
    }

    /** Returns one of the sets where it has all, otherwise a new one; they are shared, so neither is changed. */
    private static BitSet union(BitSet one, BitSet other, @Nullable Integer number) {
        if (number == null && (one == other || one.isEmpty())) {
            return other;
        }
        BitSet all = (BitSet) other.clone();
        if (number != null) {
            all.set(number);
        }
        all.or(one);
        if (all.equals(one)) {
            return one;
        }
        return all.equals(other) ? other : all;
    }

    /** Returns the nodes in the order in which a depth-first walk leaves them; those that it does not reach come last. */
    private static int[] postOrder(int[][] successors) {
        int[] order = new int[successors.length];
        int[] path = new int[successors.length];
        int[] next = new int[successors.length];
        boolean[] seen = new boolean[successors.length];
        int left = 0;
        for (int root = 0; root < successors.length; root++) {
            int depth = seen[root] ? -1 : 0;
            path[0] = root;
            seen[root] = true;
            while (depth >= 0) {
                int node = path[depth];
                if (next[node] == successors[node].length) {
                    order[left++] = node;
                    depth--;
                } else {
                    int target = successors[node][next[node]++];
                    if (!seen[target]) {
                        seen[target] = true;
                        path[++depth] = target;
                    }
                }
            }
        }
        return order;
    }

    boolean contains(int index) {
        return indexes.get(index);
    }

    BitSet indexes() {
        return (BitSet) indexes.clone();
    }

    /** Returns the numbers of the joins that any of those where branches wait leads to, and so are not visited yet. */
    BitSet held(Collection<Integer> waiting) {
        BitSet held = new BitSet();
        waiting.forEach(join -> held.or(ahead[number(join)]));
        return held;
    }

    /** Returns the number of a join in the sets of {@link #held}. */
    int number(Integer join) {
        return Objects.requireNonNull(numbers.get(join), "join");
    }
}
