package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import tools.jackson.databind.json.JsonMapper;

/** A program of the conformance suite, built with this library's classes, and what the reference makes of it. */
final class ConformanceCase {

    static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, Object> data;
    private final Map<String, BaseNode<?, ?>> built = new LinkedHashMap<>();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    final ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();

    ConformanceCase(Map<String, Object> data) {
        this.data = data;
        ConformanceCase.<Map<String, Object>>as(data.get("global")).forEach(global::put);
    }

    Flow flow() {
        return (Flow) node((String) data.get("root"));
    }

    /** Runs the program by the given means, and answers what came out in the form of {@link #expected}. */
    Map<String, Object> outcome(BiConsumer<Flow, Map<String, Object>> runner) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("tree", null);
        outcome.put("error", null);
        try {
            runner.accept(flow(), outcome);
        } catch (VisitLimitException e) {
            outcome.put("error", Map.of("kind", "maxVisits", "node", e.node()));
        } catch (NodeException e) {
            outcome.put("error", Map.of("kind", "node", "node", e.node(), "retryCount", e.retryCount()));
        }
        outcome.put("global", global);
        outcome.put("trace", isParallel() ? trace.stream().sorted().toList() : trace);
        return pick(outcome);
    }

    Map<String, Object> expected() {
        Map<String, Object> expected = new LinkedHashMap<>(as(data.get("expect")));
        List<Object> expectedTrace = as(expected.get("trace"));
        List<String> lines =
                expectedTrace.stream().map(JSON::writeValueAsString).toList();
        expected.put("trace", isParallel() ? lines.stream().sorted().toList() : lines);
        return pick(expected);
    }

    /** Leaves what the case compares, in a fixed order, as JSON text that shows well where it differs. */
    private Map<String, Object> pick(Map<String, Object> outcome) {
        List<String> compared = as(data.getOrDefault("compare", List.of("error", "trace", "tree", "global")));
        Map<String, Object> picked = new LinkedHashMap<>();
        compared.forEach(
                name -> picked.put(name, JSON.readValue(JSON.writeValueAsString(outcome.get(name)), Object.class)));
        return picked;
    }

    boolean isParallel() {
        return nodes().values().stream().anyMatch(node -> "parallel".equals(node.get("kind")));
    }

    static Map<String, Object> nested(ExecutionTree tree) {
        Map<String, Object> nested = new LinkedHashMap<>();
        tree.triggered()
                .forEach((action, behind) -> nested.put(
                        action, behind.stream().map(ConformanceCase::nested).toList()));
        return nested;
    }

    private Map<String, Map<String, Object>> nodes() {
        return as(data.get("nodes"));
    }

    private BaseNode<?, ?> node(String name) {
        BaseNode<?, ?> node = built.get(name);
        if (node == null) {
            Map<String, Object> spec = nodes().get(name);
            node = "node".equals(spec.get("kind")) ? new Scripted(name, spec) : scriptedFlow(name, spec);
            built.put(name, node);
        }
        return node;
    }

    private Flow scriptedFlow(String name, Map<String, Object> spec) {
        List<List<String>> edges = as(data.get("edges"));
        Set<String> members = new LinkedHashSet<>(Set.of((String) spec.get("start")));
        while (edges.stream()
                .filter(edge -> members.contains(edge.get(0)))
                .anyMatch(edge -> members.add(edge.get(2)))) {
            // until no edge leads to a new member
        }
        FlowBuilder builder = Flow.builder(name)
                .start(node((String) spec.get("start")))
                .options(FlowOptions.create()
                        .withMaxVisits((Integer) spec.get("maxVisits"))
                        .withOnUnmatched(OnUnmatched.IGNORE)
                        .withPropagateActions((Boolean) spec.get("propagateActions")));
        edges.stream()
                .filter(edge -> members.contains(edge.get(0)))
                .forEach(edge -> builder.on(node(edge.get(0)), edge.get(1), node(edge.get(2))));
        return "parallel".equals(spec.get("kind"))
                ? new ScriptedParallelFlow(builder, new Script(name, spec))
                : new ScriptedFlow(builder, new Script(name, spec));
    }

    @SuppressWarnings("unchecked")
    static <T> T as(Object value) {
        return (T) value;
    }

    /** The steps of a node or flow, and what they leave in the trace. */
    private final class Script {

        private final String name;
        private final Map<String, Object> spec;

        Script(String name, Map<String, Object> spec) {
            this.name = name;
            this.spec = spec;
        }

        void trace(Object... entry) {
            trace.add(JSON.writeValueAsString(entry));
        }

        void play(String step, Memory memory, BiConsumer<String, Map<String, Object>> trigger) {
            trace(step, name);
            List<List<Object>> ops = as(spec.get(step));
            ops.forEach(op -> play(op, memory, trigger));
        }

        private void play(List<Object> op, Memory memory, BiConsumer<String, Map<String, Object>> trigger) {
            String key = (String) op.get(1);
            switch ((String) op.get(0)) {
                case "put" -> memory.put(key, op.get(2));
                case "incr" -> memory.add(key, 1);
                case "copy" -> {
                    if (memory.contains(key)) {
                        memory.put((String) op.get(2), memory.get(key));
                    }
                }
                case "local" -> memory.local().put(key, op.get(2));
                case "localAppend" ->
                    ConformanceCase.<List<Object>>as(memory.local().computeIfAbsent(key, absent -> new ArrayList<>()))
                            .add(op.get(2));
                case "read" -> trace("read", name, key, memory.get(key));
                case "has" -> trace("has", name, key, memory.contains(key));
                case "trigger" -> trigger.accept(key, as(op.get(2)));
                case "triggerIfLess" -> {
                    Integer present = memory.get(key, Integer.class);
                    if ((present == null ? 0 : present) < (Integer) op.get(2)) {
                        trigger.accept((String) op.get(3), as(op.get(4)));
                    }
                }
                default -> throw new AssertionError("Unknown op " + op);
            }
        }
    }

    private final class Scripted extends Node<String, String> {

        private final Script script;

        Scripted(String name, Map<String, Object> spec) {
            super(name, RetryPolicy.ofAttempts((Integer) spec.get("maxAttempts")));
            script = new Script(name, spec);
        }

        @Override
        public String prep(Memory memory) {
            script.play("prep", memory, this::trigger);
            return "prepared";
        }

        @Override
        public String exec(String prepared) throws Exception {
            script.trace("exec", script.name, curRetry());
            if (curRetry() < (Integer) script.spec.get("failures")) {
                throw new Exception("attempt " + curRetry());
            }
            return "result";
        }

        @Override
        public String execFallback(String prepared, Exception failure) throws Exception {
            script.trace("fallback", script.name, curRetry());
            if ((Boolean) script.spec.get("fallback")) {
                return "fallback";
            }
            throw failure;
        }

        @Override
        public void post(Memory memory, String prepared, String result) {
            script.play("post", memory, this::trigger);
        }
    }

    private static final class ScriptedFlow extends Flow {

        private final Script script;

        ScriptedFlow(FlowBuilder builder, Script script) {
            super(builder);
            this.script = script;
        }

        @Override
        public Object prep(Memory memory) {
            script.play("prep", memory, this::trigger);
            return null;
        }

        @Override
        public void post(Memory memory, Object prepared, ExecutionTree tree) {
            script.play("post", memory, this::trigger);
        }
    }

    private static final class ScriptedParallelFlow extends ParallelFlow {

        private final Script script;

        ScriptedParallelFlow(FlowBuilder builder, Script script) {
            super(builder);
            this.script = script;
        }

        @Override
        public Object prep(Memory memory) {
            script.play("prep", memory, this::trigger);
            return null;
        }

        @Override
        public void post(Memory memory, Object prepared, ExecutionTree tree) {
            script.play("post", memory, this::trigger);
        }
    }
}
