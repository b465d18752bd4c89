package io.brainyflow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run that is kept in memory, over all the stretches in which it is performed: a retry begins another. Thread-safe. */
final class MemoryRun {

    private final long number;
    private final Flow flow;
    private final Map<String, Object> input;
    private final Consumer<MemoryRun> whenEnded;
    private final MemoryJournal journal = new MemoryJournal();
    private final Instant startedAt;

    /** Guards all that changes. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when the run has ended, or waits itself. */
    private final Condition rests = lock.newCondition();

    private final EarlyAnswers early = new EarlyAnswers();

    /** The ids of the requests that have been taken. */
    private final Set<String> taken = new HashSet<>(0);

    private RunOptions options;
    private Map<String, Object> memory = Map.of();
    private @Nullable JournaledRun performed;
    private @Nullable FlowRun handle;
    private @Nullable Instant endedAt;
    private @Nullable Throwable thrown;

    /** Creates a run that has not begun; runs are numbered in the order in which they were started. */
    MemoryRun(
            long number,
            Flow flow,
            Map<String, ? extends @Nullable Object> input,
            RunOptions options,
            Consumer<MemoryRun> whenEnded) {
        this.number = number;
        this.flow = flow;
        this.input = MemoryJournal.frozen(Memory.of(input).values());
        this.options = options.withListener(new FlowListener() {
            @Override
            public void runSuspended(Visit run) {
                locked(() -> rests.signalAll());
            }
        });
        this.whenEnded = whenEnded;
        this.startedAt = now();
    }

