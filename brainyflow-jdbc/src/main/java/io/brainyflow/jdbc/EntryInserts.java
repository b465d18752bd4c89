package io.brainyflow.jdbc;

import io.brainyflow.JournalEntry;
import io.brainyflow.VisitPart;
import io.brainyflow.journal.EntryCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Inserts entries, and changes the waits that they are of, by whatever connection and in whatever transaction. */
final class EntryInserts {

    private static final String ARRAYS = "insert into brainyflow_entry (run_no, seq, epoch, kind, entry)"
            + " select * from unnest(?::bigint[], ?::bigint[], ?::int[], ?::char[], ?::text[])";

    private final Dialect dialect;
    private final EntryCodec codec;

    EntryInserts(Dialect dialect, EntryCodec codec) {
        this.dialect = dialect;
        this.codec = codec;
    }

    void insert(Connection open, List<Append> batch) throws SQLException {
        insertEntries(open, batch);
        changeWaits(open, batch);
    }

    private void insertEntries(Connection open, List<Append> batch) throws SQLException {
        if (batch.size() > 1 && dialect == Dialect.POSTGRESQL) {
            insertArrays(open, batch);
            return;
        }
        try (PreparedStatement insert = open.prepareStatement(EntryTable.INSERT)) {
            for (Append append : batch) {
                KeptEntry entry = append.kept();
                insert.setLong(1, append.journal().run());
                insert.setLong(2, entry.seq());
                insert.setInt(3, entry.epoch());
                insert.setString(4, entry.kind().letter());
                insert.setString(5, entry.text());
                if (batch.size() == 1) {
                    insert.executeUpdate();
                } else {
                    insert.addBatch();
                }
            }
            if (batch.size() > 1) {
                insert.executeBatch();
            }
        }
    }

    private static void insertArrays(Connection open, List<Append> batch) throws SQLException {
        int size = batch.size();
        Long[] runs = new Long[size];
        Long[] seqs = new Long[size];
        Integer[] epochs = new Integer[size];
        String[] kinds = new String[size];
        String[] texts = new String[size];
        for (int i = 0; i < size; i++) {
            KeptEntry entry = batch.get(i).kept();
            runs[i] = batch.get(i).journal().run();
            seqs[i] = entry.seq();
            epochs[i] = entry.epoch();
            kinds[i] = entry.kind().letter();
            texts[i] = entry.text();
        }
        try (PreparedStatement insert = open.prepareStatement(ARRAYS)) {
            insert.setArray(1, open.createArrayOf("bigint", runs));
            insert.setArray(2, open.createArrayOf("bigint", seqs));
            insert.setArray(3, open.createArrayOf("int4", epochs));
            insert.setArray(4, open.createArrayOf("text", kinds));
            insert.setArray(5, open.createArrayOf("text", texts));
            insert.executeUpdate();
        }
    }

    /** Returns whether an entry changes a wait, and so more than one row. */
    static boolean isOfWait(Append append) {
        return append.entry() instanceof JournalEntry.Visited visited
                && (visited.asked() != null || visited.part() == VisitPart.ANSWER);
    }

    /** Inserts the row of a wait that asks, and deletes it when the run continues; the answering request is deleted or remembered. */
    private void changeWaits(Connection open, List<Append> batch) throws SQLException {
        for (Append append : batch) {
            if (append.entry() instanceof JournalEntry.Visited visited && isOfWait(append)) {
                long run = append.journal().run();
                change(open, WaitTable.DELETE, run, visited.visit());
                if (visited.asked() == null) {
                    change(open, RequestTable.REMEMBER_OF_VISIT, run, visited.visit());
                    change(open, RequestTable.DELETE_OF_VISIT, run, visited.visit());
                } else {
                    ask(open, run, visited, visited.asked());
                }
            }
        }
    }

    private static void change(Connection open, String sql, long run, long visit) throws SQLException {
        try (PreparedStatement change = open.prepareStatement(sql)) {
            change.setLong(1, run);
            change.setLong(2, visit);
            change.executeUpdate();
        }
    }

    private void ask(Connection open, long run, JournalEntry.Visited visited, JournalEntry.Asked asked)
            throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(WaitTable.INSERT)) {
            insert.setLong(1, run);
            insert.setLong(2, visited.visit());
            insert.setString(3, visited.node());
            insert.setString(4, asked.key());
            insert.setString(5, codec.writeValue("What is asked", visited.prepared()));
            insert.setTimestamp(6, RunTable.timestamp(asked.deadline()));
            insert.executeUpdate();
        }
    }
}
