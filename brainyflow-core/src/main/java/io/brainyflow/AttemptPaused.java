package io.brainyflow;

import java.time.Instant;

/** Thrown within the engine when the next attempt of a visit is too far off to keep a thread for it. */
final class AttemptPaused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final transient Completion.Paused completion;

    AttemptPaused(int attempts, Instant until) {
        super("goes on at " + until, null, false, false);
        this.completion = new Completion.Paused(attempts, until);
    }
}
