package io.brainyflow;

/** A node triggered an action that only edges have: a mistake in the node, and no failure that its successors are for. */
final class ReservedActionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ReservedActionException(String message) {
        super(message);
    }
}
