package io.brainyflow.jdbc;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * How many runs may be read, and transactions of visits be under way, at once, so that heartbeats and entries never wait for a
 * connection behind them.
 */
final class ConnectionBudget {

    /** Entries, heartbeats, the look for due runs, that for requests, housekeeping. */
    private static final int OWN = 5;

    /** Two more, so that the application gets one, too. */
    private static final int LEAST = OWN + 2;

    private final Semaphore permits;

    private ConnectionBudget(int permits) {
        this.permits = new Semaphore(permits);
    }

    /** Returns what a pool of so many connections allows, and warns of one that is too small. */
    static ConnectionBudget of(int connections) {
        if (connections < LEAST) {
            RunLog.LOG.warn(
                    "The pool of the database that runs are kept in has " + connections + " connections at most, and "
                            + LEAST
                            + " are needed at least, or runs and the application wait for each other; raise"
                            + " spring.datasource.hikari.maximum-pool-size");
        }
        return new ConnectionBudget(Math.max(1, connections - OWN));
    }

    /** Returns what follows where nothing is known of a pool: a run at a time, for each of a few. */
    static ConnectionBudget ofUnknownPool() {
        return new ConnectionBudget(LEAST);
    }

    <T> T spend(Supplier<T> work) {
        take();
        try {
            return work.get();
        } finally {
            giveBack();
        }
    }

    /** Waits until there is a connection to spare; an interrupt does not end that. */
    void take() {
        permits.acquireUninterruptibly();
    }

    void giveBack() {
        permits.release();
    }
}
