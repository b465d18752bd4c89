package io.brainyflow.spring.actuate;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Shows the runs that {@link FlowRuns} has, and has them tried again, skipped past, cancelled and deleted. Shows nothing of any run's
 * memory, of what it asks, and of the messages of its failures. Answers nothing that a run asks: who may do that is for the
 * application to decide, in a controller of its own.
 */
@WebEndpoint(id = "brainyflowruns", defaultAccess = Access.READ_ONLY)
public class BrainyFlowRunsEndpoint {

    private static final Log LOG = LogFactory.getLog("io.brainyflow");
    private static final int DEFAULT_LIMIT = 100;
    private static final int STATUS_ACCEPTED = 202;
    private static final int STATUS_CONFLICT = 409;

    private final Supplier<FlowRuns> runs;

    /**
     * Some runs.
     *
     * @param runs those that were started last first
     */
    public record Runs(List<RunSummary> runs) implements OperationResponseBody {}

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
            @Nullable Instant endedAt) {}

    /**
     * A run in full.
     *
     * @param run the run in a line
     * @param waits the visits that are to be answered, in the order in which they asked
     * @param failures the visits that it has failed by
     */
    public record RunDescription(RunSummary run, List<WaitDescription> waits, List<FailureDescription> failures)
            implements OperationResponseBody {}

    /**
     * A visit that is to be answered.
     *
     * @param visit the number of the visit
     * @param node the name of the node
     * @param key what the wait is known by in its run
     * @param answerType the name of the class that the answer has to be of
     * @param deadline when it times out; null if it waits for ever
     */
    public record WaitDescription(
            long visit,
            String node,
            String key,
            String answerType,
            @Nullable Instant deadline) {}

    /**
     * A visit that a run has failed by.
     *
     * @param visit the number of the visit
     * @param node the name of the node
     * @param step what failed
     * @param exception the name of the class of what was thrown
     */
    public record FailureDescription(long visit, String node, String step, String exception) {}

    /**
     * Why a run was not changed.
     *
     * @param problem a sentence
     */
    public record Problem(String problem) implements OperationResponseBody {}

    /** Makes an endpoint. */
    public BrainyFlowRunsEndpoint(Supplier<FlowRuns> runs) {
        this.runs = runs;
    }

    /**
     * Returns runs, those that were started last first.
     *
     * @param flow the name of their root flow; null for any
     * @param status what they have come to; null for anything
     * @param limit how many at most; null for 100
     */
    @ReadOperation
    public Runs runs(@Nullable String flow, @Nullable Status status, @Nullable Integer limit) {
        RunQuery query = RunQuery.all();
        query = flow == null ? query : query.ofFlow(flow);
        query = status == null ? query : query.with(status);
        try {
            query = query.limitedTo(limit == null ? DEFAULT_LIMIT : limit);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "limit");
        }
        return new Runs(runs.get().list(query).stream()
                .map(BrainyFlowRunsEndpoint::summary)
                .toList());
    }

    /** Returns one run, or null if there is none of that id. */
    @ReadOperation
    public @Nullable RunDescription run(@Selector String id) {
        return runs.get().find(id).map(BrainyFlowRunsEndpoint::describe).orElse(null);
    }

    private static RunSummary summary(RunView run) {
        return new RunSummary(
                run.runId(),
                run.flow(),
                run.status(),
                run.startedAt(),
                run.endedAt().orElse(null));
    }

    private static RunDescription describe(RunView run) {
        return new RunDescription(
                summary(run),
                run.waits().stream().map(BrainyFlowRunsEndpoint::describe).toList(),
                run.failures().stream().map(BrainyFlowRunsEndpoint::describe).toList());
    }

    private static WaitDescription describe(Wait wait) {
        return new WaitDescription(
                wait.visit(),
                wait.node(),
                wait.key(),
                wait.answerType().getName(),
                wait.deadline().orElse(null));
    }

    private static FailureDescription describe(RunView.FailedVisit failed) {
        return new FailureDescription(
                failed.visit(),
                failed.node(),
                failed.failure().step(),
                failed.failure().exceptionClass());
    }

    /** What can be done with a run. */
    public enum Change {
        /** Tries again what it has failed by. */
        RETRY,
        /** Has it go on as if a visit that failed had triggered an action. */
        SKIP,
        /** Deletes it, if it has ended. */
        DELETE
    }

    /**
     * Changes a run: 202 if that was done, 404 if there is none of that id, 409 with the reason if it cannot be done.
     *
     * @param deadline for a retry, how long the run may take from now on; null for as long as before
     * @param visit for a skip, the number of the visit
     * @param action for a skip, what the visit is to have triggered
     */
    @WriteOperation
    public WebEndpointResponse<Problem> change(
            SecurityContext security,
            @Selector String id,
            @Selector Change change,
            @Nullable Duration deadline,
            @Nullable Long visit,
            @Nullable String action) {
        return changed(change.name(), id, security, () -> {
            switch (change) {
                case RETRY -> retry(id, deadline);
                case SKIP -> runs.get().skip(id, required("visit", visit), required("action", action));
                case DELETE -> runs.get().delete(id);
            }
            return true;
        });
    }

    private void retry(String id, @Nullable Duration deadline) {
        if (deadline == null) {
            runs.get().retry(id);
        } else {
            runs.get().retry(id, deadline);
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new InvalidEndpointRequestException(
                    "To skip a visit, its number ('visit') and what it is to have triggered ('action') have to be stated",
                    "'" + name + "' is missing");
        }
        return value;
    }

    /**
     * Cancels a run for good.
     *
     * @param reason said in the exception that the run ends with
     */
    @DeleteOperation
    public WebEndpointResponse<Problem> cancel(SecurityContext security, @Selector String id, @Nullable String reason) {
        return changed("CANCEL", id, security, () -> {
            if (runs.get().find(id).isEmpty()) {
                throw new NoSuchElementException(id);
            }
            return runs.get().cancel(id, reason == null ? "as an operator asked for" : reason);
        });
    }

    /** Makes a change, and has the log say who has made it. */
    private static WebEndpointResponse<Problem> changed(
            String change, String id, SecurityContext security, BooleanSupplier made) {
        try {
            if (!made.getAsBoolean()) {
                return new WebEndpointResponse<>(new Problem("The run has ended"), STATUS_CONFLICT);
            }
        } catch (NoSuchElementException e) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new WebEndpointResponse<>(new Problem(String.valueOf(e.getMessage())), STATUS_CONFLICT);
        }
        String by = Optional.ofNullable(security.getPrincipal())
                .map(Principal::getName)
                .orElse("somebody who has not said who");
        LOG.info(change + " of run '" + id + "' by " + by.replaceAll("\\p{Cntrl}", "?"));
        return new WebEndpointResponse<>(STATUS_ACCEPTED);
    }
}
