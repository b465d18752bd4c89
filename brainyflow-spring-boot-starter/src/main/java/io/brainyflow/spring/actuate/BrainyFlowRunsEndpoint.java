package io.brainyflow.spring.actuate;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import java.time.Duration;
import java.util.Collection;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Exposes the runs of {@link FlowRuns}, and operations that answer, retry, skip, cancel and delete them in the name of
 * the authenticated user. Exposes no run's memory, and its questions and failure messages only to users who may see
 * values.
 */
@WebEndpoint(id = "brainyflowruns", defaultAccess = Access.READ_ONLY)
public class BrainyFlowRunsEndpoint {

    private static final Log LOG = LogFactory.getLog("io.brainyflow");
    private static final int DEFAULT_LIMIT = 100;
    private static final int STATUS_ACCEPTED = 202;
    private static final int STATUS_CONFLICT = 409;

    private static final String NOBODY = "an unknown user";

    private final Supplier<FlowRuns> runs;
    private final AnswerReader answers;
    private final Show showValues;
    private final Set<String> roles;

    /** Reads what is answered. */
    @FunctionalInterface
    public interface AnswerReader {

        /**
         * Returns a value of JSON as an object.
         *
         * @throws RuntimeException if it is none of that type
         */
        Object read(String json, Class<?> type);
    }

    /**
     * Why a run was not changed.
     *
     * @param problem a sentence
     */
    public record Problem(String problem) implements OperationResponseBody {}

    /**
     * Creates an endpoint.
     *
     * @param showValues who is shown values
     * @param roles the roles that may see values when authorized; if empty, any authenticated user may
     */
    public BrainyFlowRunsEndpoint(
            Supplier<FlowRuns> runs, AnswerReader answers, Show showValues, Collection<String> roles) {
        this.runs = runs;
        this.answers = answers;
        this.showValues = showValues;
        this.roles = Set.copyOf(roles);
    }

    /**
     * Returns runs, those that were started last first.
     *
     * @param flow the name of their root flow; null for any
     * @param status their status; null for any
     * @param limit how many at most; null for 100
     */
    @ReadOperation
    public RunSummary.Some runs(@Nullable String flow, @Nullable Status status, @Nullable Integer limit) {
        RunQuery query = RunQuery.all();
        query = flow == null ? query : query.ofFlow(flow);
        query = status == null ? query : query.with(status);
        try {
            query = query.limitedTo(limit == null ? DEFAULT_LIMIT : limit);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "limit");
        }
        return new RunSummary.Some(
                runs.get().list(query).stream().map(RunSummary::of).toList());
    }

    /** Returns one run, or null if there is none of that id. */
    @ReadOperation
    public @Nullable RunDescription run(SecurityContext security, @Selector String id) {
        boolean withValues = showValues.isShown(security, roles);
        return runs.get()
                .find(id)
                .map(run -> RunDescription.of(run, withValues))
                .orElse(null);
    }

    /** The changes of a run. */
    public enum Change {
        /** Gives it an answer to what it asks. */
        ANSWER,
        /** Tries again what it has failed by. */
        RETRY,
        /** Continues it as if a visit that failed had triggered an action. */
        SKIP,
        /** Deletes it, if it has ended. */
        DELETE
    }

    /**
     * Changes a run: 202 if it was changed, 404 if there is none with that id, 409 with the reason if it cannot be changed.
     *
     * @param deadline for a retry, how long the run may take from now on; null for as long as before
     * @param visit for a skip, the number of the visit; for an answer, that of the wait, if the key is left out
     * @param action for a skip, what the visit is to have triggered
     * @param key for an answer, the key of the wait
     * @param value for an answer, what is answered, as the text of a value of JSON
     */
    @WriteOperation
    public WebEndpointResponse<Problem> change(
            SecurityContext security,
            @Selector String id,
            @Selector Change change,
            @Nullable Duration deadline,
            @Nullable Long visit,
            @Nullable String action,
            @Nullable String key,
            @Nullable String value) {
        return changed(change.name(), id, security, named -> {
            switch (change) {
                case ANSWER -> {
                    return answer(named, id, visit, key, required("value", "answer a wait", value));
                }
                case RETRY -> retry(named, id, deadline);
                case SKIP ->
                    named.skip(
                            id, required("visit", "skip a visit", visit), required("action", "skip a visit", action));
                case DELETE -> named.delete(id);
            }
            return true;
        });
    }

    private boolean answer(FlowRuns named, String id, @Nullable Long visit, @Nullable String key, String value) {
        RunView run = named.find(id).orElseThrow();
        if (key == null) {
            required("visit", "answer a wait without its key", visit);
        }
        Wait asked = run.waits().stream()
                .filter(wait -> key == null
                        ? visit != null && wait.visit() == visit
                        : wait.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The run has no such wait to be answered"));
        Object answer;
        try {
            answer = Objects.requireNonNull(answers.read(value, asked.answerType()), "answer");
        } catch (RuntimeException e) {
            throw new InvalidEndpointRequestException(
                    "The answer must be the text of a JSON value for a "
                            + asked.answerType().getName(),
                    "'value' cannot be read");
        }
        return named.answer(id, asked.visit(), answer);
    }

    private static void retry(FlowRuns named, String id, @Nullable Duration deadline) {
        if (deadline == null) {
            named.retry(id);
        } else {
            named.retry(id, deadline);
        }
    }

    private static <T> T required(String name, String what, @Nullable T value) {
        if (value == null) {
            throw new InvalidEndpointRequestException(
                    "To " + what + ", '" + name + "' has to be stated", "'" + name + "' is missing");
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
        return changed("CANCEL", id, security, named -> {
            String known = named.find(id).orElseThrow().runId();
            return named.cancel(known, reason == null ? "on an operator's request" : reason);
        });
    }

    /** Makes a change in the user's name, and logs it. */
    private WebEndpointResponse<Problem> changed(
            String change, String id, SecurityContext security, Predicate<FlowRuns> made) {
        String by = security.getPrincipal() == null
                ? null
                : security.getPrincipal().getName().replaceAll("\\p{Cntrl}", "?");
        try {
            if (!made.test(by == null ? runs.get() : runs.get().by(by))) {
                return new WebEndpointResponse<>(new Problem("The run has ended, or goes on already"), STATUS_CONFLICT);
            }
        } catch (NoSuchElementException e) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        } catch (InvalidEndpointRequestException e) {
            throw e;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return new WebEndpointResponse<>(new Problem(String.valueOf(e.getMessage())), STATUS_CONFLICT);
        }
        LOG.info(change + " of run '" + id + "' by " + (by == null ? NOBODY : by));
        return new WebEndpointResponse<>(STATUS_ACCEPTED);
    }
}
