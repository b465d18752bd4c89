package io.brainyflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws a graph as the source text of a Mermaid flowchart. */
final class Mermaid {

    private Mermaid() {}

    static String draw(FlowGraph graph) {
        List<String> nodes = graph.nodes();
        Map<String, Integer> ids = new HashMap<>();
        StringBuilder text = new StringBuilder("flowchart TD\n    start(( )) --> n0\n");
        for (int i = 0; i < nodes.size(); i++) {
            String node = nodes.get(i);
            ids.put(node, i);
            String label = '"' + escape(node) + '"';
            text.append("    n")
                    .append(i)
                    .append(shape(graph, node).formatted(label))
                    .append('\n');
        }
        for (FlowGraph.Edge edge : graph.edges()) {
            String arrow = edge.action().equals(Actions.FAILED) ? " -.->" : " -->";
            text.append("    n").append(ids.get(edge.from())).append(arrow);
            if (!edge.action().equals(Actions.DEFAULT)) {
                text.append("|\"").append(escape(edge.action())).append("\"|");
            }
            text.append(" n").append(ids.get(edge.to())).append('\n');
        }
        for (FlowGraph.End end : graph.ends()) {
            text.append("    n").append(ids.get(end.node())).append(" -->|\"").append(escape(end.action()));
            text.append("\"| stop((( )))\n");
        }
        return text.toString();
    }

    private static String shape(FlowGraph graph, String node) {
        if (graph.isJoin(node)) {
            return "[\\%s/]";
        }
        if (graph.answerType(node).isPresent()) {
            return "{{%s}}";
        }
        return graph.nested(node) == null ? "[%s]" : "[[%s]]";
    }

    /** Returns the text with all that Mermaid could read as its own syntax written as an entity. */
    private static String escape(String text) {
        return text.codePoints()
                .mapToObj(c ->
                        Character.isLetterOrDigit(c) || " -_.".indexOf(c) >= 0 ? Character.toString(c) : "#" + c + ";")
                .collect(Collectors.joining());
    }
}
