package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournalMismatchException;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.WaitQuery;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.NotStorableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs whose journals are in a database, which instances share. What is asked of them is in the caller's transaction. */
final class JdbcFlowRuns implements FlowRuns {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final EntryCodec codec;
    private final RunScheduler scheduler;
    private final OwnedRuns owned;
    private final DatabaseClock clock;
    private final RunTraces traces;

    /** In whose name runs are changed; null where it is not known. */
    private final @Nullable String by;

    private final RunViews views;
    private final RunStarts starts;

    JdbcFlowRuns(
            Supplier<Map<String, Flow>> flows,
            Tables tables,
            EntryCodec codec,
            RunScheduler scheduler,
            OwnedRuns owned,
            DatabaseClock clock,
            RunTraces traces,
            @Nullable String by) {
        this.flows = flows;
        this.tables = tables;
        this.codec = codec;
        this.scheduler = scheduler;
        this.owned = owned;
        this.clock = clock;
        this.traces = traces;
        this.by = by;
        this.views = new RunViews(flows, tables, codec);
        this.starts = new RunStarts(flows, tables, codec, scheduler, clock, traces);
    }

    @Override
    public FlowRuns by(String person) {
        return new JdbcFlowRuns(
                flows, tables, codec, scheduler, owned, clock, traces, Objects.requireNonNull(person, "person"));
    }

    @Override
    public String start(String flow, Map<String, ? extends @Nullable Object> input, RunOptions options) {
        return starts.start(flow, input, options);
    }

    @Override
    public Optional<RunView> find(String runId) {
        return tables.runs().find(runId).map(views::of);
    }

    @Override
    public RunView await(String runId, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            RunRow row = require(tables.runs().find(runId), runId);
            long left = end - System.nanoTime();
            RunView view = views.of(row);
            if (row.hasEnded()
                    || left <= 0
                    || (view.status() == Status.WAITING && tables.runs().isAsItWas(row))) {
                return view;
            }
            owned.awaitRest(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
        }
    }

    @Override
    public List<RunView> list(RunQuery query) {
        return tables.runs().list(query).stream().map(views::of).toList();
    }

    @Override
    public List<Wait> waits(WaitQuery query) {
        return tables.waits().open(query).stream().map(views::of).toList();
    }

    @Override
    public boolean answer(String runId, String key, Object answer) {
        return answer(runId, wait -> wait.key().equals(key), answer, null);
    }

    @Override
    public boolean answer(String runId, long visit, Object answer) {
        return answer(runId, wait -> wait.visit() == visit, answer, null);
    }

    @Override
    public boolean answer(String runId, String key, Object answer, String requestId) {
        return answer(runId, wait -> wait.key().equals(key), answer, Objects.requireNonNull(requestId, "requestId"));
    }

    private boolean answer(String runId, Predicate<WaitTable.Row> meant, Object answer, @Nullable String requestId) {
        Objects.requireNonNull(answer, "answer");
        RunRow run = tables.runs().find(runId).orElse(null);
        if (run == null) {
            return false;
        }
        Optional<WaitTable.Row> found =
                tables.waits().open(run.number()).stream().filter(meant).findFirst();
        if (found.isPresent() && answer(run, found.get(), answer, requestId)) {
            return true;
        }
        return requestId != null && tables.requests().has(run.number(), requestId);
    }

    private boolean answer(RunRow run, WaitTable.Row wait, Object answer, @Nullable String requestId) {
        views.requireType(wait, answer);
        String content = content(wait.key(), answer);
        return Boolean.TRUE.equals(tables.transaction().execute(status -> {
            boolean isAsked = requestId != null && tables.requests().has(run.number(), requestId);
            if (isAsked || !tables.waits().answered(run.number(), wait.visit())) {
                return isAsked;
            }
            String id = requestId == null ? UUID.randomUUID().toString() : requestId;
            request(
                    run,
                    new RequestTable.Row(id, requestId != null, RequestTable.Kind.ANSWER, wait.visit(), null, content));
            return true;
        }));
    }

