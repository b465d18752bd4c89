package io.brainyflow.jdbc;

import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.LostOwnershipException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An entry on its way to the database. */
final class Append implements Journal.Pending {

    private final LaneJournal journal;
    private final KeptEntry kept;
    private final JournalEntry entry;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean durable;
    private volatile @Nullable LostOwnershipException refusal;

    Append(LaneJournal journal, KeptEntry kept, JournalEntry entry) {
        this.journal = journal;
        this.kept = kept;
        this.entry = entry;
    }

    LaneJournal journal() {
        return journal;
    }

    KeptEntry kept() {
        return kept;
    }

    JournalEntry entry() {
        return entry;
    }

    void done() {
        durable = true;
        decided.countDown();
    }

    /** Notes that the entry is not kept; {@code why} is null where nothing is any more. */
    void refuse(@Nullable SQLException why) {
        refusal = journal.close(kept.seq(), why);
        decided.countDown();
    }

    @Override
    public boolean isDurable() {
        return durable;
    }

    @Override
    public void await() {
        boolean interrupted = false;
        while (true) {
            try {
                decided.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LostOwnershipException lost = refusal;
        if (lost != null) {
            throw lost;
        }
    }
}
