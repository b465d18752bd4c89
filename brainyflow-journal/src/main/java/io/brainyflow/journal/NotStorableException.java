package io.brainyflow.journal;

/**
 * A value cannot be kept in a journal. The message names the node, the key, the class, and what to write instead.
 */
public final class NotStorableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotStorableException(String message) {
        super(message);
    }
}
