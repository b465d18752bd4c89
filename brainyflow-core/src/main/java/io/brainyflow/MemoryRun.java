package io.brainyflow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that is kept in memory, over all the stretches in which it is performed: a retry begins another. Thread-safe. */
final class MemoryRun {

    private final long number;
    private final Flow flow;
    private final Map<String, Object> input;
    private final Consumer<MemoryRun> whenEnded;
    private final MemoryJournal journal = new MemoryJournal();
    private final Instant startedAt;
    private RunOptions options;
    private Map<String, Object> memory = Map.of();
    private @Nullable FlowRun handle;
    private @Nullable Instant endedAt;
    private @Nullable Throwable thrown;

    /** Where others wait for the run to have ended, or to wait itself. Apart, since a thread that waits must not hold the rest. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition rests = lock.newCondition();

    /** Makes a run that has not begun; the number tells in which order runs were started. */
    MemoryRun(
            long number,
            Flow flow,
            Map<String, ? extends @Nullable Object> input,
            RunOptions options,
            Consumer<MemoryRun> whenEnded) {
        this.number = number;
        this.flow = flow;
        this.input = MemoryJournal.frozen(Memory.of(input).snapshot().values());
        this.options = options.withListener(new FlowListener() {
            @Override
            public void runSuspended(Visit run) {
                signalRest();
            }
        });
        this.whenEnded = whenEnded;
        this.startedAt = flow.runtime().timing().clock().instant();
    }

    long number() {
        return number;
    }

    String id() {
        return options.runId().orElseThrow();
    }

    String flowName() {
        return flow.graph().name();
    }

    boolean isLike(MemoryRun other) {
        return flow == other.flow && input.equals(other.input);
    }

    /** Returns what performs the run; empty until it is handed over. */
    synchronized Optional<FlowRun> handle() {
        return Optional.ofNullable(handle);
    }

    FlowRun.Status status() {
        return handle().map(FlowRun::status).orElse(FlowRun.Status.READY);
    }

    List<Wait> waits() {
        return handle().map(FlowRun::waits).orElse(List.of());
    }

    boolean hasEnded() {
        return switch (status()) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case READY, RUNNING, WAITING -> false;
        };
    }

    /** Performs the run from the last of its entries on. */
    synchronized void start() {
        Map<String, Object> values = new ConcurrentHashMap<>(input);
        FlowRun begun = replayed(values, journal).start();
        memory = values;
        handle = begun;
        endedAt = null;
        thrown = null;
        begun.result().whenComplete((tree, e) -> end(e == null || e.getCause() == null ? e : e.getCause()));
    }

    private JournaledRun replayed(Map<String, Object> values, Journal journal) {
        List<JournalEntry> entries = this.journal.entries();
        Set<Long> voided = JournalEntry.voided(entries);
        JournaledRun run =
                JournaledRun.of(flow, Memory.over((ConcurrentHashMap<String, Object>) values), options, journal);
        entries.forEach(entry -> run.replay(entry, voided));
        return run;
    }

    /** Returns the run as its entries have it, to ask things of. */
    private JournaledRun probe() {
        return replayed(new ConcurrentHashMap<>(input), journal);
    }

    private void end(@Nullable Throwable thrown) {
        synchronized (this) {
            this.thrown = thrown;
            endedAt = flow.runtime().timing().clock().instant();
        }
        whenEnded.accept(this);
        signalRest();
    }

    private void signalRest() {
        lock.lock();
        try {
            rests.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the run has ended, or waits to be answered, so long at most, and returns what it is then. */
    RunView await(Duration patience) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(patience);
        lock.lockInterruptibly();
        try {
            while (!isAtRest() && left > 0) {
                left = rests.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return view();
    }

    private synchronized boolean isAtRest() {
        return endedAt != null || status() == FlowRun.Status.WAITING;
    }

    synchronized void retry(Optional<Duration> deadline) {
        FlowRun.Status status = status();
        if (status != FlowRun.Status.FAILED && (deadline.isEmpty() || status != FlowRun.Status.CANCELLED)) {
            throw new IllegalStateException(this + " is " + status + "; what can be tried again is a run that has"
                    + " FAILED, and under another deadline one that was CANCELLED");
        }
        deadline.ifPresent(given -> options = options.withDeadline(given));
        journal.add(new JournalEntry.Voided(probe().failedEntries()));
        start();
    }

    synchronized void skip(long visit, String action) {
        FlowRun.Status status = status();
        if (status != FlowRun.Status.FAILED) {
            throw new IllegalStateException(
                    this + " is " + status + "; what can be skipped is a visit that a run has" + " FAILED by");
        }
        probe().skipping(visit, action).forEach(journal::add);
        start();
    }

    synchronized RunView view() {
        return new RunView(
                id(),
                flowName(),
                status(),
                startedAt,
                Optional.ofNullable(endedAt),
                waits(),
                Optional.ofNullable(thrown).map(Throwables::describe),
                failures(),
                Collections.unmodifiableMap(new HashMap<>(memory)));
    }

    private List<RunView.FailedVisit> failures() {
        if (!(thrown instanceof BrainyFlowException)) {
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
