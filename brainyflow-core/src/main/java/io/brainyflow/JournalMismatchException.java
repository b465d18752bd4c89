package io.brainyflow;

/**
 * Thrown when an entry of a journal does not follow from those before it in the current flow: its graph has changed in a way
 * that the run cannot continue with. The journal is intact; a flow with a matching graph can continue the run.
 */
public final class JournalMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String node;

    JournalMismatchException(String node, String message) {
        super(message);
        this.node = node;
    }

    /** Returns the name of the node that the entry is of. */
    public String node() {
        return node;
    }
}
