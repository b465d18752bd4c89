package io.brainyflow.jdbc;

import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.UnreadableEntryException;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes the start of a run, and each stretch in which an instance performs it. What tracing has to know of the start is kept with the
 * run, so that all of its stretches are of that trace, wherever and whenever they are.
 */
final class RunTraces {

    private static final String FLOW = "brainyflow.flow";
    private static final String RUN = "brainyflow.run.id";

    private final ObservationRegistry registry;
    private final EntryCodec codec;

    RunTraces(ObservationRegistry registry, EntryCodec codec) {
        this.registry = registry;
        this.codec = codec;
    }

    /**
     * Observes the start of a run.
     *
     * @param start is given what is to be kept of the trace, as text; null if that is nothing
     */
    void start(String flow, String id, Consumer<@Nullable String> start) {
        SenderContext<Map<String, String>> context =
                new SenderContext<>((carrier, key, value) -> put(carrier, key, value), Kind.PRODUCER);
        Map<String, String> kept = new HashMap<>();
        context.setCarrier(kept);
        observation("brainyflow.run.start", "start " + flow, flow, id, context)
                .observe(() -> start.accept(kept.isEmpty() ? null : codec.writeValue("The trace", kept)));
    }

    private static void put(@Nullable Map<String, String> carrier, String key, String value) {
        if (carrier != null) {
            carrier.put(key, value);
        }
    }

    /** Performs a stretch of a run. */
    <T> @Nullable T stretch(RunRow run, Supplier<T> stretch) {
        ReceiverContext<Map<?, ?>> context =
                new ReceiverContext<>((carrier, key) -> (String) carrier.get(key), Kind.CONSUMER);
        context.setCarrier(kept(run));
        return observation("brainyflow.run.stretch", run.flow(), run.flow(), run.id(), context)
                .observe(stretch);
    }

    private Map<?, ?> kept(RunRow run) {
        try {
            return run.trace() != null && codec.readValue(run.trace()) instanceof Map<?, ?> kept ? kept : Map.of();
        } catch (UnreadableEntryException e) {
            return Map.of(); // a trace that cannot be gone on with is no reason not to go on with the run
        }
    }

    private Observation observation(String name, String shown, String flow, String id, Observation.Context context) {
        return Observation.createNotStarted(name, () -> context, registry)
                .contextualName(shown)
                .lowCardinalityKeyValue(KeyValue.of(FLOW, flow))
                .highCardinalityKeyValue(KeyValue.of(RUN, id));
    }
}
