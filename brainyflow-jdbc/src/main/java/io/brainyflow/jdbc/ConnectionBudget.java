package io.brainyflow.jdbc;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits how many runs are read and how many visit transactions are open at once, so that heartbeats and entries never wait
 * for a connection that these hold.
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

    /** Returns what a pool of this size allows, and warns of one that is too small. */
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

    /** Returns a small budget for a pool of unknown size. */
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
