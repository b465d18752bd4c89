package io.brainyflow.jdbc;

import io.brainyflow.JournalEntry;
import io.brainyflow.journal.EntryCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;

/** Takes runs over, by an entry under the number that an earlier owner would have written next. */
final class Takeovers {

    private final String name;
    private final Tables tables;
    private final EntryCodec codec;
    private final RunEnds ends;
    private final RunMeters meters;
    private final int maxTakeovers;

    Takeovers(String name, Tables tables, EntryCodec codec, RunEnds ends, RunMeters meters, int maxTakeovers) {
        this.name = name;
        this.tables = tables;
        this.codec = codec;
        this.ends = ends;
        this.meters = meters;
        this.maxTakeovers = maxTakeovers;
    }

    /** Makes this instance the owner; empty if the run has ended, also by its owners' deaths. */
    Optional<Ownership> takeOver(long number) {
        while (true) {
            RunRow row = tables.runs().find(number).orElse(null);
            if (row == null || row.hasEnded()) {
                return Optional.empty();
            }
            List<KeptEntry> entries = new ArrayList<>(tables.entries().of(number));
            boolean again = entries.get(entries.size() - 1).kind() == KeptEntry.Kind.TAKEN_OVER;
            int takeovers = row.owner() == null ? 0 : (again ? row.takeovers() : 0) + 1;
            if (takeovers >= maxTakeovers) {
                ends.park(
                        row,
                        row.epoch(),
                        RunRow.Reason.TAKEOVERS,
                        "Its owners have died " + takeovers
                                + " times in a row, the last of them " + row.owner()
                                + ", while they performed what follows entry " + lastBut(entries)
                                + "; find what kills them, and"
                                + " retry it");
                return Optional.empty();
            }
            int epoch = row.epoch() + 1;
            KeptEntry takeover = new KeptEntry(
                    entries.size() + 1,
                    epoch,
                    KeptEntry.Kind.TAKEN_OVER,
                    codec.store(new JournalEntry.TakenOver(name, epoch)).text());
            try {
                boolean mine = Boolean.TRUE.equals(tables.transaction().execute(status -> {
                    tables.entries().insert(number, takeover);
                    boolean own = tables.runs().own(row, name, takeovers);
                    if (!own) {
                        status.setRollbackOnly();
                    }
                    return own;
                }));
                if (mine) {
                    entries.add(takeover);
                    if (takeovers > 0) {
                        meters.takenOver(row.flow());
                        RunLog.LOG.info(row + " is taken over from " + row.owner() + ", which is gone");
                    }
                    return Optional.of(new Ownership(row, epoch, entries));
                }
            } catch (DuplicateKeyException e) {
                RunLog.LOG.debug(row + ": another owner has written meanwhile");
            }
        }
    }

    private static long lastBut(List<KeptEntry> entries) {
        long last = entries.size();
        while (last > 1 && entries.get((int) last - 1).kind() == KeptEntry.Kind.TAKEN_OVER) {
            last--;
        }
        return last;
    }
}
