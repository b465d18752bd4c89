package io.brainyflow.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A wiring or a setting that makes no sense, in the words of the one who wrote it. {@link MisconfigurationAnalyzer} prints it. */
final class MisconfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    MisconfigurationException(String description, String action) {
        this(description, action, null);
    }

    MisconfigurationException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String description() {
        return String.valueOf(getMessage());
    }

    /** Returns what to do about it. */
    String action() {
        return action;
    }
}
