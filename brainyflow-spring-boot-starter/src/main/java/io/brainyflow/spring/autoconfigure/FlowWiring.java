package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Actions;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The starts and edges of the declared flows: by properties if these list successors, otherwise by annotation. */
final class FlowWiring {

    private final BrainyFlowProperties properties;
    private final Settings settings;
    private final NodeBeans nodes;

    /** The successors of a node's action; empty if the action is declared as an end. */
    record Edge(NodeBean from, String action, @Nullable NodeBean to) {}

    FlowWiring(BrainyFlowProperties properties, Settings settings, NodeBeans nodes) {
        this.properties = properties;
        this.settings = settings;
        this.nodes = nodes;
    }

    /** Returns the edges of a declared flow, in wiring order. */
    List<Edge> edges(String name) {
        FlowSettings flow = Settings.of(properties, name);
        List<Edge> edges = flow.successors().isEmpty() ? follow(start(name)) : listed(name, flow);
        Set<Edge> seen = new HashSet<>();
        for (Edge edge : edges) {
            if (!seen.add(edge) && edge.to() != null) {
                StarterLog.LOG.warn(
                        "Node " + StarterLog.quote(edge.from().name()) + " of flow " + StarterLog.quote(name)
                                + " leads to " + StarterLog.quote(edge.to().name()) + " twice on the action "
                                + StarterLog.quote(edge.action())
                                + ", so it is visited twice; remove one of the two if that is not intended");
            }
        }
        return edges;
    }

    /** Returns the names of the nodes that a flow is wired with, none if it is not declared but a user's bean. */
    Set<String> members(String name) {
        Set<String> members = new LinkedHashSet<>();
        if (isDeclared(name)) {
            members.add(start(name).name());
            for (Edge edge : edges(name)) {
                members.add(edge.from().name());
                if (edge.to() != null) {
                    members.add(edge.to().name());
                }
            }
        }
        return members;
    }

    /** Returns the node that a declared flow begins with. */
    NodeBean start(String name) {
        FlowSettings flow = Settings.of(properties, name);
        if (flow.start() != null) {
            return nodes.require(flow.start(), () -> "Property " + settings.describe("flows." + name + ".start"));
        }
        NodeBean start = nodes.startOf(name);
        if (start == null) {
            throw AotCheck.gone(name);
        }
        return start;
    }

    private List<Edge> listed(String name, FlowSettings flow) {
        List<Edge> edges = new ArrayList<>();
        flow.successors().forEach((node, actions) -> {
            if (NameMatcher.isTwin(node, flow.successors().keySet())) {
                return;
            }
            String parent = "flows." + name + ".successors." + node;
            NodeBean from = nodes.require(node, () -> "Property " + settings.describe(parent));
            checkNoList(parent, actions);
            actions.forEach((action, targets) -> {
                if (NameMatcher.isTwin(action, actions.keySet())) {
                    return;
                }
                Supplier<String> where = () -> "Property " + settings.describe(parent + "." + action);
                checkAction(action, where);
                if (targets.isEmpty()) {
                    checkNotFailed(action, where);
                    edges.add(new Edge(from, action, null));
                }
                targets.forEach(target -> edges.add(new Edge(from, action, nodes.require(target, where))));
            });
        });
        return edges;
    }

    /** The binder takes the elements of a list for the values of a map, by number; looking the list up takes long. */
    private void checkNoList(String parent, Map<String, List<String>> actions) {
        if (actions.containsKey("0") && settings.isList(parent)) {
            throw new MisconfigurationException(
                    "Property " + settings.describe(parent)
                            + " is a list; expected are actions with the nodes that they lead to.",
                    "Name the action, as in 'default: " + actions.get("0") + "'.");
        }
    }

    private static void checkNotFailed(String action, Supplier<String> where) {
        if (action.equals(Actions.FAILED)) {
            throw new MisconfigurationException(
                    where.get() + " declares '" + Actions.FAILED
                            + "' as an end, but a failure either has a successor or fails the run.",
                    "Name a successor, which may do nothing, or remove the action.");
        }
    }