    private Instant now() {
        return flow.runtime().timing().clock().instant();
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T got(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    long number() {
        return number;
    }

    String id() {
        return got(() -> options.runId().orElseThrow());
    }

    String flowName() {
        return flow.graph().name();
    }

    boolean isLike(MemoryRun other) {
        return flow == other.flow && input.equals(other.input);
    }

    /** Returns what performs the run; empty until it is handed over. */
    Optional<FlowRun> handle() {
        return got(() -> Optional.ofNullable(handle));
    }

    /** Returns how far the run has come. It has ended when all is known of its end. */
    FlowRun.Status status() {
        return got(() -> {
            FlowRun.Status status = handle == null ? FlowRun.Status.READY : handle.status();
            return isEnd(status) && endedAt == null ? FlowRun.Status.RUNNING : status;
        });
    }

    private static boolean isEnd(FlowRun.Status status) {
        return switch (status) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case READY, RUNNING, WAITING -> false;
        };
    }

    /** Gives an answer once under one request id. The run may go on on this thread, so that no lock is held for that. */
    boolean answer(String key, Object answer, String requestId) {
        if (!got(() -> taken.add(Objects.requireNonNull(requestId, "requestId")))) {
            return true;
        }
        boolean given = false;
        try {
            given = handle().map(run -> run.answer(key, answer)).orElse(false);
            return given;
        } finally {
            if (!given) {
                locked(() -> taken.remove(requestId));
            }
        }
    }

    /** Gives an answer to the wait of that key, or keeps it for the next; returns false if there will be none. */
    boolean keep(String key, Object answer) {
        if (handle().map(run -> run.answer(key, answer)).orElse(false)) {
            return true;
        }
        if (status() == FlowRun.Status.SUCCEEDED || status() == FlowRun.Status.CANCELLED) {
            return false;
        }
        early.keep(key, answer);
        got(() -> Optional.ofNullable(performed)).ifPresent(JournaledRun::answerEarly);
        return true;
    }

    List<Wait> waits() {
        return handle().map(FlowRun::waits).orElse(List.of());
    }

    boolean hasEnded() {
        return isEnd(status());
    }

    /** Performs the run from the last of its entries on. */
    void start() {
        watch(got(this::begin));
    }

    /** Called without the lock, since the run may have ended already. */
    private void watch(FlowRun begun) {
        begun.result().whenComplete((tree, e) -> end(begun, e == null || e.getCause() == null ? e : e.getCause()));
    }

    private FlowRun begin() {
        ConcurrentMap<String, Object> values = new ConcurrentHashMap<>(input);
        JournaledRun run = replayed(values);
        run.keepFrom(early);
        FlowRun begun = run.start();
        performed = run;
        memory = values;
        handle = begun;
        endedAt = null;
        thrown = null;
        return begun;
    }

    private JournaledRun replayed(ConcurrentMap<String, Object> values) {
        List<JournalEntry> entries = journal.entries();
        Set<Long> voided = JournalEntry.voided(entries);
        JournaledRun run = JournaledRun.of(flow, Memory.over(values), options, journal);
        entries.forEach(entry -> run.replay(entry, voided));
        return run;
    }

    /** Returns the run as its entries have it, to ask things of. */
    private JournaledRun probe() {
        return replayed(new ConcurrentHashMap<>(input));
    }

    /** Notes the end of a stretch; another may have begun since. */
    private void end(FlowRun ended, @Nullable Throwable thrown) {
        locked(() -> {
            if (handle == ended) {
                this.thrown = thrown;
                endedAt = now();
                rests.signalAll();
            }
        });
        whenEnded.accept(this);
    }

    /** Waits, up to {@code patience}, until the run has ended or waits for an answer, and returns its state then. */
    RunView await(Duration patience) throws InterruptedException {
        flow.runtime().requireBlocking(() -> this + " was awaited");
        long left = TimeUnit.NANOSECONDS.convert(patience);
        lock.lockInterruptibly();
        try {
            while (endedAt == null && status() != FlowRun.Status.WAITING && left > 0) {
                left = rests.awaitNanos(left);
            }
            return view();
        } finally {
            lock.unlock();
        }
    }

    void retry(Optional<Duration> deadline, @Nullable String by) {
        resume(() -> {
            boolean byDeadline = thrown instanceof FlowCancelledException cancelled && !cancelled.requested();
            if (status() != FlowRun.Status.FAILED && (deadline.isEmpty() || !byDeadline || endedAt == null)) {
                throw new IllegalStateException(this + " is " + status() + "; only a run that has FAILED can be"
                        + " retried, or, with another deadline, one that its deadline ended");
            }
            deadline.ifPresent(given -> options = options.withDeadline(given));
            return List.of(new JournalEntry.Voided(probe().failedEntries(), by, null));
        });
    }

    void skip(long visit, String action, @Nullable String by) {
        resume(() -> {
            if (status() != FlowRun.Status.FAILED) {
                throw new IllegalStateException(
                        this + " is " + status() + "; only a failed visit of a run that has FAILED can be skipped");
            }
            return probe().skipping(visit, action, by);
        });
    }

    /** Continues after some more entries, which are taken back if no thread is available. */
    private void resume(Supplier<List<JournalEntry>> more) {
        watch(got(() -> {
            int before = journal.entries().size();
            more.get().forEach(journal::add);
            try {
                return begin();
            } catch (RuntimeException e) {
                journal.removeFrom(before);
                throw e;
            }
        }));
    }

    RunView view() {
        return got(() -> new RunView(
                id(),
                flowName(),
                status(),
                startedAt,
                Optional.ofNullable(endedAt),
                waits(),
                Optional.ofNullable(thrown).map(Throwables::describe),
                failures(),
                Collections.unmodifiableMap(new HashMap<>(memory))));
    }

    private List<RunView.FailedVisit> failures() {
        if (thrown == null) {
            return List.of();
        }
        List<JournalEntry> entries = journal.entries();
        List<RunView.FailedVisit> failures = new ArrayList<>();
        for (long entry : probe().failedEntries().stream().sorted().toList()) {
            if (entries.get((int) entry - 1) instanceof JournalEntry.Visited visited && visited.failure() != null) {
                failures.add(new RunView.FailedVisit(visited.visit(), visited.node(), visited.failure()));
            }
        }
        return failures;
    }

    @Override
    public String toString() {
        return "Run " + Log.quote(id()) + " of flow '" + flowName() + "'";
    }
}
