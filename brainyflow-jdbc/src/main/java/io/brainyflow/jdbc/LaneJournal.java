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
    private final VisitTransactions transactions;
    private final EntryCodec codec;
    private final RunRow run;
    private final int epoch;
    private volatile @Nullable LostOwnershipException closed;
    private volatile @Nullable SQLException refusal;
    private volatile boolean triedAgain;

    LaneJournal(Lane lane, VisitTransactions transactions, EntryCodec codec, RunRow run, int epoch) {
        this.lane = lane;
        this.transactions = transactions;
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
        Append append = entry(number, stored);
        lane.add(append);
        return append;
    }

    /**
     * Returns an entry that is to be written.
     *
     * @throws LostOwnershipException if nothing is written any more
     */
    Append entry(long number, Stored stored) {
        LostOwnershipException lost = closed;
        if (lost != null) {
            throw lost;
        }
        StoredEntry text = (StoredEntry) stored;
        return new Append(
                this, new KeptEntry(number, epoch, KeptEntry.Kind.of(text.entry()), text.text()), text.entry());
    }

    @Override
    public Transaction begin() {
        return transactions.begin(this);
    }

    /** Closes the journal, and returns the exception for the threads that wait for an entry. */
    LostOwnershipException close(long seq, @Nullable SQLException why) {
        String fact = why == null
                ? "as this instance ends"
                : EntryBatches.isDuplicate(why)
                        ? "as another instance has taken the run over"
                        : "as the database refuses it: " + why.getMessage();
        return close(seq, fact, why, why);
    }

    /** Closes the journal after a temporary failure of the database; the run is to be tried again at once. */
    LostOwnershipException closeForNow(long seq, Throwable why) {
        triedAgain = true;
        return close(seq, "as its transaction was not committed", why, null);
    }

    private LostOwnershipException close(
            long seq, String fact, @Nullable Throwable cause, @Nullable SQLException refusal) {
        LostOwnershipException lost = new LostOwnershipException(run + ": entry " + seq + " was not written, " + fact);
        if (cause != null) {
            lost.initCause(cause);
        }
        if (closed == null) {
            closed = lost;
            this.refusal = refusal;
        }
        return lost;
    }

    /** Returns whether this instance may go on with the run, from its last entry. */
    boolean isTriedAgain() {
        return triedAgain;
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
