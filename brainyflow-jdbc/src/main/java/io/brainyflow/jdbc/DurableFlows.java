package io.brainyflow.jdbc;

import io.brainyflow.BaseNode;
import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.spring.FlowBeans;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.Engine;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/** The flows whose runs are kept in the database, and whether they can be. */
final class DurableFlows implements Supplier<Map<String, Flow>> {

    private final BrainyFlowProperties properties;
    private final SingletonSupplier<Map<String, Flow>> flows;

    private final EntryCodec codec;

    /** Whether transactions of the application are those of the database that runs are kept in. */
    private final boolean sharesTransactions;

    DurableFlows(FlowBeans all, BrainyFlowProperties properties, EntryCodec codec, boolean sharesTransactions) {
        this.codec = codec;
        this.properties = properties;
        this.sharesTransactions = sharesTransactions;
        this.flows = SingletonSupplier.of(() -> {
            Map<String, Flow> durable = new TreeMap<>(all.all());
            durable.keySet().removeIf(this::isInMemory);
            return durable;
        });
    }

    /** Returns whether the runs of a flow are kept in memory all the same. */
    boolean isInMemory(String flow) {
        return properties.engineOf(flow, Engine.JDBC) == Engine.MEMORY;
    }

    @Override
    public Map<String, Flow> get() {
        return flows.obtain();
    }

    /** Checks that a run finds its nodes and its reducers again after a redeployment. */
    void check() {
        get().forEach(this::check);
    }

    private void check(String root, Flow flow) {
        FlowGraph graph = flow.graph();
        checkMerges(root, "Flow '" + graph.name() + "'", flow);
        for (String node : graph.nodes()) {
            String described = "Node '" + node + "' of flow '" + graph.name() + "'";
            if (!graph.isNamed(node)) {
                throw new UnkeepableRunsException(
                        described + " was given no name. Its runs are kept in a database,"
                                + " and when the flow is wired in another way, another node of its class may have that name.",
                        "Name the node when it is made, or by FlowBuilder.node(name, node), or " + inMemory(root));
            }
            if (graph.isTransactional(node) && !sharesTransactions) {
                throw new UnkeepableRunsException(
                        described + " is transactional, and no transaction manager is of the"
                                + " data source that runs are kept in, so that what the node does would not be part of its"
                                + " transaction.",
                        "Keep runs in the data source of the node: name it by brainyflow.jdbc.data-source. Or leave out that the"
                                + " node is transactional.");
            }
            if (graph.nested(node) != null && flow.node(node) instanceof Flow nested) {
                check(root, nested);
            } else {
                checkMerges(root, described, flow.node(node));
            }
        }
    }

    private void checkMerges(String root, String described, BaseNode<?, ?> node) {
        MergeCalls.of(ClassUtils.getUserClass(node)).forEach((constant, key) -> {
            if (!codec.canStoreMergesBy(key)) {
                throw new UnkeepableRunsException(
                        described + " merges values under '" + key.name() + "' by " + constant
                                + ", which has a reducer of its own and is no bean. Its runs are kept in a database, where a"
                                + " reducer is found again by the name of its key.",
                        "Declare " + constant + " as a bean of type MemoryKey, or " + inMemory(root));
            }
        });
    }

    private static String inMemory(String root) {
        return "set brainyflow.flows." + root + ".engine to 'memory'.";
    }
}
