package io.brainyflow.journal;

import org.jspecify.annotations.Nullable;

/**
 * What was kept in a journal cannot be read: it is of a later version of the format, or of a class that is gone, has changed, or is
 * not among the allowed ones. The journal is intact; a compatible deployment can read it.
 */
public final class UnreadableEntryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableEntryException(String message) {
        this(message, null);
    }

    UnreadableEntryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
