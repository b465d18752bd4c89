package io.brainyflow;

import java.util.List;

/**
 * Branches of a parallel flow wrote different values under one key, and the flow {@linkplain OnConflict#FAIL fails} on that.
 * What was written stays.
 */
public final class WriteConflictException extends BrainyFlowException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient List<List<String>> paths;

    WriteConflictException(Location flow, ConflictDetector.Conflict conflict) {
        super(conflict.describe(), flow, conflict.failure());
        this.key = conflict.key();
        this.paths = List.of(conflict.one().path(), conflict.other().path());
    }

    /** Returns the key under which different values were left; the first in alphabetical order, if there are several. */
    public String key() {
        return key;
    }

    /**
     * Returns the paths of the two visits that wrote the key, each as {@link #path} has it, in the order of a sequential
     * run. Empty after deserialisation.
     */
    public List<List<String>> paths() {
        return paths == null ? List.of() : paths;
    }
}
