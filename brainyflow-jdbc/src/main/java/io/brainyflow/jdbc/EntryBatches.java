package io.brainyflow.jdbc;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes entries of several runs in one transaction, on a connection that it keeps. Used by one thread. */
final class EntryBatches {

    private static final String UNIQUE_VIOLATION = "23505";

    /** Of data, of constraints, of limits of the database. */
    private static final Set<String> REFUSALS = Set.of("22", "23", "54");

    private final DataSource source;
    private final EntryInserts inserts;
    private @Nullable Connection connection;

    EntryBatches(DataSource source, EntryInserts inserts) {
        this.source = source;
        this.inserts = inserts;
    }

    /** Inserts the entries, and changes the waits that they are of, all or nothing. */
    void insert(List<Append> batch) throws SQLException {
        Connection open = open();
        boolean alone = batch.size() == 1 && !EntryInserts.isOfWait(batch.get(0));
        if (open.getAutoCommit() != alone) {
            open.setAutoCommit(alone);
        }
        inserts.insert(open, batch);
        if (!alone) {
            open.commit();
        }
    }

    /** Returns whether exactly these entries are there, as they are after a commit whose confirmation was lost. */
    boolean areThere(List<Append> batch) throws SQLException {
        Connection open = open();
        try (PreparedStatement select =
                open.prepareStatement("select epoch, entry from brainyflow_entry where run_no = ? and seq = ?")) {
            for (Append append : batch) {
                select.setLong(1, append.journal().run());
                select.setLong(2, append.kept().seq());
                try (ResultSet found = select.executeQuery()) {
                    if (!found.next()
                            || found.getInt(1) != append.kept().epoch()
                            || !found.getString(2).equals(append.kept().text())) {
                        return false;
                    }
                }
            }
            return true;
        } finally {
            if (!open.getAutoCommit()) {
                open.commit();
            }
        }
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
        }
        return open;
    }

    /** Gives the connection up, if there is one; what follows uses another. */
    void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                if (!open.getAutoCommit()) {
                    open.rollback();
                }
            } catch (SQLException e) {
                // it is lost, and so is what was not committed
            }
            try {
                open.close();
            } catch (SQLException e) {
                // it is lost
            }
        }
    }

    static boolean isDuplicate(SQLException e) {
        for (SQLException at = e; at != null; at = at.getNextException()) {
            if (UNIQUE_VIOLATION.equals(at.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the database will never take what it was given, whose fault that may be. */
    static boolean isRefusal(SQLException e) {
        SQLException cause =
                e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
        String state = cause.getSQLState();
        return state != null && REFUSALS.contains(state.substring(0, 2));
    }
}
