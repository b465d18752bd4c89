package io.brainyflow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs that are kept in memory, with their journals. */
final class MemoryFlowRuns implements FlowRuns {

    private final Function<String, @Nullable Flow> flows;
    private final int mostEnded;
    private final Map<String, MemoryRun> runs;
    private final AtomicLong started;

    /** Those that have ended, the first of them first. Guarded by itself. */
    private final Deque<MemoryRun> ended;

    /** In whose name runs are changed; null where it is not known. */
    private final @Nullable String by;

    MemoryFlowRuns(Function<String, @Nullable Flow> flows, int mostEnded) {
        if (mostEnded < 0) {
            throw new IllegalArgumentException("mostEnded must not be negative, but was " + mostEnded);
        }
        this.flows = flows;
        this.mostEnded = mostEnded;
        this.runs = new ConcurrentHashMap<>();
        this.started = new AtomicLong();
        this.ended = new ArrayDeque<>();
        this.by = null;
    }

    private MemoryFlowRuns(MemoryFlowRuns same, String by) {
        this.flows = same.flows;
        this.mostEnded = same.mostEnded;
        this.runs = same.runs;
        this.started = same.started;
        this.ended = same.ended;
        this.by = by;
    }

    @Override
    public FlowRuns by(String person) {
        return new MemoryFlowRuns(this, Objects.requireNonNull(person, "person"));
    }

    @Override
    public String start(String name, Map<String, ? extends @Nullable Object> input, RunOptions options) {
        Flow flow = flows.apply(name);
        if (flow == null) {
            throw new NoSuchElementException("There is no flow " + Log.quote(name) + " to start a run of");
        }
        String id = options.runId().orElseGet(() -> UUID.randomUUID().toString());
        MemoryRun run = new MemoryRun(started.incrementAndGet(), flow, input, options.withRunId(id), this::hasEnded);
        MemoryRun present = runs.putIfAbsent(id, run);
        if (present == null) {
            try {
                run.start();
            } catch (RuntimeException e) {
                runs.remove(id);
                throw e;
            }
        } else if (!present.isLike(run)) {
            throw new IllegalStateException("There is a run " + Log.quote(id) + " of flow '" + present.flowName()
                    + "' with another flow or input; give this one another id");
        }
        return id;
    }

    private void hasEnded(MemoryRun run) {
        List<MemoryRun> first = new ArrayList<>(1);
        synchronized (ended) {
            ended.remove(run);
            ended.add(run);
            while (ended.size() > mostEnded) {
                first.add(ended.remove());
            }
        }
        for (MemoryRun old : first) {
            if (old.hasEnded()) { // and was not retried since
                runs.remove(old.id(), old);
            }
        }
    }

    @Override
    public Optional<RunView> find(String runId) {
        return Optional.ofNullable(runs.get(runId)).map(MemoryRun::view);
    }

    @Override
    public RunView await(String runId, Duration patience) throws InterruptedException {
        return require(runId).await(patience);
    }

    @Override
    public List<RunView> list(RunQuery query) {
        return runs.values().stream()
                .filter(run -> query.flow().map(run.flowName()::equals).orElse(true))
                .filter(run -> query.statuses().isEmpty() || query.statuses().contains(run.status()))
                .sorted(Comparator.comparingLong(MemoryRun::number).reversed())
                .limit(query.limit())
                .map(MemoryRun::view)
                .toList();
    }

    @Override
    public List<Wait> waits(WaitQuery query) {
        return runs.values().stream()
                .filter(run -> query.flow().map(run.flowName()::equals).orElse(true))
                .sorted(Comparator.comparingLong(MemoryRun::number))
                .flatMap(run -> run.waits().stream())
                .filter(wait -> query.node().map(wait.node()::equals).orElse(true))
                .limit(query.limit())
                .toList();
    }

    @Override
    public boolean answer(String runId, String key, Object answer) {
        return handle(runId).map(run -> run.answer(key, answer)).orElse(false);
    }

    @Override
    public boolean answer(String runId, long visit, Object answer) {
        return handle(runId).map(run -> run.answer(visit, answer)).orElse(false);
    }

    @Override
    public boolean answer(String runId, String key, Object answer, String requestId) {
        MemoryRun run = runs.get(runId);
        return run != null && run.answer(key, answer, requestId);
    }

    @Override
    public boolean keep(String runId, String key, Object answer) {
        MemoryRun run = runs.get(runId);
        return run != null && run.keep(key, answer);
    }

    @Override
    public boolean cancel(String runId, String reason) {
        return handle(runId)
                .map(run -> run.cancel(by == null ? reason : reason + " (" + by + ")"))
                .orElse(false);
    }

    @Override
    public void retry(String runId) {
        require(runId).retry(Optional.empty(), by);
    }

    @Override
    public void retry(String runId, Duration deadline) {
        require(runId).retry(Optional.of(deadline), by);
    }

    @Override
    public void skip(String runId, long visit, String action) {
        require(runId).skip(visit, action, by);
    }

    @Override
    public void delete(String runId) {
        MemoryRun run = require(runId);
        if (!run.hasEnded()) {
            throw new IllegalStateException(run + " is " + run.status() + "; cancel it before it is deleted");
        }
        runs.remove(runId, run);
        synchronized (ended) {
            ended.remove(run);
        }
    }

    private Optional<FlowRun> handle(String runId) {
        return Optional.ofNullable(runs.get(runId)).flatMap(MemoryRun::handle);
    }

    private MemoryRun require(String runId) {
        MemoryRun run = runs.get(runId);
        if (run == null) {
            throw new NoSuchElementException("There is no run " + Log.quote(runId) + ", or not any more");
        }
        return run;
    }
}
