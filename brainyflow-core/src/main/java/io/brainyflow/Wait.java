package io.brainyflow;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A visit that has asked and is to be answered.
 *
 * @param runId the id of the run
 * @param flow the name of the run's root flow
 * @param node the name of the {@link WaitNode} in the flow that it stands in
 * @param visit the number of the visit
 * @param key what the wait is known by in its run
 * @param asked what its {@code prep} returned, by reference; null if that was nothing
 * @param answerType the class that an answer has to be of
 * @param deadline when it times out; empty if it waits for ever
 */
public record Wait(
        String runId,
        String flow,
        String node,
        long visit,
        String key,
        @Nullable Object asked,
        Class<?> answerType,
        Optional<Instant> deadline) {}
