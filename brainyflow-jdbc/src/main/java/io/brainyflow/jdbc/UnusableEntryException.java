package io.brainyflow.jdbc;

import org.jspecify.annotations.Nullable;

/** An entry of a run cannot be used by this deployment. */
final class UnusableEntryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableEntryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
