package io.brainyflow;

/** Thrown when a node triggers an action that is reserved for edges: a programming error, which its failure successors do not handle. */
final class ReservedActionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ReservedActionException(String message) {
        super(message);
    }
}
