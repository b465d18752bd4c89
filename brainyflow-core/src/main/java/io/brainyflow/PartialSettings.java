package io.brainyflow;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings that keep what was stated apart from what was not. Immutable. */
final class PartialSettings {

    static final PartialSettings NOTHING = new PartialSettings(new TreeMap<>());

    private final Map<String, Object> values;

    private PartialSettings(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    PartialSettings with(String setting, Object value) {
        Map<String, Object> copy = new TreeMap<>(values);
        copy.put(setting, value);
        return new PartialSettings(copy);
    }

    /** Returns these, and what only the others state. */
    PartialSettings withDefaults(PartialSettings defaults) {
        Map<String, Object> all = new TreeMap<>(defaults.values);
        all.putAll(values);
        return new PartialSettings(all);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the value under a name is always of one type
    <T> T get(String setting, T unlessStated) {
        return (T) values.getOrDefault(setting, unlessStated);
    }

    Map<String, Object> values() {
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartialSettings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
