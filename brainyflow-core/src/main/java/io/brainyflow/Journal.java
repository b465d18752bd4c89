package io.brainyflow;

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
