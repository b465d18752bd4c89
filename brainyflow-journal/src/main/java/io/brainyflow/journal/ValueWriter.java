package io.brainyflow.journal;

import io.brainyflow.Failure;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes values of one entry. */
final class ValueWriter {

    /** JSON nests twice as deep as the value, at most, and Jackson reads 500 levels. */
    private static final int MAX_DEPTH = 200;

    private static final int LONGEST_MESSAGE = 10_000;

    private final JsonGenerator json;
    private final StorableTypes types;
    private int depth;
    private boolean plain = true;

    ValueWriter(JsonGenerator json, StorableTypes types) {
        this.json = json;
        this.types = types;
    }

    /** A part of a value cannot be stored; gathers the way to it, from the inside out. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private String path = "";

        Refusal(String message) {
            super(message, null, false, false);
        }

        Refusal in(String step) {
            path = step + path;
            return this;
        }

        String path() {
            return path;
        }
    }

    /** Returns whether only values were written that can be used in place of those that would be read. */
    boolean wrotePlainOnly() {
        return plain;
    }

    void write(@Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean is) {
            json.writeBoolean(is);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            Scalar scalar = Scalar.of(value.getClass());
            if (scalar != null) {
                tagged(scalar, value);
            } else {
                composed(value);
            }
        }
    }

    /** Writes a value of the global store, where bytes can be kept, since a read returns a copy of them. */
    void writeGlobal(Object value) {
        if (value instanceof byte[]) {
            plain = false;
            tagged(Scalar.BYTES, value);
        } else {
            write(value);
        }
    }

    private void tagged(Scalar scalar, Object value) {
        json.writeStartArray();
        json.writeString(scalar.tag());
        json.writeString(scalar.text().apply(value));
        json.writeEndArray();
    }

    private void composed(Object value) {
        if (value instanceof Enum<?> constant) {
            requireAllowed(constant.getDeclaringClass());
            json.writeStartArray();
            json.writeString("enum");
            json.writeString(constant.getDeclaringClass().getName());
            json.writeString(constant.name());
            json.writeEndArray();
            return;
        }
        if (++depth > MAX_DEPTH) {
            throw new Refusal("is nested more than " + MAX_DEPTH
                    + " levels deep, or contains itself; keep the parts under" + " keys of their own");
        }
        plain = false;
        if (value instanceof Failure failure) {
            json.writeStartArray();
            json.writeString("failure");
            failure(failure);
            json.writeEndArray();
        } else if (value instanceof Record) {
            record(value);
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof List || value instanceof Set) {
            collection((Collection<?>) value);
        } else {
            throw new Refusal("is a " + value.getClass().getName()
                    + ", which is neither a record nor any other kind of value that"
                    + " is kept; store a record of the relevant data, or an id by which it can be found"
                    + (value instanceof byte[]
                            ? "; bytes are kept in the global store, under a key of their own"
                            : ""));
        }
        depth--;
    }

    private void requireAllowed(Class<?> type) {
        if (!types.allows(type.getName())) {
            throw new Refusal("is a " + type.getName() + ", which is in none of the packages whose types may be kept, "
                    + types.packages() + "; add its package to brainyflow.runs.types");
        }
    }

    private void record(Object value) {
        Class<?> type = value.getClass();
        requireAllowed(type);
        RecordShape shape = RecordShape.of(type);
        json.writeStartArray();
        json.writeString("record");
        json.writeString(type.getName());
        json.writeStartObject();
        for (int i = 0; i < shape.names().size(); i++) {
            String name = shape.names().get(i);
            try {
                json.writeName(name);
                write(shape.get(value, i));
            } catch (Refusal e) {
                throw e.in("." + name);
            }
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private void map(Map<?, ?> map) {
        requireJdk(map);
        boolean sorted = map instanceof SortedMap;
        if (sorted) {
            requireNatural(((SortedMap<?, ?>) map).comparator());
            json.writeStartArray();
            json.writeString("sorted-map");
        }
        object(map);
        if (sorted) {
            json.writeEndArray();
        }
    }

    /** Writes a map as an object of JSON. */
    void object(Map<?, ?> map) {
        json.writeStartObject();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new Refusal(
                        "has a key of " + (key == null ? "null" : key.getClass().getName())
                                + "; keep a map by strings, or a list of records");
            }
            try {
                json.writeName(name);
                write(value);
            } catch (Refusal e) {
                throw e.in("." + name);
            }
        });
        json.writeEndObject();
    }

    private void collection(Collection<?> values) {
        requireJdk(values);
        String tag = "list";
        if (values instanceof SortedSet<?> sorted) {
            requireNatural(sorted.comparator());
            tag = "sorted-set";
        } else if (values instanceof Set) {
            tag = "set";
        }
        json.writeStartArray();
        json.writeString(tag);
        int index = 0;
        for (Object value : values) {
            try {
                write(value);
            } catch (Refusal e) {
                throw e.in("[" + index + "]");
            }
            index++;
        }
        json.writeEndArray();
    }

    /** A class of the user's is more than a list or a map, which is all that would be read. */
    private static void requireJdk(Object container) {
        String home = container.getClass().getPackageName();
        if (!home.startsWith("java.util") && !home.equals(Failure.class.getPackageName())) {
            throw new Refusal("is a " + container.getClass().getName()
                    + ", which is none of the JDK's plain lists, sets and maps; use one of these");
        }
    }

    private static void requireNatural(@Nullable Comparator<?> comparator) {
        if (comparator != null) {
            throw new Refusal("is sorted by a comparator, which cannot be kept; use the natural order, or a list");
        }
    }

    void failure(Failure failure) {
        json.writeStartObject();
        json.writeStringProperty("node", failure.node());
        json.writeStringProperty("step", failure.step());
        json.writeStringProperty("class", failure.exceptionClass());
        String message = failure.message();
        json.writeStringProperty(
                "message", message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…");
        json.writeNumberProperty(Fields.ATTEMPTS, failure.attempts());
        json.writeEndObject();
    }
}
