package io.brainyflow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names nodes: by the name they were given, or by their class, numbered where classes clash. */
final class NodeNames {

    private NodeNames() {}

    /** Returns the simple name, in lower camel case, of the first class that has one and is no generated proxy. */
    static String derived(Class<?> type) {
        String simple = type.getSimpleName();
        if (simple.isEmpty() || simple.contains("$$")) {
            return derived(type.getSuperclass());
        }
        return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    }

    /**
     * Returns one name for each node.
     *
     * @param given the name that was given to each node, or null
     * @param otherwise the name of each that is to be numbered where none was given
     * @throws IllegalArgumentException if one name was given to two nodes
     */
    static GraphNames unique(String flow, List<@Nullable String> given, List<String> otherwise) {
        Set<String> taken = new HashSet<>();
        for (String name : given) {
            if (name != null && !taken.add(name)) {
                throw new IllegalArgumentException("Two nodes of flow '" + flow + "' are named '" + name
                        + "'; give one of them another name, or wire the same node twice");
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        List<String> unique = new ArrayList<>(given.size());
        BitSet derived = new BitSet();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i);
            derived.set(i, name == null);
            unique.add(name == null ? numbered(otherwise.get(i), taken, counts) : name);
        }
        return GraphNames.of(unique, derived);
    }

    private static String numbered(String derived, Set<String> taken, Map<String, Integer> counts) {
        String name;
        do {
            int count = counts.merge(derived, 1, Integer::sum);
            name = count == 1 ? derived : derived + count;
        } while (!taken.add(name));
        return name;
    }
}
