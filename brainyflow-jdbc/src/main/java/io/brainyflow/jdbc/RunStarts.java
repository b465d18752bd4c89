package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRules;
import io.brainyflow.JournalEntry;
import io.brainyflow.Memory;
import io.brainyflow.RunOptions;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.NotStorableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts runs, in the caller's transaction. */
final class RunStarts {

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final EntryCodec codec;
    private final RunScheduler scheduler;
    private final DatabaseClock clock;
    private final RunTraces traces;

    RunStarts(
            Supplier<Map<String, Flow>> flows,
            Tables tables,
            EntryCodec codec,
            RunScheduler scheduler,
            DatabaseClock clock,
            RunTraces traces) {
        this.flows = flows;
        this.tables = tables;
        this.codec = codec;
        this.scheduler = scheduler;
        this.clock = clock;
        this.traces = traces;
    }

    /** Starts a run as {@link io.brainyflow.FlowRuns#start(String, Map, RunOptions)} does. */
    String start(String flow, Map<String, ? extends @Nullable Object> input, RunOptions options) {
        Flow known = flows.get().get(flow);
        if (known == null) {
            throw new NoSuchElementException("There is no flow '" + flow + "' to start a run of");
        }
        requireKeepable(options);
        String id = options.runId().orElseGet(() -> UUID.randomUUID().toString());
        Instant now = clock.now();
        Duration allowed = options.deadline().orElse(null);
        Instant deadline = allowed == null ? null : now.plus(allowed);
        Map<String, Object> values = values(input);
        FlowRules rules = FlowRules.of(known.graph(), options.limits());
        String begun;
        try {
            begun = codec.store(new JournalEntry.Begun(flow, values, deadline, rules))
                    .text();
        } catch (NotStorableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        traces.start(
                flow,
                id,
                trace -> tables.inTransaction(() -> {
                    OptionalLong number = tables.runs().insert(id, flow, allowed, deadline, now, trace);
                    if (number.isPresent()) {
                        tables.entries().insert(number.getAsLong(), new KeptEntry(1, 0, KeptEntry.Kind.BEGUN, begun));
                        scheduler.schedule(flow, number.getAsLong());
                    } else {
                        requireLike(id, flow, begun);
                    }
                }));
        return id;
    }

    private static Map<String, Object> values(Map<String, ? extends @Nullable Object> input) {
        Memory.of(input); // checks the keys
        Map<String, Object> values = new HashMap<>();
        input.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private static void requireKeepable(RunOptions options) {
        if (!options.listeners().isEmpty()) {
            throw new IllegalArgumentException(
                    "A listener of one run cannot be kept in a database; make it a bean, which is"
                            + " told of all runs, and have it look at the run's id");
        }
    }

    private void requireLike(String id, String flow, String begun) {
        RunRow there = tables.runs().find(id).orElseThrow();
        boolean like =
                there.flow().equals(flow) && isEqual(input(tables.entries().first(there.number())), input(begun));
        if (!like) {
            throw new IllegalStateException("There is a run '" + id + "' of flow '" + there.flow()
                    + "' with another flow or input; give this one another id");
        }
    }

    /** Bytes are no other input for being other objects. */
    private static boolean isEqual(Map<String, Object> one, Map<String, Object> other) {
        return one.keySet().equals(other.keySet())
                && one.keySet().stream().allMatch(key -> Objects.deepEquals(one.get(key), other.get(key)));
    }

    private Map<String, Object> input(String begun) {
        return ((JournalEntry.Begun) codec.read(begun)).input();
    }
}
