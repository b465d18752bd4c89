package io.brainyflow.jdbc;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables, and transactions over them, which are the caller's where there is one.
 *
 * @param runs the runs
 * @param entries their entries
 * @param waits their waits
 * @param requests what is asked of them
 * @param transaction what changes several of them at once
 */
record Tables(
        RunTable runs, EntryTable entries, WaitTable waits, RequestTable requests, TransactionTemplate transaction) {

    static Tables in(DataSource source, Dialect dialect, PlatformTransactionManager transactions) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        return new Tables(
                new RunTable(jdbc, dialect),
                new EntryTable(jdbc),
                new WaitTable(jdbc),
                new RequestTable(jdbc),
                new TransactionTemplate(transactions));
    }

    void inTransaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }
}
