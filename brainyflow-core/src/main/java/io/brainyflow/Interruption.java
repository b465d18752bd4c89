package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that made it, but only until it has ended: what the thread does afterwards is not to notice. An
 * interrupt from outside is left as it is. One that is within another gives the other's back when it ends.
 */
final class Interruption {

    private final Thread thread = Thread.currentThread();
    private final @Nullable Interruption outer;
    private boolean fired;
    private boolean flagged;
    private boolean ended;

    Interruption(@Nullable Interruption outer) {
        this.outer = outer;
    }

    synchronized void fire() {
        fired |= !ended;
        flag();
    }

    private synchronized void flag() {
        if (fired && !ended && !thread.isInterrupted()) {
            flagged = true;
            thread.interrupt();
        }
    }

    /** Clears the flag if this has set it, and answers whether this was fired in time. Ending it again changes nothing. */
    synchronized boolean end() {
        ended = true;
        if (flagged) {
            flagged = false;
            Thread.interrupted();
            if (outer != null) {
                outer.flag();
            }
        }
        return fired;
    }
}
