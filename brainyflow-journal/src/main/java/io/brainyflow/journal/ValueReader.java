package io.brainyflow.journal;

import io.brainyflow.Failure;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads values, each from its first token on to its last. Containers are unmodifiable. */
final class ValueReader {

    private final JsonParser json;
    private final StorableTypes types;

    ValueReader(JsonParser json, StorableTypes types) {
        this.json = json;
        this.types = types;
    }

    @Nullable
    Object value() {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new UnreadableEntryException("It ends within a value");
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> json.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case START_OBJECT -> values();
            case START_ARRAY -> tagged();
            default -> throw new UnreadableEntryException("There is no value at " + token);
        };
    }

    /** Returns the values of an object by their names, unmodifiable. */
    @SuppressWarnings("NullAway") // nulls are values of the containers that are kept
    Map<String, Object> values() {
        require(JsonToken.START_OBJECT);
        Map<String, Object> values = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            values.put(name, value());
        }
        return Collections.unmodifiableMap(values);
    }

    private Object tagged() {
        String tag = nextText();
        return switch (tag) {
            case "list" -> Collections.unmodifiableList(elements());
            case "set" -> Collections.unmodifiableSet(new LinkedHashSet<>(elements()));
            case "sorted-set" -> Collections.unmodifiableSortedSet(new TreeSet<>(elements()));
            default -> {
                Object value = single(tag);
                if (json.nextToken() != JsonToken.END_ARRAY) {
                    throw new UnreadableEntryException("There is more than a value of '" + tag + "'");
                }
                yield value;
            }
        };
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value());
        }
        return elements;
    }

    private Object single(String tag) {
        return switch (tag) {
            case "enum" -> constant(nextText(), nextText());
            case "record" -> record(nextText());
            case "failure" -> {
                json.nextToken();
                yield failure();
            }
            case "sorted-map" -> {
                json.nextToken();
                yield Collections.unmodifiableSortedMap(new TreeMap<>(values()));
            }
            default -> scalar(tag);
        };
    }

    private Object scalar(String tag) {
        Scalar scalar = Scalar.of(tag);
        if (scalar == null) {
            throw new UnreadableEntryException("There is no kind of value '" + tag + "'");
        }
        String text = nextText();
        try {
            return scalar.parse().apply(text);
        } catch (RuntimeException e) {
            throw new UnreadableEntryException("'" + text + "' is no '" + tag + "'", e);
        }
    }

    private String nextText() {
        json.nextToken();
        require(JsonToken.VALUE_STRING);
        return json.getString();
    }

    private void require(JsonToken token) {
        if (json.currentToken() != token) {
            throw new UnreadableEntryException("There is " + json.currentToken() + " where there should be " + token);
        }
    }

    private Class<?> allowed(String name) {
        if (!types.allows(name)) {
            throw new UnreadableEntryException("Class " + name + " is in none of the packages whose types may be kept, "
                    + types.packages() + "; add its package to brainyflow.runs.types");
        }
        return types.load(name)
                .orElseThrow(() -> new UnreadableEntryException(
                        "Class " + name + " is gone; deploy a version that has it, or keep it until no run needs it"));
    }

    private Object constant(String className, String name) {
        Class<?> type = allowed(className);
        Object[] constants = type.getEnumConstants();
        if (constants != null) {
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        throw new UnreadableEntryException("Enum " + className + " has no constant " + name
                + "; deploy a version that has it, or keep it until no run needs it");
    }

    private Object record(String className) {
        Class<?> type = allowed(className);
        if (!type.isRecord()) {
            throw new UnreadableEntryException(
                    "Class " + className + " is no record any more; deploy a version where it is");
        }
        RecordShape shape = RecordShape.of(type);
        json.nextToken();
        require(JsonToken.START_OBJECT);
        Map<String, @Nullable Object> kept = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (!shape.names().contains(name)) {
                throw new UnreadableEntryException("Record " + className + " has no component '" + name
                        + "', which would be lost; deploy a version that has it, or keep it until no run needs it");
            }
            json.nextToken();
            kept.put(name, value());
        }
        return record(type, shape, kept);
    }

    private static Object record(Class<?> type, RecordShape shape, Map<String, @Nullable Object> kept) {
        @Nullable Object[] values = new Object[shape.names().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = kept.get(shape.names().get(i));
            shape.misfit(i, values[i]).ifPresent(misfit -> {
                throw new UnreadableEntryException("Of record " + type.getName() + ", " + misfit
                        + "; deploy a version that fits, or keep the component until no run needs it");
            });
        }
        try {
            return shape.make(values);
        } catch (InvocationTargetException e) {
            throw new UnreadableEntryException(
                    "Record " + type.getName() + " refuses what was kept: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UnreadableEntryException("Record " + type.getName() + " cannot be made: " + e, e);
        }
    }

    Failure failure() {
        require(JsonToken.START_OBJECT);
        Map<String, Object> fields = values();
        return new Failure(
                text(fields, "node"),
                text(fields, "step"),
                text(fields, "class"),
                text(fields, "message"),
                fields.get(Fields.ATTEMPTS) instanceof Integer attempts ? attempts : 0,
                null);
    }

    private static String text(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new UnreadableEntryException("A failure has no '" + name + "'");
    }
}
