package io.brainyflow;

/**
 * This process does not own a run any more: another goes on with it, or its journal takes no entries. What the run has performed
 * since its last entry is performed again by its next owner.
 */
public final class LostOwnershipException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the run and the reason. */
    public LostOwnershipException(String message) {
        super(message);
    }
}
