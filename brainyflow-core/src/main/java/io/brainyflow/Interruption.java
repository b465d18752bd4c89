package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that created it, for as long as it has not ended; its flag is cleared at the end. An interrupt from
 * outside is preserved. Interruptions nest as the scopes of a thread do: one that ends passes the flag on to the one
 * around it that has been fired meanwhile.
 */
final class Interruption {

    private final Thread thread = Thread.currentThread();
    private final @Nullable Interruption outer;
    private volatile boolean fired;
    private boolean flagged;
    private boolean resting;
    private boolean ended;

    Interruption(@Nullable Interruption outer) {
        this.outer = outer;
    }

    /** Returns the one around it, or null. */
    @Nullable
    Interruption outer() {
        return outer;
    }

    /**
     * Notes whether the thread rests: it runs no code of the user's, and a lock that it waits for may hide an interrupt from
     * outside for a while, for which this one must not be taken.
     */
    synchronized void rest(boolean resting) {
        this.resting = resting;
    }

    synchronized void fire() {
        fired |= !ended;
        flag();
    }

    /** Returns whether this, or one around it, has been fired. */
    boolean isFired() {
        boolean any = fired;
        for (Interruption at = outer; !any && at != null; at = at.outer) {
            any = at.fired;
        }
        return any;
    }

    private synchronized void flag() {
        if (fired && !ended && !resting && !thread.isInterrupted()) {
            flagged = true;
            thread.interrupt();
        }
    }

    /** Clears the flag if this has set it, and returns whether this was fired in time. Ending it again changes nothing. */
    synchronized boolean end() {
        ended = true;
        if (flagged) {
            flagged = false;
            Thread.interrupted();
            for (Interruption at = outer; at != null; at = at.outer) {
                at.flag();
            }
        }
        return fired;
    }
}
