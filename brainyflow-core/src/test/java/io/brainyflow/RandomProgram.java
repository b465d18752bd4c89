package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A random graph whose nodes do random things, and what comes of it. */
record RandomProgram(
        List<Doing> nodes,
        List<Wire> wires,
        int maxConcurrency,
        int threads,
        boolean collecting,
        OnConflict onConflict) {

    private static final int MAX_DEPTH = 3;

    /** An edge of a program, by the places of its nodes. */
    record Wire(int from, int action, int to) {}

    /**
     * What a node does: which actions it triggers, what it adds, whether it is a flow itself and whether a join, and at
     * which depth it fails.
     */
    record Doing(
            List<Integer> actions,
            int weight,
            boolean nested,
            boolean join,
            boolean waits,
            int failsAt,
            boolean flaky) {}

    /** Returns whether a line of what was seen is of a wait. */
    boolean isOfWait(String line) {
        return nodes.get(Character.digit(line.charAt(1), 10)).waits();
    }

    /** Returns the same program without failures, in which values that stand by chance are a failure. */
    RandomProgram conflicting() {
        List<Doing> unfailing = nodes.stream()
                .map(doing -> new Doing(
                        doing.actions(), doing.weight(), doing.nested(), doing.join(), false, -1, doing.flaky()))
                .toList();
        return new RandomProgram(unfailing, wires, maxConcurrency, threads, false, OnConflict.FAIL);
    }

    /** Builds the flow, nodes of nested flows being two more of the same kind. */
    Flow build(boolean parallel) {
        List<BaseNode<?, ?>> built = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Doing doing = nodes.get(i);
            built.add(doing.nested() ? nested("n" + i, doing, parallel) : node("n" + i, doing));
        }
        FlowBuilder builder = Flow.builder("random").start(built.get(0));
        for (int i = 0; i < built.size(); i++) {
            builder.node("n" + i, built.get(i));
        }
        wires.forEach(wire -> builder.on(
                built.get(wire.from() % built.size()),
                action(nodes.get(wire.from() % built.size()), wire.action()),
                built.get(wire.to() % built.size())));
        for (int i = 0; i < built.size(); i++) {
            if (nodes.get(i).join()) {
                builder.join(built.get(i));
            }
        }
        return finish(builder, parallel);
    }

    /** A node that fails has successors for that in place of one of its actions; of a flow, other branches may be cut short. */
    private static String action(Doing from, int action) {
        if (from.nested()) {
            return action == 0 ? Actions.DEFAULT : "a" + action;
        }
        return action == 2 && from.failsAt() >= 0 ? Actions.FAILED : "a" + action;
    }

    private Flow nested(String name, Doing doing, boolean parallel) {
        Node<?, ?> first = node(name + "first", doing);
        Node<?, ?> second = node(name + "second", doing);
        FlowBuilder builder = Flow.builder(name).start(first);
        doing.actions().forEach(action -> builder.on(first, "a" + action, second));
        if (doing.join()) {
            builder.join(first).join(second);
        }
        return finish(builder, parallel);
    }

    private Flow finish(FlowBuilder builder, boolean parallel) {
        FlowOptions options = FlowOptions.create()
                .withMaxVisits(30)
                .withMaxSteps(3_000)
                .withPropagateActions(true)
                .withOnConflict(onConflict)
                .withOnFailure(collecting ? OnFailure.COLLECT : OnFailure.FAIL_FAST);
        builder.options(maxConcurrency == 0 ? options : options.withMaxConcurrency(maxConcurrency));
        return (parallel ? builder.parallel() : builder).build();
    }

    private Node<?, ?> node(String name, Doing doing) {
        if (doing.waits()) {
            return new WaitNode<Integer, Integer>(name, Integer.class) {
                @Override
                public Integer prep(Memory memory) {
                    return depth(memory);
                }

                @Override
                public String key(Integer depth) {
                    return name + " at " + depth;
                }

                @Override
                public void post(Memory memory, Integer depth, Integer deeper) {
                    write(name, doing, memory, depth);
                    if (depth < MAX_DEPTH) {
                        doing.actions().forEach(action -> trigger("a" + action, data(name, deeper)));
                    }
                }
            };
        }
        // A visit that is between two attempts, and wants a permit that a flow has which waits, keeps the run's
        // thread.
        boolean hasWaits = nodes.stream().anyMatch(Doing::waits);
        RetryPolicy twice = RetryPolicy.ofAttempts(2).withWaitTime(hasWaits ? Duration.ZERO : Duration.ofNanos(1));
        return new Node<Integer, Integer>(name, twice) {
            @Override
            public Integer prep(Memory memory) {
                return depth(memory);
            }

            @Override
            public Integer exec(Integer depth) {
                if (depth == doing.failsAt() || (doing.flaky() && curRetry() == 0)) {
                    throw new IllegalStateException("at depth " + depth);
                }
                return depth + 1;
            }

            @Override
            public void post(Memory memory, Integer depth, Integer deeper) {
                write(name, doing, memory, depth);
                if (depth < MAX_DEPTH) {
                    doing.actions().forEach(action -> trigger("a" + action, data(name, deeper)));
                }
            }
        };
    }

    private static Map<String, Object> data(String name, Integer deeper) {
        return Map.of("depth", deeper, "by", name, "trail", List.of(name, deeper));
    }

    private static void write(String name, Doing doing, Memory memory, Integer depth) {
        memory.add("total", doing.weight());
        memory.merge(HIGHEST, doing.weight());
        if (doing.weight() > 3) {
            memory.put("last", doing.weight());
        }
        memory.append(
                "seen",
                name + "@" + depth + " of " + memory.local().get("by")
                        + memory.local().get("trail")
                        + joined(memory).stream().map(RandomProgram::sorted).toList());
    }

    /** What was thrown in a process that is gone is not known to the next. */
    private static Map<String, Object> sorted(Map<String, Object> store) {
        Map<String, Object> sorted = new TreeMap<>(store);
        sorted.remove(Failure.KEY.name());
        return sorted;
    }

    private static List<Map<String, Object>> joined(Memory memory) {
        VisitState visit = VisitScope.visit();
        return visit.frame.graph.isJoin(visit.node()) ? memory.joined() : List.of();
    }

    /** A join goes on from the deepest of the branches, or loops would have no end. */
    private static int depth(Memory memory) {
        int deepest = memory.contains("depth") ? memory.get("depth", Integer.class) : 0;
        for (Map<String, Object> store : joined(memory)) {
            deepest = Math.max(deepest, (Integer) store.getOrDefault("depth", 0));
        }
        return deepest;
    }

    static final MemoryKey<Integer> HIGHEST =
            MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::max);

    /** What a run came to. */
    record Outcome(Object end, Map<String, Integer> visits, Object total, List<String> seen) {}

    /** Returns random programs. */
    static Arbitrary<RandomProgram> all() {
        Arbitrary<Doing> doing = Combinators.combine(
                        Arbitraries.integers().between(0, 2).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.integers().between(1, 9),
                        oneIn(5),
                        oneIn(4),
                        oneIn(6),
                        Arbitraries.frequencyOf(
                                Tuple.of(20, Arbitraries.just(-1)),
                                Tuple.of(1, Arbitraries.integers().between(0, MAX_DEPTH))),
                        Arbitraries.of(true, false))
                .as(Doing::new);
        Arbitrary<Wire> wire = Combinators.combine(
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 7))
                .as(Wire::new);
        return Combinators.combine(
                        doing.list().ofMinSize(2).ofMaxSize(7),
                        wire.list().ofMinSize(6).ofMaxSize(24),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.just(OnConflict.IGNORE))
                .as(RandomProgram::new);
    }

    private static Arbitrary<Boolean> oneIn(int number) {
        return Arbitraries.frequencyOf(
                Tuple.of(number - 1, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true)));
    }

    private static ExecutionTree runAndAnswer(Flow flow, Memory memory) {
        FlowRun run = flow.runAsync(memory);
        while (!run.result().toCompletableFuture().isDone()) {
            List<Wait> waits = run.waits();
            waits.forEach(wait -> run.answer(wait.visit(), deeper(wait)));
            if (waits.isEmpty()) {
                Thread.yield();
            }
        }
        try {
            return run.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object deeper(Wait wait) {
        return (Integer) wait.asked() + 1;
    }

    static int visits(Outcome outcome) {
        return outcome.visits().values().stream().mapToInt(count -> count).sum();
    }

    /** Returns what a run that dies comes to, with the visits of one that does not: what was under way is performed again. */
    static Outcome dying(Function<ConcurrentMap<String, Object>, ExecutionTree> run, Outcome inOneGo) {
        ConcurrentMap<String, Object> global = new ConcurrentHashMap<>();
        Object end;
        try {
            end = run.apply(global);
        } catch (WriteConflictException e) {
            return new Outcome("conflict of " + e.key() + e.path() + e.paths(), Map.of(), null, List.of());
        } catch (BranchesFailedException e) {
            end = describe(e);
        } catch (BrainyFlowException e) {
            return new Outcome("failed", Map.of(), null, List.of());
        }
        return new Outcome(
                end,
                inOneGo.visits(),
                global.get("total") + " " + global.get(HIGHEST.name()),
                seen(global.get("seen")));
    }

    private static List<String> seen(Object appended) {
        List<String> seen = new ArrayList<>();
        if (appended instanceof List<?> all) {
            all.forEach(entry -> seen.add((String) entry));
        }
        seen.sort(null);
        return seen;
    }

    /** Has a flow spend its pauses without sleeping. */
    static Flow unhurried(Flow flow) {
        FlowRuntime runtime = FlowRuntime.builder()
                .timing(timing -> timing.withPause(time -> Thread.yield()))
                .build();
        FlowSetup.create().runtime(runtime).applyTo(flow);
        return flow;
    }

    static Outcome run(Flow flow, FlowRuntime.Builder runtime) {
        Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
        Nodes.configure(
                flow,
                flow.graph().options(),
                Map.of(),
                runtime.timing(timing -> timing.withPause(time -> Thread.yield()))
                        .listener(new FlowListener() {
                            @Override
                            public void visitCompleted(Visit visit) {
                                visits.computeIfAbsent(visit.flow() + "/" + visit.node(), key -> new AtomicInteger())
                                        .incrementAndGet();
                            }
                        })
                        .build());
        Memory memory = Memory.empty();
        Object end;
        try {
            end = runAndAnswer(flow, memory);
        } catch (WriteConflictException e) {
            return new Outcome("conflict of " + e.key() + e.path() + e.paths(), Map.of(), null, List.of());
        } catch (BranchesFailedException e) {
            end = describe(e);
        } catch (BrainyFlowException e) {
            // Which of several failures comes first is a matter of time, and what was written by then, too.
            return new Outcome("failed", Map.of(), null, List.of());
        }
        Map<String, Integer> counts = new TreeMap<>();
        visits.forEach((node, count) -> counts.put(node, count.get()));
        return new Outcome(end, counts, memory.get("total") + " " + memory.get(HIGHEST), seen(memory.get("seen")));
    }

    private static Object describe(BrainyFlowException failure) {
        return failure instanceof BranchesFailedException several
                ? List.of(
                        several.tree(),
                        several.failures().stream().map(RandomProgram::describe).toList())
                : failure.path();
    }
}
