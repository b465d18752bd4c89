package io.brainyflow;

import java.util.Map;
import java.util.Objects;

/**
 * An action that a node triggered, with the data that only the branch behind it sees.
 *
 * @param action the action's name
 * @param forkingData what the branch starts with in its local store
 */
public record Trigger(String action, Map<String, Object> forkingData) {

    /** What a node that triggers nothing is taken to have triggered. */
    static final Trigger IMPLIED = new Trigger(BaseNode.DEFAULT_ACTION, Map.of());

    /**
     * Copies the forking data: deeply for maps, lists, sets and arrays, leaving nulls out.
     *
     * @throws IllegalArgumentException if a key is reserved, or a container contains itself
     */
    public Trigger {
        Objects.requireNonNull(action, "action");
        forkingData = forkingData.isEmpty() ? Map.of() : LocalStore.copyOf(forkingData);
    }

    /** Answers whether a node said so; a trigger of the default action is equal to the implied one, but not the same. */
    boolean explicit() {
        return this != IMPLIED;
    }

    /** Answers whether this is that action without data. */
    boolean isPlain(String action) {
        return this.action.equals(action) && forkingData.isEmpty();
    }

    /** Answers a store for the one branch that begins with the forking data as it is. */
    LocalStore store() {
        return forkingData instanceof LocalStore store ? store : new LocalStore();
    }
}
