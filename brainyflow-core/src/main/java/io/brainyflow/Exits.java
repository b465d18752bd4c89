package io.brainyflow;

import io.brainyflow.FlowGraph.Exit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node's actions lead to, in the order of their declaration. Most nodes have a few, which are found sooner one by one. */
final class Exits {

    private static final int FEW = 8;

    private final Exit[] all;

    /** The exits by action; null for a few. */
    private final @Nullable Map<String, Exit> byAction;

    Exits(List<Exit> exits) {
        all = exits.toArray(Exit[]::new);
        byAction = all.length > FEW ? new HashMap<>(all.length * 2) : null;
        if (byAction != null) {
            exits.forEach(exit -> byAction.put(exit.action(), exit));
        }
    }

    /** Returns all of them, in an array that is only to be read. */
    Exit[] all() {
        return all;
    }

    int size() {
        return all.length;
    }

    /** Returns the actions that are wired or declared as ends. */
    List<String> actions() {
        return Arrays.stream(all).map(Exit::action).toList();
    }

    /** Returns what the action leads to, or null if it is neither wired nor declared as an end. */
    @Nullable
    Exit get(String action) {
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
}
