package io.brainyflow.jdbc;

import org.jspecify.annotations.Nullable;

/** Runs cannot be kept in the database as it is. {@link UnusableDatabaseAnalyzer} prints it. */
final class UnusableDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    UnusableDatabaseException(String description, String action) {
        this(description, action, null);
    }

    UnusableDatabaseException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** Returns what to do about it. */
    String action() {
        return action;
    }
}
