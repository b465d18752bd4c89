package io.brainyflow.jdbc;

import io.brainyflow.FlowRuns;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.WaitQuery;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs of some flows in memory, of the others in the database. */
final class FlowRunsByEngine implements FlowRuns {

    private final FlowRuns durable;
    private final FlowRuns inMemory;
    private final Predicate<String> isInMemory;

    FlowRunsByEngine(FlowRuns durable, FlowRuns inMemory, Predicate<String> isInMemory) {
        this.durable = durable;
        this.inMemory = inMemory;
        this.isInMemory = isInMemory;
    }

    /** Returns the engine that has a run; one of which nothing is known is not there, and that is for the database to say. */
    private FlowRuns of(String runId) {
        return inMemory.find(runId).isPresent() ? inMemory : durable;
    }

    @Override
    public FlowRuns by(String person) {
        return new FlowRunsByEngine(durable.by(person), inMemory.by(person), isInMemory);
    }

    @Override
    public String start(String flow, Map<String, ? extends @Nullable Object> input, RunOptions options) {
        return (isInMemory.test(flow) ? inMemory : durable).start(flow, input, options);
    }

    @Override
    public Optional<RunView> find(String runId) {
        return of(runId).find(runId);
    }

    @Override
    public RunView await(String runId, Duration patience) throws InterruptedException {
        return of(runId).await(runId, patience);
    }

    @Override
    public List<RunView> list(RunQuery query) {
        return Stream.concat(durable.list(query).stream(), inMemory.list(query).stream())
                .sorted(Comparator.comparing(RunView::startedAt).reversed())
                .limit(query.limit())
                .toList();
    }

    @Override
    public List<Wait> waits(WaitQuery query) {
        return Stream.concat(durable.waits(query).stream(), inMemory.waits(query).stream())
                .limit(query.limit())
                .toList();
    }

    @Override
    public boolean answer(String runId, String key, Object answer) {
        return of(runId).answer(runId, key, answer);
    }

    @Override
    public boolean answer(String runId, long visit, Object answer) {
        return of(runId).answer(runId, visit, answer);
    }

    @Override
    public boolean answer(String runId, String key, Object answer, String requestId) {
        return of(runId).answer(runId, key, answer, requestId);
    }

    @Override
    public boolean keep(String runId, String key, Object answer) {
        return of(runId).keep(runId, key, answer);
    }

    @Override
    public boolean cancel(String runId, String reason) {
        return of(runId).cancel(runId, reason);
    }

    @Override
    public void retry(String runId) {
        of(runId).retry(runId);
    }

    @Override
    public void retry(String runId, Duration deadline) {
        of(runId).retry(runId, deadline);
    }

    @Override
    public void skip(String runId, long visit, String action) {
        of(runId).skip(runId, visit, action);
    }

    @Override
    public void delete(String runId) {
        of(runId).delete(runId);
    }
}
