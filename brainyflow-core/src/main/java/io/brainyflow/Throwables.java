package io.brainyflow;

/** Passes on what was thrown elsewhere. */
final class Throwables {

    private Throwables() {}

    /** Answers the exception to throw; throws an error itself. */
    static RuntimeException asUnchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
