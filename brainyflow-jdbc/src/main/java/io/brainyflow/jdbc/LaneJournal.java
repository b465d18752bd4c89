package io.brainyflow.jdbc;

import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.LostOwnershipException;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.StoredEntry;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The journal of one run in one ownership. Once an entry is refused, none that comes later is written. */
final class LaneJournal implements Journal {

    private final Lane lane;
    private final EntryCodec codec;
    private final RunRow run;
    private final int epoch;
    private volatile @Nullable LostOwnershipException closed;
    private volatile @Nullable SQLException refusal;

    LaneJournal(Lane lane, EntryCodec codec, RunRow run, int epoch) {
        this.lane = lane;
        this.codec = codec;
        this.run = run;
        this.epoch = epoch;
    }

    long run() {
        return run.number();
    }

    @Override
    public Stored store(JournalEntry entry) {
        return codec.store(entry);
    }

    @Override
    public Pending append(long number, Stored stored) {
        LostOwnershipException lost = closed;
        if (lost != null) {
            throw lost;
        }
        StoredEntry text = (StoredEntry) stored;
        Append append = new Append(
                this, new KeptEntry(number, epoch, KeptEntry.Kind.of(text.entry()), text.text()), text.entry());
        lane.add(append);
        return append;
    }

    /** Writes nothing more, and returns what whoever waits for an entry is told. */
    LostOwnershipException close(long seq, @Nullable SQLException why) {
        String fact = why == null
                ? "as this instance ends"
                : EntryBatches.isDuplicate(why)
                        ? "as another instance has taken the run over"
                        : "as the database refuses it: " + why.getMessage();
        LostOwnershipException lost = new LostOwnershipException(run + ": entry " + seq + " was not written, " + fact);
        if (why != null) {
            lost.initCause(why);
        }
        if (closed == null) {
            closed = lost;
            refusal = why;
        }
        return lost;
    }

    /** Returns whether entries are written no more. */
    boolean isClosed() {
        return closed != null;
    }

    /** Returns why the database refuses an entry that is no duplicate; null if it does not. */
    @Nullable
    SQLException refusal() {
        SQLException why = refusal;
        return why == null || EntryBatches.isDuplicate(why) ? null : why;
    }
}
