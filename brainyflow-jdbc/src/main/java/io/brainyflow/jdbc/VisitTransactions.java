package io.brainyflow.jdbc;

import io.brainyflow.Journal;
import io.brainyflow.LostOwnershipException;
import io.brainyflow.journal.StoredEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** The transactions of transactional nodes' visits, in each of which the entry is the last thing that is written. */
final class VisitTransactions {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final PlatformTransactionManager manager;
    private final DataSource source;
    private final Dialect dialect;
    private final EntryInserts inserts;
    private final EntryTable entries;
    private final ConnectionBudget budget;
    private final Duration longestIdle;

    /**
     * Makes them.
     *
     * @param longestIdle how long the database waits for an instance that is in the middle of a commit, and has stopped
     */
    VisitTransactions(
            PlatformTransactionManager manager,
            DataSource source,
            Dialect dialect,
            EntryInserts inserts,
            EntryTable entries,
            ConnectionBudget budget,
            Duration longestIdle) {
        this.manager = manager;
        this.source = source;
        this.dialect = dialect;
        this.inserts = inserts;
        this.entries = entries;
        this.budget = budget;
        this.longestIdle = longestIdle;
    }

    /** Begins a transaction on this thread, when there is a connection to spare. */
    Journal.Transaction begin(LaneJournal journal) {
        budget.take();
        try {
            return new OfVisit(
                    journal,
                    manager.getTransaction(
                            new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW)));
        } catch (RuntimeException | Error e) {
            budget.giveBack();
            throw e;
        }
    }

    private final class OfVisit implements Journal.Transaction {

        private final LaneJournal journal;
        private final TransactionStatus status;
        private boolean open = true;

        OfVisit(LaneJournal journal, TransactionStatus status) {
            this.journal = journal;
            this.status = status;
        }

        @Override
        public void flush() {
            try {
                status.flush();
            } catch (RuntimeException e) {
                throw refused(0, e);
            }
        }

        @Override
        public void commit(long number, Journal.Stored stored) {
            boolean inserted = false;
            try {
                Append entry = journal.entry(number, stored);
                insert(entry);
                inserted = true;
                manager.commit(status);
            } catch (SQLException e) {
                rollBack();
                throw EntryBatches.isDuplicate(e) ? journal.close(number, e) : refused(number, e);
            } catch (RuntimeException e) {
                if (!inserted || !isThere(number, (StoredEntry) stored)) {
                    throw refused(number, e);
                }
            } finally {
                rollBack();
            }
        }

        private void insert(Append entry) throws SQLException {
            Connection connection = DataSourceUtils.getConnection(source);
            try {
                if (dialect == Dialect.POSTGRESQL) {
                    // An insert that stays open would block the takeover, which has the same number.
                    try (PreparedStatement set = connection.prepareStatement(
                            "select set_config('idle_in_transaction_session_timeout', ?, true)")) {
                        set.setString(1, String.valueOf(longestIdle.toMillis()));
                        set.execute();
                    }
                }
                inserts.insert(connection, List.of(entry));
            } finally {
                DataSourceUtils.releaseConnection(connection, source);
            }
        }

        /** Returns whether a commit has come through whose confirmation was lost. */
        private boolean isThere(long number, StoredEntry stored) {
            end();
            while (!journal.isClosed()) {
                try {
                    return entries.isThere(journal.run(), number, journal.epoch(), stored.text());
                } catch (DataAccessException e) {
                    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                }
            }
            return false;
        }

        /** Returns what the visit, or the run's stretch, ends with: what will never be committed is the visit's failure. */
        private RuntimeException refused(long number, Exception thrown) {
            SQLException cause = sqlCause(thrown);
            if (cause == null || EntryBatches.isRefusal(cause)) {
                return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
            }
            return thrown instanceof LostOwnershipException lost ? lost : journal.closeForNow(number, thrown);
        }

        @Override
        public void rollBack() {
            if (!status.isCompleted()) {
                try {
                    manager.rollback(status);
                } catch (RuntimeException e) {
                    RunLog.LOG.debug("A transaction could not be rolled back; it is lost with its connection", e);
                }
            }
            end();
        }

        private void end() {
            if (open) {
                open = false;
                budget.giveBack();
            }
        }
    }

    private static @Nullable SQLException sqlCause(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof SQLException cause) {
                return cause;
            }
        }
        return null;
    }
}