    /** YAML reads these as booleans where they are not quoted, and a boolean is no action that anybody triggers. */
    private static void checkAction(String action, Supplier<String> where) {
        if (action.equals("true") || action.equals("false")) {
            throw new MisconfigurationException(
                    where.get() + " wires the action '" + action + "', which is what YAML makes of "
                            + (action.equals("true") ? "yes, on and true." : "no, off and false."),
                    "Quote the action, as in \"yes\": …; an action that is really called '" + action
                            + "' can be wired by @Successor only.");
        }
    }

    private List<Edge> follow(NodeBean start) {
        List<Edge> edges = new ArrayList<>();
        Set<NodeBean> seen = new LinkedHashSet<>(Set.of(start));
        Deque<NodeBean> ahead = new ArrayDeque<>(seen);
        while (!ahead.isEmpty()) {
            NodeBean from = ahead.remove();
            NodeBean annotated = annotated(from);
            List<NodeBean.Edge> stated = stated(annotated, from);
            for (NodeBean.Edge edge : stated) {
                NodeBean to = target(annotated, edge, stated);
                edges.add(new Edge(from, edge.action(), to));
                if (to != null && seen.add(to)) {
                    ahead.add(to);
                }
            }
        }
        return edges;
    }

    /** Returns the node that has the annotations: of a flow that is declared, its start node. */
    private NodeBean annotated(NodeBean node) {
        if (!node.edges(true).isEmpty() && !node.isFlow() && !startsFlow(node)) {
            throw new MisconfigurationException(
                    "@Successor on " + node.source() + " states ofFlow = true, but no flow starts there.",
                    "Set it on the start node of a flow, or remove ofFlow.");
        }
        return node.isFlow() && isDeclared(node.name()) ? start(node.name()) : node;
    }

    /** Returns the edges of a node that its annotations state; on a user's own bean of a flow, all are the flow's. */
    private static List<NodeBean.Edge> stated(NodeBean annotated, NodeBean node) {
        return node.isFlow() && annotated == node ? node.edges() : annotated.edges(node.isFlow());
    }

    private boolean startsFlow(NodeBean node) {
        return !node.startsFlow().isEmpty()
                || properties.flows().values().stream()
                        .anyMatch(flow -> flow.start() != null && node.equals(nodes.find(flow.start())));
    }

    /** Returns whether annotations or properties say where the flow starts, so that it is no bean of the user's. */
    private boolean isDeclared(String flow) {
        return Settings.of(properties, flow).start() != null || nodes.startOf(flow) != null;
    }

    private @Nullable NodeBean target(NodeBean from, NodeBean.Edge edge, List<NodeBean.Edge> stated) {
        Supplier<String> where = () -> "@Successor(on = \"" + edge.action() + "\") on " + from.source();
        boolean hasType = edge.type() != void.class;
        if (edge.action().isEmpty()) {
            throw new MisconfigurationException(
                    where.get() + " has no action.", "Name the action, or remove the attribute for 'default'.");
        }
        if (edge.ends()) {
            checkNotFailed(edge.action(), where);
            checkEnds(stated, edge, where);
            return null;
        }
        if (hasType == !edge.node().isEmpty()) {
            throw new MisconfigurationException(
                    where.get() + " states "
                            + (hasType ? "both a class and a node name." : "neither a class nor a node name."),
                    "Set the next node's class, its name by node = \"…\", or ends = true.");
        }
        return hasType ? nodes.require(edge.type(), where) : nodes.require(edge.node(), where);
    }

    private static void checkEnds(List<NodeBean.Edge> stated, NodeBean.Edge end, Supplier<String> where) {
        if (end.type() != void.class || !end.node().isEmpty()) {
            throw new MisconfigurationException(
                    where.get() + " states both ends = true and a node.",
                    "Remove ends if a node follows, or the node if the branch ends.");
        }
        if (stated.stream().anyMatch(edge -> !edge.ends() && edge.action().equals(end.action()))) {
            throw new MisconfigurationException(
                    where.get() + " states ends = true, but another @Successor wires the action to a node.",
                    "Leave out one or the other.");
        }
    }
}
