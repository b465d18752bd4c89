package io.brainyflow.spring.actuate;

import io.brainyflow.RunView;
import io.brainyflow.Wait;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A run in full.
 *
 * @param run the run in a line
 * @param waits the visits that are to be answered, in the order in which they asked
 * @param failures the visits that it has failed by
 */
public record RunDescription(RunSummary run, List<WaitDescription> waits, List<FailureDescription> failures)
        implements OperationResponseBody {

    /**
     * A visit that is to be answered.
     *
     * @param visit the number of the visit
     * @param node the name of the node
     * @param key what the wait is known by in its run
     * @param answerType the name of the class of the answer
     * @param answer what an answer is made of: the constants of an enum, or the components of a record, each with its class, or its
     *     constants; null for any other class
     * @param deadline when it times out; null if it waits for ever
     * @param asked what it asks, as text; null for who may not see values
     */
    public record WaitDescription(
            long visit,
            String node,
            String key,
            String answerType,
            @Nullable Object answer,
            @Nullable Instant deadline,
            @Nullable String asked) {}

    /**
     * A visit that a run has failed by.
     *
     * @param visit the number of the visit
     * @param node the name of the node
     * @param step what failed
     * @param exception the name of the class of what was thrown
     * @param message its message; null for who may not see values
     */
    public record FailureDescription(
            long visit,
            String node,
            String step,
            String exception,
            @Nullable String message) {}

    static RunDescription of(RunView run, boolean withValues) {
        return new RunDescription(
                RunSummary.of(run),
                run.waits().stream().map(wait -> describe(wait, withValues)).toList(),
                run.failures().stream()
                        .map(failed -> describe(failed, withValues))
                        .toList());
    }

    private static WaitDescription describe(Wait wait, boolean withValues) {
        return new WaitDescription(
                wait.visit(),
                wait.node(),
                wait.key(),
                wait.answerType().getName(),
                parts(wait.answerType()),
                wait.deadline().orElse(null),
                withValues ? String.valueOf(wait.asked()) : null);
    }

    private static @Nullable Object parts(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
        }
        if (!type.isRecord()) {
            return null;
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Object constants = component.getType().isEnum() ? parts(component.getType()) : null;
            parts.put(
                    component.getName(), constants == null ? component.getType().getName() : constants);
        }
        return parts;
    }

    private static FailureDescription describe(RunView.FailedVisit failed, boolean withValues) {
        return new FailureDescription(
                failed.visit(),
                failed.node(),
                failed.failure().step(),
                failed.failure().exceptionClass(),
                withValues ? failed.failure().message() : null);
    }
}
