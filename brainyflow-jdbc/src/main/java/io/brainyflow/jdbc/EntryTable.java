package io.brainyflow.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table of entries: the truth about every run. */
final class EntryTable {

    static final String INSERT =
            "insert into brainyflow_entry (run_no, seq, epoch, kind, entry) values (?, ?, ?, ?, ?)";

    private static final int FETCHED_AT_ONCE = 1_000;

    private final JdbcTemplate jdbc;

    EntryTable(JdbcTemplate jdbc) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCHED_AT_ONCE);
    }

    /**
     * Adds an entry.
     *
     * @throws org.springframework.dao.DuplicateKeyException if there is one of that number
     */
    void insert(long run, KeptEntry entry) {
        jdbc.update(INSERT, run, entry.seq(), entry.epoch(), entry.kind().letter(), entry.text());
    }

    /**
     * Returns the entries of a run, in order.
     *
     * @throws IllegalStateException if one is missing, so that what came after it would be taken for something else
     */
    List<KeptEntry> of(long run) {
        List<KeptEntry> entries = new ArrayList<>();
        jdbc.query(
                "select seq, epoch, kind, entry from brainyflow_entry where run_no = ? order by seq",
                row -> {
                    KeptEntry entry = new KeptEntry(
                            row.getLong(1), row.getInt(2), KeptEntry.Kind.of(row.getString(3)), row.getString(4));
                    if (entry.seq() != entries.size() + 1) {
                        throw new IllegalStateException("Entry " + (entries.size() + 1) + " of run number " + run
                                + " is missing from table brainyflow_entry, where entry " + entry.seq()
                                + " is; restore it from a backup");
                    }
                    entries.add(entry);
                },
                run);
        return entries;
    }

    /** Returns the text of the entry that says how a run began. */
    String first(long run) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select entry from brainyflow_entry where run_no = ? and seq = 1", String.class, run));
    }

    /** Returns the number of the last entry. */
    long last(long run) {
        Long last = jdbc.queryForObject(
                "select coalesce(max(seq), 0) from brainyflow_entry where run_no = ?", Long.class, run);
        return last == null ? 0 : last;
    }
}
