package io.brainyflow;

/**
 * An entry of a journal does not follow from those before it in the flow as it is now: the flow's graph has been changed in a way
 * that the run cannot go on with. Nothing of the journal is lost; a flow that fits can go on with it.
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
