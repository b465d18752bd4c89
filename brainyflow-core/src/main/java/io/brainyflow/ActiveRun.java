package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** A run as what counts the runs of a runtime knows it. */
interface ActiveRun {

    /** Returns the name of the root flow. */
    String flowName();

    /** Returns the id that the caller has given to the run, or null. */
    @Nullable
    String givenId();

    /** Returns whether nothing of the run is under way, since it waits to be answered. */
    boolean isWaiting();

    /** Ends the run as soon as can be, and returns false if it has ended, or is ending, already. */
    boolean cancel(String reason);
}
