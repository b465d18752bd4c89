package io.brainyflow.jdbc;

import io.brainyflow.Journal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The transactions of transactional nodes' visits, in each of which the entry is the last thing that is written. */
final class VisitTransactions {

    /**
     * Classes of SQL states that are temporary: of connections, conflicts with other transactions, resources, what is in
     * use, an operator's doings, systems around the database, timeouts. Anything else is there again the next time.
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58", "HY");

    private final PlatformTransactionManager manager;
    private final DataSource source;
    private final Dialect dialect;
    private final EntryInserts inserts;
    private final ConnectionBudget budget;
    private final Duration longestIdle;

    /**
     * Creates the transactions.
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
            OfVisit begun = new OfVisit(
                    journal,
                    manager.getTransaction(
                            new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW)));
            begun.noteItsEnd();
            return begun;
        } catch (CannotCreateTransactionException e) {
            budget.giveBack();
            throw refused(journal, 0, e);
        } catch (RuntimeException | Error e) {
            budget.giveBack();
            throw e;
        }
    }

    private final class OfVisit implements Journal.Transaction {

        private final LaneJournal journal;
        private final TransactionStatus status;
        private boolean open = true;
        private boolean committed;

        OfVisit(LaneJournal journal, TransactionStatus status) {
            this.journal = journal;
            this.status = status;
        }

        @Override
        public void flush() {
            try {
                status.flush();
            } catch (RuntimeException e) {
                throw refused(journal, 0, e);
            }
        }

        private void noteItsEnd() {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int completion) {
                    committed = completion == STATUS_COMMITTED;
                }
            });
        }

        @Override
        public void commit(long number, Journal.Stored stored) {
            try {
                insert(journal.entry(number, stored));
                manager.commit(status);
            } catch (SQLException e) {
                rollBack();
                throw EntryBatches.isDuplicate(e) ? journal.close(number, e) : refused(journal, number, e);
            } catch (RuntimeException e) {
                if (!committed) {
                    throw refused(journal, number, e);
                }
                RunLog.LOG.warn("Entry " + number + " is committed, and an action after the commit threw: "
                        + e.getClass().getName());
            } finally {
                rollBack();
            }
        }

        private void insert(Append entry) throws SQLException {
            Connection connection = DataSourceUtils.getConnection(source);
            try {
                if (connection.getAutoCommit()) {
                    throw new IllegalStateException(
                            "The transaction manager " + manager.getClass().getName()
                                    + " does not share its connection, so that the entry would not be part of its transaction; give it"
                                    + " a JPA dialect that does, or do not mark the node as transactional");
                }
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

    /**
     * Returns the failure of the visit if this can never be committed; otherwise, what ends the run's stretch, to be continued
     * at once: whether it has been committed is in the table, and read from there.
     */
    private static RuntimeException refused(LaneJournal journal, long number, Exception thrown) {
        SQLException cause = sqlCause(thrown);
        boolean isPassing = cause != null
                && (cause.getSQLState() == null
                        || PASSING.contains(cause.getSQLState().substring(0, 2)));
        if (isPassing) {
            return journal.closeForNow(number, thrown);
        }
        return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
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
