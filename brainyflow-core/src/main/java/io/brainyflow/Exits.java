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
}
