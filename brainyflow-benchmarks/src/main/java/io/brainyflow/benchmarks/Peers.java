package io.brainyflow.benchmarks;

import static org.bsc.langgraph4j.GraphDefinition.END;
import static org.bsc.langgraph4j.GraphDefinition.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.scope.AgenticScope;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Map;
import java.util.concurrent.Executor;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.serializer.StateSerializer;
import org.bsc.langgraph4j.state.AgentState;

/** The same work as users of other engines would write it. */
final class Peers {

    private static final String KEY = Increments.KEY;
    private static final Map<String, Object> START_STATE = Map.of(KEY, 0);

    /** One run of the work. */
    interface Run {
        Object run() throws Exception;
    }

    private Peers() {}

    static Run chain(String peer, int size) throws Exception {
        return switch (peer) {
            case "langGraph4j" -> langGraph4j(size, new StateGraph<>(AgentState::new), false);
            case "langGraph4jByReference" -> langGraph4j(size, new StateGraph<>(new ByReference()), false);
            default -> {
                Object[] agents = new Object[size];
                for (int i = 0; i < size; i++) {
                    agents[i] = AgenticServices.agentAction(Peers::increment);
                }
                yield invoke(AgenticServices.sequenceBuilder()
                        .subAgents(agents)
                        .outputKey(KEY)
                        .build());
            }
        };
    }

    static Run loop(String peer, int size) throws Exception {
        return switch (peer) {
            case "langGraph4j" -> langGraph4j(size, new StateGraph<>(AgentState::new), true);
            case "langGraph4jByReference" -> langGraph4j(size, new StateGraph<>(new ByReference()), true);
            default ->
                invoke(AgenticServices.loopBuilder()
                        .subAgents(AgenticServices.agentAction(Peers::increment))
                        .maxIterations(size)
                        .outputKey(KEY)
                        .build());
        };
    }

    /** Agents that do the same at once: a list that is fixed beforehand, since branches do not come of data there. */
    static Run parallel(int size, Runnable work, Executor executor) {
        Object[] agents = new Object[size];
        for (int i = 0; i < size; i++) {
            agents[i] = AgenticServices.agentAction(scope -> work.run());
        }
        return invoke(AgenticServices.parallelBuilder()
                .subAgents(agents)
                .executor(executor)
                .build());
    }

    private static void increment(AgenticScope scope) {
        scope.writeState(KEY, (Integer) scope.readState(KEY) + 1);
    }

    private static Run invoke(UntypedAgent agent) {
        return () -> agent.invoke(START_STATE);
    }

    private static Run langGraph4j(int size, StateGraph<AgentState> graph, boolean loop) throws Exception {
        int nodes = loop ? 1 : size;
        for (int i = 0; i < nodes; i++) {
            AsyncNodeAction<AgentState> increment =
                    node_async(state -> Map.of(KEY, state.<Integer>value(KEY).orElseThrow() + 1));
            graph.addNode("n" + i, increment);
        }
        graph.addEdge(START, "n0");
        for (int i = 1; i < nodes; i++) {
            graph.addEdge("n" + (i - 1), "n" + i);
        }
        if (loop) {
            graph.addConditionalEdges(
                    "n0",
                    edge_async(state -> state.<Integer>value(KEY).orElseThrow() < size ? "again" : "done"),
                    Map.of("again", "n0", "done", END));
        } else {
            graph.addEdge("n" + (nodes - 1), END);
        }
        CompiledGraph<AgentState> compiled =
                graph.compile(CompileConfig.builder().recursionLimit(size + 10).build());
        return () -> compiled.invoke(START_STATE);
    }

    /** Passes states on as they are. The engine writes one and reads it again at once, on one thread. */
    private static final class ByReference extends StateSerializer<AgentState> {

        private final ThreadLocal<Map<String, Object>> written = new ThreadLocal<>();

        ByReference() {
            super(AgentState::new);
        }

        @Override
        public void writeData(Map<String, Object> data, ObjectOutput out) {
            written.set(data);
        }

        @Override
        public Map<String, Object> readData(ObjectInput in) {
            return written.get();
        }
    }
}
