package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Prints the first visits of a tree, nested as they were triggered, without recursion. */
final class TreeText {

    private static final int PRINTED_VISITS = 30;

    private final StringBuilder text = new StringBuilder();

    /** Trees that are still to be printed, and pieces of text between them, the next first. */
    private final Deque<Object> ahead = new ArrayDeque<>();

    private TreeText() {}

    static String of(ExecutionTree tree) {
        return new TreeText().print(tree);
    }

    private String print(ExecutionTree whole) {
        int printed = 0;
        int visits = 0;
        ahead.push(whole);
        while (!ahead.isEmpty()) {
            Object next = ahead.pop();
            if (next instanceof ExecutionTree tree) {
                if (printed++ == PRINTED_VISITS) {
                    return text + "… (" + (whole.size() - visits) + " more visits)";
                }
                visits += tree.joined() ? 0 : 1;
                text.append(tree.joined() ? "→" : "").append(tree.node());
                pushTriggered(tree);
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    /** Pushes what a visit triggered, last first; that it only triggered the default action and nothing followed is left out. */
    private void pushTriggered(ExecutionTree tree) {
        List<Object> parts = new ArrayList<>();
        tree.triggered().forEach((action, behind) -> {
            parts.add((parts.isEmpty() ? "{" : ", ") + action + "=[");
            for (int i = 0; i < behind.size(); i++) {
                if (i > 0) {
                    parts.add(", ");
                }
                parts.add(behind.get(i));
            }
            parts.add("]");
        });
        parts.add("}");
        for (int i = tree.endsByDefault() ? -1 : parts.size() - 1; i >= 0; i--) {
            ahead.push(parts.get(i));
        }
    }
}
