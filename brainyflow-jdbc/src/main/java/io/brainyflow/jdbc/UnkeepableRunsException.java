package io.brainyflow.jdbc;

import org.jspecify.annotations.Nullable;

/** Runs cannot be kept in the database as it is. {@link UnkeepableRunsAnalyzer} prints it. */
final class UnkeepableRunsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    UnkeepableRunsException(String description, String action) {
        this(description, action, null);
    }

    UnkeepableRunsException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** Returns what to do about it. */
    String action() {
        return action;
    }
}
