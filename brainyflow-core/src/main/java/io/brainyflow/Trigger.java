package io.brainyflow;

import java.util.Map;
import java.util.Objects;

/**
 * An action that a node triggered, with the data that only the branch behind it sees. Immutable.
 *
 * @param action the action's name
 * @param forkingData what the branch starts with in its local store, unmodifiable
 */
public record Trigger(String action, Map<String, Object> forkingData) {

    /** The trigger that is implied if a node triggers nothing. */
    static final Trigger IMPLIED = new Trigger(Actions.DEFAULT, Map.of());

    /**
     * Copies the forking data: deeply for maps, lists, sets and arrays, leaving nulls out.
     *
     * @throws IllegalArgumentException if a key is reserved, or a value cannot be copied
     */
    public Trigger {
        Objects.requireNonNull(action, "action");
        forkingData = ForkingData.copyOf(forkingData);
    }

    /** Returns whether a node triggered this; a trigger of the default action equals the implied one, but is not the same. */
    boolean explicit() {
        return this != IMPLIED;
    }

    /** Returns whether this is that action without data. */
    boolean isPlain(String action) {
        return forkingData == ForkingData.NONE && this.action.equals(action);
    }
}
