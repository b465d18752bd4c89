package io.brainyflow.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The single writer of entries: takes all entries that are queued, and commits them together. Has a thread of its own that is never
 * interrupted, since an interrupt within a write closes an H2 database, or PostgreSQL's socket.
 *
 * <p>While the database is not available, it tries again, and threads that wait for an entry wait until it is.
 */
final class Lane {

    private static final int MOST_AT_ONCE = 1_000;
    private static final int LOOKS = 1_000;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final LinkedBlockingQueue<Append> queue = new LinkedBlockingQueue<>();
    private final EntryBatches batches;
    private final RunMeters meters;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = new Thread(this::writeAll, "brainyflow-journal");

    Lane(EntryBatches batches, RunMeters meters) {
        this.batches = batches;
        this.meters = meters;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(Append append) {
        queue.add(append);
        if (closed.get()) {
            refuseRest();
        }
    }

    /** Accepts no more entries, and waits until those in the queue are written. */
    void close() throws InterruptedException {
        closed.set(true);
        thread.join();
    }

    private void writeAll() {
        List<Append> batch = new ArrayList<>();
        while (!closed.get() || !queue.isEmpty()) {
            Append first = poll();
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, MOST_AT_ONCE - 1);
                List<Append> drawn = List.copyOf(batch);
                try {
                    write(drawn);
                } catch (Throwable e) { // whatever it is, others must not wait for ever
                    RunLog.LOG.error(
                            "Entries could not be written: " + e.getClass().getName());
                    RunLog.LOG.debug("Entries could not be written", e);
                    drawn.forEach(append -> append.refuse(null));
                }
                batch.clear();
            }
        }
        batches.close();
        refuseRest();
    }

    private @Nullable Append poll() {
        // Of a run that has one visit after the other, the next entry comes sooner than this thread would fall asleep
        // and wake up.
        for (int look = 0; look < LOOKS; look++) {
            Append next = queue.poll();
            if (next != null) {
                return next;
            }
            Thread.onSpinWait();
        }
        try {
            return queue.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null; // no code should; the flag is gone, which is right
        }
    }

    /** Writes a batch, except for entries of closed journals. */
    private void write(List<Append> batch) {
        List<Append> open = new ArrayList<>();
        for (Append append : batch) {
            if (append.journal().isClosed()) {
                append.refuse(null);
            } else {
                open.add(append);
            }
        }
        if (!open.isEmpty()) {
            writeOpen(open);
        }
    }

    /** Writes a batch; if it is refused, the entries of each run by themselves, so that one run does not harm the others. */
    private void writeOpen(List<Append> batch) {
        long begin = System.nanoTime();
        SQLException refusal = commit(batch);
        if (refusal == null) {
            meters.committed(batch.size(), Duration.ofNanos(System.nanoTime() - begin));
            batch.forEach(Append::done);
            return;
        }
        Map<LaneJournal, List<Append>> byRun = new LinkedHashMap<>();
        batch.forEach(append -> byRun.computeIfAbsent(append.journal(), key -> new ArrayList<>())
                .add(append));
        if (!EntryBatches.isRefusal(refusal)) {
            batch.forEach(append -> append.refuse(null)); // this instance ends, and the database is not there
        } else if (byRun.size() > 1) {
            byRun.values().forEach(this::writeOpen);
        } else {
            batch.forEach(append -> append.refuse(refusal));
        }
    }

    /** Commits a batch, retrying while the connection fails; returns the exception if it cannot be committed, or null. */
    private @Nullable SQLException commit(List<Append> batch) {
        boolean unsure = false;
        boolean told = false;
        while (true) {
            try {
                if (!unsure || !batches.areThere(batch)) {
                    batches.insert(batch);
                }
                return null;
            } catch (SQLException e) {
                batches.close(); // what that connection is in the middle of is not known
                if (unsure && EntryBatches.isDuplicate(e) && isOurs(batch)) {
                    return null; // an earlier commit has come through since
                }
                if (closed.get() || EntryBatches.isRefusal(e)) {
                    return e;
                }
                unsure = true; // it may have been committed
                if (!told) {
                    RunLog.LOG.warn("The database does not commit; runs continue when it does again (SQL state "
                            + e.getSQLState() + ")");
                    told = true;
                }
                LockSupport.parkNanos(TRY_AGAIN_NANOS);
            }
        }
    }

    private boolean isOurs(List<Append> batch) {
        try {
            return batches.areThere(batch);
        } catch (SQLException e) {
            batches.close();
            return false;
        }
    }

    private void refuseRest() {
        for (Append left = queue.poll(); left != null; left = queue.poll()) {
            left.refuse(null);
        }
    }
}
