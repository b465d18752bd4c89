package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rejects properties of a flow that do not fit its graph. */
final class FlowChecks {

    private static final String FLOW = "is a flow";
    private static final String NO_EXEC = "does its work in post";
    private static final String WAIT = "waits to be answered";

    private final Settings settings;
    private final BrainyFlowProperties properties;
    private final NodeBeans nodes;

    FlowChecks(Settings settings, BrainyFlowProperties properties, NodeBeans nodes) {
        this.settings = settings;
        this.properties = properties;
        this.nodes = nodes;
    }

    /**
     * Checks the properties of one flow.
     *
     * @throws MisconfigurationException if they are for a node that the flow does not have, or for another kind of flow
     */
    void check(Flow flow, String name) {
        FlowSettings stated = Settings.of(properties, name);
        checkNodes(flow, name, stated);
        if (!flow.graph().parallel()) {
            OptionSettings.PARALLEL_ONLY.stream()
                    .filter(setting -> setting.isStated(stated))
                    .findFirst()
                    .ifPresent(setting -> {
                        throw notParallel(name, setting.name());
                    });
        }
    }

    private MisconfigurationException notParallel(String flow, String setting) {
        return new MisconfigurationException(
                "Property " + settings.describe(Settings.section(properties, flow), setting) + " is of flow '" + flow
                        + "', which is sequential and has one active node at a time.",
                "Set type: parallel for the flow, or remove the property.");
    }

    private void checkNodes(Flow flow, String name, FlowSettings stated) {
        FlowGraph graph = flow.graph();
        List<String> known = new ArrayList<>(graph.nodes());
        for (String node : graph.nodes()) {
            NodeBean bean = nodes.of(flow, node);
            if (bean != null && !known.contains(bean.name())) {
                known.add(bean.name());
            }
        }
        for (String node : stated.nodes().keySet()) {
            String key = KnownKeys.section(Settings.section(properties, name) + ".nodes", node);
            String resolved = NameMatcher.resolve(node, known);
            if (resolved == null) {
                settings.rejectUnlessVariable(
                        key,
                        "the node '" + node + "', which flow '" + name + "' does not have. "
                                + NameMatcher.hint(node, known, "nodes")
                                + (stated.successors().isEmpty()
                                        ? ""
                                        : " Its successors in properties replace all that annotations wire."));
            }
        }
        for (String node : graph.nodes()) {
            NodeBean bean = nodes.of(flow, node);
            if (graph.answerType(node).isEmpty()) {
                if (bean != null && bean.answerWithin() != null) {
                    throw NodeBeanReader.asksNothing(bean.source(), bean.type());
                }
                checkNoWait(stated.nodes(), Settings.section(properties, name) + ".nodes", node);
                checkNoWait(properties.nodes(), "nodes", node);
            }
            if (!graph.isRetryable(node)) {
                String what = graph.nested(node) != null
                        ? FLOW
                        : graph.answerType(node).isPresent() ? WAIT : NO_EXEC;
                for (String called : new LinkedHashSet<>(List.of(node, bean == null ? node : bean.name()))) {
                    checkNoRetries(stated.nodes(), Settings.section(properties, name) + ".nodes", called, what);
                    checkNoRetries(properties.nodes(), "nodes", called, what);
                }
                checkNoAnnotatedRetries(bean, what);
            }
        }
    }

    /** A flow that is a node can be a join, but is not retried. */
    private void checkNoRetries(Map<String, NodeSettings> stated, String section, String node, String what) {
        String key = NameMatcher.relaxedKey(stated.keySet(), node);
        NodeSettings ofNode = key == null ? null : stated.get(key);
        if (key != null && ofNode != null && RetrySettings.ALL.stream().anyMatch(setting -> setting.isStated(ofNode))) {
            throw new MisconfigurationException(
                    "The properties under " + settings.describe(KnownKeys.section(section, key)) + " are for '" + key
                            + "', which " + what + " and is not retried.",
                    what.equals(FLOW)
                            ? "Set them for the nodes inside, under brainyflow.flows." + key + ".nodes."
                            : what.equals(WAIT)
                                    ? "Remove them; set answer-within to limit how long it waits."
                                    : "Remove them, or make it a node with an exec, as Node.of(name, key, function, key) does.");
        }
    }

    private void checkNoWait(Map<String, NodeSettings> stated, String section, String node) {
        String key = NameMatcher.relaxedKey(stated.keySet(), node);
        NodeSettings ofNode = key == null ? null : stated.get(key);
        if (key != null && ofNode != null && ofNode.answerWithin() != null) {
            throw new MisconfigurationException(
                    "Property " + settings.describe(KnownKeys.section(section, key) + ".answer-within") + " is for '"
                            + key + "', which is not a WaitNode, and so asks nothing.",
                    "Remove it; set timeout to limit an attempt of a node.");
        }
    }

    private static void checkNoAnnotatedRetries(@Nullable NodeBean node, String what) {
        if (node != null && !node.retryPolicy().equals(RetryPolicy.create())) {
            throw new MisconfigurationException(
                    "@FlowNode on " + node.source() + " states retries or a timeout of '" + node.name() + "', which "
                            + what + " and is not retried.",
                    "Remove them, or set them for a node with an exec.");
        }
    }

    /** Rejects retries of a flow, in whatever flow it is a node. */
    void checkNoRetries(String node) {
        checkNoRetries(properties.nodes(), "nodes", node, FLOW);
    }
}
