package io.brainyflow.jdbc;

import io.brainyflow.Failure;
import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.JournalEntry;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.UnreadableEntryException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows what the tables say in the terms of the core. */
final class RunViews {

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final EntryCodec codec;

    RunViews(Supplier<Map<String, Flow>> flows, Tables tables, EntryCodec codec) {
        this.flows = flows;
        this.tables = tables;
        this.codec = codec;
    }

    RunView of(RunRow row) {
        List<Wait> waits = row.hasEnded()
                ? List.of()
                : tables.waits().open(row.number()).stream().map(this::of).toList();
        // One that is answered, and not taken up yet, has something to do.
        boolean isAnswered = row.status() == Status.WAITING && waits.isEmpty();
        return new RunView(
                row.id(),
                row.flow(),
                isAnswered ? Status.READY : row.status(),
                row.startedAt(),
                Optional.ofNullable(row.endedAt()),
                waits,
                readable(row.id(), Optional.<String>empty(), () -> failure(row.failure())),
                readable(row.id(), List.<RunView.FailedVisit>of(), () -> failures(row.failures())),
                readable(row.id(), Map.<String, Object>of(), () -> memory(row)));
    }

    private Optional<String> failure(@Nullable String text) {
        return text == null
                ? Optional.empty()
                : Optional.ofNullable(codec.readValue(text)).map(String::valueOf);
    }

    /** One value that this deployment cannot read is no reason not to show the rest. */
    private static <T> T readable(String run, T otherwise, Supplier<T> value) {
        try {
            return value.get();
        } catch (UnreadableEntryException e) {
            RunLog.LOG.warn("A value of run '" + run + "' cannot be read here, and is not shown");
            RunLog.LOG.debug("A value of run '" + run + "' cannot be read here", e);
            return otherwise;
        }
    }

    /** Returns what was there when the run last rested, or what it began with. */
    private Map<String, Object> memory(RunRow row) {
        if (row.memory() != null) {
            return codec.readValues(row.memory());
        }
        return codec.read(tables.entries().first(row.number())) instanceof JournalEntry.Begun begun
                ? begun.input()
                : Map.of();
    }

    private @Nullable Object asked(WaitTable.Row row) {
        return readable(
                        row.runId(),
                        Optional.<Object>empty(),
                        () -> row.asked() == null
                                ? Optional.<Object>empty()
                                : Optional.ofNullable(codec.readValue(row.asked())))
                .orElse(null);
    }

    private List<RunView.FailedVisit> failures(@Nullable String text) {
        if (text == null || !(codec.readValue(text) instanceof List<?> kept)) {
            return List.of();
        }
        return kept.stream().map(visit -> failedVisit((Map<?, ?>) visit)).toList();
    }

    private static RunView.FailedVisit failedVisit(Map<?, ?> kept) {
        if (kept.get("visit") instanceof Long visit
                && kept.get("node") instanceof String node
                && kept.get("failure") instanceof Failure failure) {
            return new RunView.FailedVisit(visit, node, failure);
        }
        throw new IllegalStateException("Column brainyflow_run.failures has " + kept);
    }

    Wait of(WaitTable.Row row) {
        return new Wait(
                row.runId(),
                row.flow(),
                row.node(),
                row.visit(),
                row.key(),
                asked(row),
                answerType(row).orElse(Object.class),
                Optional.ofNullable(row.deadline()));
    }

    /** Checks the class of an answer, where the flow is known here. */
    void requireType(WaitTable.Row wait, Object answer) {
        answerType(wait).filter(type -> !type.isInstance(answer)).ifPresent(type -> {
            throw new IllegalArgumentException("Wait '" + wait.key() + "' of run '" + wait.runId() + "' of flow '"
                    + wait.flow() + "' is to be answered by a " + type.getName() + ", not by a "
                    + answer.getClass().getName());
        });
    }

    /** Returns the class of the node's answers; empty if the flow is not here, or has nodes of that name that differ in it. */
    private Optional<Class<?>> answerType(WaitTable.Row wait) {
        Flow flow = flows.get().get(wait.flow());
        Set<Class<?>> types = new HashSet<>();
        if (flow != null) {
            addAnswerTypes(flow.graph(), wait.node(), types);
        }
        return types.size() == 1 ? Optional.of(types.iterator().next()) : Optional.empty();
    }

    private static void addAnswerTypes(FlowGraph graph, String node, Set<Class<?>> types) {
        for (String name : graph.nodes()) {
            FlowGraph nested = graph.nested(name);
            if (nested != null) {
                addAnswerTypes(nested, node, types);
            } else if (name.equals(node)) {
                graph.answerType(name).ifPresent(types::add);
            }
        }
    }
}
