package io.brainyflow.jdbc;

import io.brainyflow.Journal;
import io.brainyflow.LostOwnershipException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** The transactions of transactional nodes' visits, in each of which the entry is the last thing that is written. */
final class VisitTransactions {

    private final PlatformTransactionManager manager;
    private final DataSource source;
    private final Dialect dialect;
    private final EntryInserts inserts;
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
            ConnectionBudget budget,
            Duration longestIdle) {
        this.manager = manager;
        this.source = source;
        this.dialect = dialect;
        this.inserts = inserts;
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
            try {
                insert(journal.entry(number, stored));
                manager.commit(status);
            } catch (SQLException e) {
                rollBack();
                throw EntryBatches.isDuplicate(e) ? journal.close(number, e) : refused(number, e);
            } catch (RuntimeException e) {
                throw refused(number, e);
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

        /**
         * Returns what the visit fails by, where this will never be committed; otherwise, what the run's stretch ends with: whether it
         * has been committed is in the table, and read from there by the next.
         */
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
