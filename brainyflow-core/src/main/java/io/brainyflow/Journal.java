package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Stores the entries of one run, during one ownership of it. The engine appends an entry before anything follows from it.
 *
 * <p>Once an entry has been refused, or abandoned, none that comes later is kept.
 */
public interface Journal {

    /** An entry in the form in which it is kept. */
    interface Stored {

        /**
         * Returns the entry as it will be read. Its values may be others than those of the entry that was given, such as
         * unmodifiable copies, and are what the run goes on with.
         */
        JournalEntry entry();
    }

    /** An entry that has been appended. */
    interface Pending {

        /** One that is durable at once, as in a journal that is kept in memory. */
        Pending DURABLE = new Pending() {
            @Override
            public boolean isDurable() {
                return true;
            }

            @Override
            public void await() {}
        };

        /** Returns whether the entry is durable: it can be read even if this process dies now. */
        boolean isDurable();

        /**
         * Waits until the entry is durable. An interrupt does not end the wait; the interrupt flag is preserved.
         *
         * @throws LostOwnershipException if it will never be, since another owner goes on with the run
         */
        void await();
    }

    /** The transaction of a visit of a transactional node. Used by the thread that began it. */
    interface Transaction {

        /** Sends everything that was done in it to the database, so that {@link #commit} waits for no lock of another transaction. */
        void flush();

        /**
         * Appends the visit's entry and commits; if it throws, neither was done. Called without the run's lock, when all earlier entries
         * are durable and while no other entry is appended.
         *
         * @param number the entry's number, one more than that of the entry before
         * @throws LostOwnershipException if the journal accepts no more entries
         * @throws RuntimeException if what was done cannot be committed; the visit fails by that
         */
        void commit(long number, Stored entry);

        /** Rolls back and ends the transaction. Does nothing if it has ended. */
        void rollBack();
    }

    /** Begins a transaction on this thread, or returns null if there are no transactions, as it does unless overridden. */
    default @Nullable Transaction begin() {
        return null;
    }

    /**
     * Brings an entry into the form in which it is kept. Called outside of all locks, by several threads at once.
     *
     * @throws RuntimeException if a value cannot be stored; the visit fails by that
     */
    Stored store(JournalEntry entry);

    /**
     * Appends an entry. Called in the order of the numbers, under a lock of the run's, so it must not wait for anything.
     *
     * @param number the entry's number, one more than that of the entry before
     * @throws LostOwnershipException if the journal accepts no more entries
     */
    Pending append(long number, Stored entry);
}
