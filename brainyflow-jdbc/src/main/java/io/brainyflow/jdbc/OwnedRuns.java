package io.brainyflow.jdbc;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The runs that this instance performs. Looks for requests to them regularly, and at once when notified. */
final class OwnedRuns {

    private final ConcurrentMap<Long, OwnedRun> runs = new ConcurrentHashMap<>();
    private final Tables tables;
    private final DatabaseClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "brainyflow-requests");
        made.setDaemon(true);
        return made;
    });

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when a run is not performed here any more. */
    private final Condition rested = lock.newCondition();

    OwnedRuns(Tables tables, DatabaseClock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    void start(Duration interval) {
        var unused = thread.scheduleWithFixedDelay(
                this::lookAtAll, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    void add(long number, OwnedRun run) {
        runs.put(number, run);
    }

    void remove(long number, OwnedRun run) {
        runs.remove(number, run);
    }

    boolean has(long number) {
        return runs.containsKey(number);
    }

    List<OwnedRun> all() {
        return List.copyOf(runs.values());
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Performs work on the thread that looks for requests. */
    void later(Runnable work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    RunLog.LOG.warn("A run could not be woken, and will be found within a minute: "
                            + e.getClass().getName());
                }
            });
        } catch (RejectedExecutionException e) {
            // this instance ends; others look for runs that were not woken
        }
    }

    /** Looks for what is asked of a run, if it is performed here. */
    void lookAt(long number) {
        if (runs.containsKey(number)) {
            later(() -> tell(number));
        }
    }

    /** Looks, by two queries, for the runs that something is asked of, or that have waits whose time is up. */
    private void lookAtAll() {
        try {
            List<Long> all = List.copyOf(runs.keySet());
            Set<Long> meant = new LinkedHashSet<>(tables.requests().asked(all));
            meant.addAll(tables.waits().overdue(all, clock.now()));
            runs.forEach((number, run) -> {
                if (run.isDue(clock.now())) {
                    meant.add(number);
                }
            });
            meant.forEach(this::tell);
        } catch (RuntimeException e) {
            RunLog.LOG.warn("Requests to runs could not be read, and will be read again: "
                    + e.getClass().getName());
        }
    }

    private void tell(long number) {
        OwnedRun run = runs.get(number);
        if (run != null) {
            try {
                run.tell(clock.now());
            } catch (RuntimeException e) {
                RunLog.LOG.warn(run + ": what is asked of it could not be read, and is looked for again: "
                        + e.getClass().getName());
            }
        }
    }

    void hasRested() {
        lock.lock();
        try {
            rested.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, up to {@code patience}, until a run is no longer performed here; may return early, so the caller has to check. */
    @SuppressWarnings("WaitNotInLoop")
    void awaitRest(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            rested.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what it is in the middle of: an interrupt would close an H2 database. */
    void close() throws InterruptedException {
        thread.shutdown();
        var unused = thread.awaitTermination(1, TimeUnit.MINUTES);
    }
}