    private String content(String key, Object answer) {
        try {
            return codec.writeValue("The answer to wait '" + key + "'", answer);
        } catch (NotStorableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public boolean keep(String runId, String key, Object answer) {
        String content = content(key, Objects.requireNonNull(answer, "answer"));
        return Boolean.TRUE.equals(tables.transaction().execute(status -> {
            RunRow run = tables.runs().lock(runId).orElse(null);
            if (run == null || run.status() == Status.SUCCEEDED || run.status() == Status.CANCELLED) {
                return false;
            }
            // One that was kept before is for a question that comes before this one's.
            if (!tables.requests().hasEarly(run.number(), key) && answer(runId, key, answer)) {
                return true;
            }
            request(
                    run,
                    new RequestTable.Row(
                            UUID.randomUUID().toString(), false, RequestTable.Kind.EARLY, null, key, content));
            return true;
        }));
    }

    private void request(RunRow run, RequestTable.Row request) {
        tables.requests().insert(run.number(), request, clock.now());
        scheduler.wakeAfterCommit(run.flow(), run.number());
    }

    @Override
    public boolean cancel(String runId, String reason) {
        String why = by == null ? Objects.requireNonNull(reason, "reason") : reason + " (" + by + ")";
        String content = codec.writeValue("The reason", why);
        return Boolean.TRUE.equals(tables.transaction().execute(status -> {
            RunRow run = tables.runs().lock(runId).orElse(null);
            if (run == null || run.hasEnded()) {
                return false;
            }
            request(
                    run,
                    new RequestTable.Row(
                            UUID.randomUUID().toString(), false, RequestTable.Kind.CANCEL, null, null, content));
            return true;
        }));
    }

    @Override
    public void retry(String runId) {
        retry(runId, Optional.empty());
    }

    @Override
    public void retry(String runId, Duration deadline) {
        retry(runId, Optional.of(deadline));
    }

    private void retry(String runId, Optional<Duration> deadline) {
        resume(runId, deadline, run -> {
            boolean byDeadline = run.reason() == RunRow.Reason.DEADLINE;
            if (run.status() != Status.FAILED && (deadline.isEmpty() || !byDeadline)) {
                throw new IllegalStateException(
                        run + " is " + run.status() + "; only a run that has FAILED can be retried, or, with"
                                + " another deadline, one that its deadline ended");
            }
            Fold fold = fold(run);
            Set<Long> failed = fold.run().failedEntries();
            return failed.isEmpty()
                    ? List.of()
                    : List.of(new JournalEntry.Voided(
                            failed,
                            by,
                            fold.rulesUnderLimitsOf(
                                    Objects.requireNonNull(flows.get().get(run.flow())))));
        });
    }

    @Override
    public void skip(String runId, long visit, String action) {
        resume(runId, Optional.empty(), run -> {
            if (run.status() != Status.FAILED) {
                throw new IllegalStateException(
                        run + " is " + run.status() + "; only a failed visit of a run that has FAILED can be skipped");
            }
            return fold(run).run().skipping(visit, action, by);
        });
    }

    private Fold fold(RunRow run) {
        Flow flow = flows.get().get(run.flow());
        if (flow == null) {
            throw new IllegalStateException(
                    run + " cannot be looked at here, where there is no such flow; ask an instance" + " that has it");
        }
        try {
            return Fold.toLookAt(flow, run, tables.entries().of(run.number()), codec);
        } catch (JournalMismatchException | UnusableEntryException e) {
            throw new IllegalStateException(run + " cannot go on with what is deployed: " + e.getMessage(), e);
        }
    }

    /** Continues a run that has ended, after some more entries. */
    private void resume(String runId, Optional<Duration> deadline, Function<RunRow, List<JournalEntry>> more) {
        tables.inTransaction(() -> {
            RunRow run = require(tables.runs().lock(runId), runId);
            List<JournalEntry> entries = more.apply(run);
            long seq = tables.entries().last(run.number());
            for (JournalEntry entry : entries) {
                tables.entries()
                        .insert(
                                run.number(),
                                new KeptEntry(
                                        ++seq,
                                        run.epoch(),
                                        KeptEntry.Kind.of(entry),
                                        codec.store(entry).text()));
            }
            Duration allowed = deadline.orElse(run.allowed());
            tables.runs()
                    .reopen(
                            run.number(),
                            allowed,
                            allowed == null ? null : clock.now().plus(allowed));
            scheduler.schedule(run.flow(), run.number());
        });
    }

    @Override
    public void delete(String runId) {
        tables.inTransaction(() -> {
            RunRow run = require(tables.runs().lock(runId), runId);
            if (!run.hasEnded()) {
                throw new IllegalStateException(run + " is " + run.status() + "; cancel it before it is deleted");
            }
            tables.runs().delete(run.number());
        });
    }

    private static RunRow require(Optional<RunRow> run, String id) {
        return run.orElseThrow(() -> new NoSuchElementException("There is no run '" + id + "', or not any more"));
    }
}
