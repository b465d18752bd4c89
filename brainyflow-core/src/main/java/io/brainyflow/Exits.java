package io.brainyflow;

import io.brainyflow.FlowGraph.Edge;
import io.brainyflow.FlowGraph.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The successors of a node's actions, in the order of their declaration. Most nodes have few, so a linear search is fastest. */
final class Exits {

    /** The nodes that an action leads to, none for a declared end, with the action in the form that the tree keeps. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and read in each visit
    record Exit(String action, String[] asActions, int[] targets) {

        /** Returns the triggered action, alone; it is another one where this is the exit for any. */
        String[] asActions(String triggered) {
            return action.equals(triggered) ? asActions : new String[] {triggered};
        }
    }

    private static final int FEW = 8;

    private final Exit[] all;

    /** The exits by action; null for a few. */
    private final @Nullable Map<String, Exit> byAction;

    /** The exit for actions that have none of their own. */
    private final @Nullable Exit any;

    Exits(List<Exit> exits) {
        all = exits.toArray(Exit[]::new);
        any = exits.stream()
                .filter(exit -> exit.action().equals(Actions.ANY))
                .findFirst()
                .orElse(null);
        byAction = all.length > FEW ? new HashMap<>(all.length * 2) : null;
        if (byAction != null) {
            exits.forEach(exit -> byAction.put(exit.action(), exit));
        }
    }

    /** Returns all of them, in an array that is only to be read. */
    Exit[] all() {
        return all;
    }

    /** Returns whether a node has to say which of its actions it means. */
    boolean hasSeveralActions() {
        return all.length > (catchFailures() ? 2 : 1);
    }

    /** Returns whether there are successors for a failure. */
    boolean catchFailures() {
        return get(Actions.FAILED) != null;
    }

    /** Returns the actions that are wired or declared as ends. */
    List<String> actions() {
        return Arrays.stream(all).map(Exit::action).toList();
    }

    /** Returns what the trigger leads to, or null if its action is neither wired nor declared as an end. */
    @Nullable
    Exit of(Trigger trigger) {
        Exit exit = get(trigger.action());
        return exit == null && any != null && !trigger.action().equals(Actions.DEFAULT) ? any : exit;
    }

    private @Nullable Exit get(String action) {
        if (byAction != null) {
            return byAction.get(action);
        }
        for (Exit exit : all) {
            if (exit.action().equals(action)) {
                return exit;
            }
        }
        return null;
    }

    /** Returns the edges of nodes with these names and exits. */
    static List<Edge> edges(List<String> names, Exits[] exits) {
        List<Edge> edges = new ArrayList<>();
        for (int from = 0; from < exits.length; from++) {
            for (Exit exit : exits[from].all) {
                for (int to : exit.targets()) {
                    edges.add(new Edge(names.get(from), exit.action(), names.get(to)));
                }
            }
        }
        return edges;
    }

    /** Returns the ends that are declared for nodes with these names and exits. */
    static List<End> ends(List<String> names, Exits[] exits) {
        List<End> ends = new ArrayList<>();
        for (int node = 0; node < exits.length; node++) {
            for (Exit exit : exits[node].all) {
                if (exit.targets().length == 0) {
                    ends.add(new End(names.get(node), exit.action()));
                }
            }
        }
        return ends;
    }

    /** Returns the successors of each node, by index. */
    static int[][] successors(Exits[] exits) {
        return Arrays.stream(exits)
                .map(leaving -> Arrays.stream(leaving.all)
                        .flatMapToInt(exit -> Arrays.stream(exit.targets()))
                        .toArray())
                .toArray(int[][]::new);
    }
}
