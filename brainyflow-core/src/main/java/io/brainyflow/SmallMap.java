package io.brainyflow;

import java.util.HashMap;
import java.util.Map;

/** Adds to a map that mostly has one key, and then needs no table. */
final class SmallMap {

    private SmallMap() {}

    /** Returns the map with the value under the key: the same, if it is one that this has made and that has other keys. */
    static <V> Map<String, V> put(Map<String, V> map, String key, V value) {
        if (map.isEmpty() || (map.size() == 1 && map.containsKey(key))) {
            return Map.of(key, value);
        }
        Map<String, V> larger = map.size() == 1 ? new HashMap<>(map) : map;
        larger.put(key, value);
        return larger;
    }
}
