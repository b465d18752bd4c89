package io.brainyflow;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a flow's nodes.
 *
 * @param all the names, in order
 * @param indexes the index of each
 * @param derived the indexes of those that were not given, but made of a class
 */
record GraphNames(List<String> all, Map<String, Integer> indexes, BitSet derived) {

    static GraphNames of(List<String> all, BitSet derived) {
        Map<String, Integer> indexes = new HashMap<>();
        all.forEach(name -> indexes.put(name, indexes.size()));
        return new GraphNames(List.copyOf(all), indexes, derived);
    }

    /** Returns the index of a name, or null if there is no such name. */
    @Nullable
    Integer index(String name) {
        return indexes.get(name);
    }

    /** Returns whether a name was given, and not made of a class. */
    boolean isGiven(int index) {
        return !derived.get(index);
    }
}
