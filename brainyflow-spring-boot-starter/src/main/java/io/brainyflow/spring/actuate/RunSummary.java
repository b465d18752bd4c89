package io.brainyflow.spring.actuate;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.RunView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A run in a line.
 *
 * @param id the id of the run
 * @param flow the name of its root flow
 * @param status how far it has come
 * @param startedAt when it was started
 * @param endedAt when it has ended; null if it has not
 */
public record RunSummary(
        String id,
        String flow,
        Status status,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /**
     * Some runs.
     *
     * @param runs those that were started last first
     */
    public record Some(List<RunSummary> runs) implements OperationResponseBody {}

    static RunSummary of(RunView run) {
        return new RunSummary(
                run.runId(),
                run.flow(),
                run.status(),
                run.startedAt(),
                run.endedAt().orElse(null));
    }
}
