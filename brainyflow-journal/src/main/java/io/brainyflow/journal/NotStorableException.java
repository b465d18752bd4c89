package io.brainyflow.journal;

/**
 * A value cannot be kept in a journal. The message names who wrote it, under which key, its class, and what to write in its place.
 */
public final class NotStorableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotStorableException(String message) {
        super(message);
    }
}
