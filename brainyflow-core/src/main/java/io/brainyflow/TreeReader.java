package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds a tree from its flat form. */
final class TreeReader {

    private final List<ExecutionTree.Entry> entries;

    /** The actions that led to the branches of each entry, in order. */
    private final List<List<String>> behind;

    private TreeReader(List<ExecutionTree.Entry> entries) {
        this.entries = entries;
        this.behind = Stream.<List<String>>generate(ArrayList::new)
                .limit(entries.size())
                .toList();
        for (ExecutionTree.Entry entry : entries) {
            if (entry.parent() != null && entry.action() != null) {
                behind.get(entry.parent()).add(entry.action());
            }
        }
    }

    /** Returns the tree that iterates as the list does; it is one of a flow that has not failed, so that no branch is missing. */
    static ExecutionTree read(List<ExecutionTree.Entry> entries) {
        return new TreeReader(entries).read();
    }

    private ExecutionTree read() {
        ExecutionTree[] trees = new ExecutionTree[entries.size()];
        int[] attached = new int[trees.length];
        for (ExecutionTree.Entry entry : entries) {
            Integer parent = entry.parent();
            ExecutionTree previous = parent == null ? null : trees[parent];
            int branch = parent == null ? 0 : attached[parent]++;
            ExecutionTree tree = new ExecutionTree(
                    previous,
                    branch,
                    entry.node(),
                    entry.joined()
                            ? ExecutionTree.NO_ACTIONS
                            : entry.triggered().toArray(String[]::new),
                    ends(entry),
                    behind.get(entry.id()).size());
            if (previous != null) {
                previous.attach(branch, tree);
            }
            trees[entry.id()] = tree;
        }
        return trees[0];
    }

    /** Returns where the branches of each trigger end; those of one action lead to as many branches each. */
    private int[] ends(ExecutionTree.Entry entry) {
        List<String> triggered = entry.triggered();
        Map<String, Integer> times = count(triggered);
        Map<String, Integer> branches = count(behind.get(entry.id()));
        int[] ends = new int[triggered.size()];
        int end = 0;
        for (int trigger = 0; trigger < ends.length; trigger++) {
            String action = triggered.get(trigger);
            end += branches.getOrDefault(action, 0) / times.getOrDefault(action, 1);
            ends[trigger] = end;
        }
        return ends;
    }

    private static Map<String, Integer> count(List<String> actions) {
        Map<String, Integer> counts = new HashMap<>();
        actions.forEach(action -> counts.merge(action, 1, Integer::sum));
        return counts;
    }
}
