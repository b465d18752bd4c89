package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** Reads a user's exceptions, whose methods may be overridden and may throw themselves. */
final class Throwables {

    /** A chain of causes may be a circle. */
    private static final int MAX_CAUSES = 20;

    private Throwables() {}

    /** A question about one exception in a chain of causes. */
    interface Question {
        /** Returns the answer, or null to look at the cause. */
        @Nullable
        Boolean answer(Throwable thrown);
    }

    /** Returns the exception to throw; throws an error itself. */
    static RuntimeException asUnchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    /** Throws it if it is an error, which no node is retried or wrapped for. */
    static void throwIfError(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    /** Returns its text, or its class if there is none to be had. */
    static String describe(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (Throwable e) {
            return thrown.getClass().getName() + " (its text cannot be read: it threw "
                    + e.getClass().getName() + ")";
        }
    }

    /** Returns its cause, or null if there is none to be had. */
    static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    /** Returns the first answer along the chain of causes, false if there is none. */
    static boolean ask(Throwable thrown, Question question) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            Boolean answer = question.answer(at);
            if (answer != null) {
                return answer;
            }
            at = cause(at);
        }
        return false;
    }
}
