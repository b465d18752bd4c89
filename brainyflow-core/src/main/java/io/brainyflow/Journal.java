package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Where the entries of one run go, in one ownership of it. The engine has an entry there before anything follows from it.
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

        /** Returns whether it will be there whatever happens to this process. */
        boolean isDurable();

        /**
         * Waits until it is durable; an interrupt does not end that, and leaves the flag as it is.
         *
         * @throws LostOwnershipException if it will never be, since another owner goes on with the run
         */
        void await();
    }

    /** What a visit of a transactional node is performed in. Used by the thread that has begun it. */
    interface Transaction {

        /** Has the database know all that was done in it, so that {@link #commit} waits for nothing that another holds. */
        void flush();

        /**
         * Appends the visit's entry and commits; what is thrown says that neither was done. Called under a lock of the run's, when all
         * entries before it are durable.
         *
         * @param number the entry's number, one more than that of the entry before
         * @throws LostOwnershipException if nothing is kept any more
         * @throws RuntimeException if what was done cannot be committed; the visit fails by that
         */
        void commit(long number, Stored entry);

        /** Takes back what was done in it; it has ended then. Does nothing if it has ended. */
        void rollBack();
    }

    /** Begins a transaction on this thread; null, unless overridden, which says that there are none here. */
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
     * @throws LostOwnershipException if nothing is kept any more
     */
    Pending append(long number, Stored entry);
}
