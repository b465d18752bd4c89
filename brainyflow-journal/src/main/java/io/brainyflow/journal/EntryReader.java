package io.brainyflow.journal;

import io.brainyflow.Failure;
import io.brainyflow.FlowRules;
import io.brainyflow.JournalEntry;
import io.brainyflow.MemoryKey;
import io.brainyflow.Trigger;
import io.brainyflow.VisitPart;
import io.brainyflow.Write;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one entry. A member that is not known is an error, for what it says would be lost. */
final class EntryReader {

    private final JsonParser json;
    private final ValueReader values;
    private final Map<String, MemoryKey<?>> keys;

    private long visit = -1;
    private @Nullable String node;
    private VisitPart part = VisitPart.WHOLE;
    private int branches = 1;
    private List<Trigger> triggers = List.of();
    private List<Write> writes = List.of();
    private @Nullable Map<String, Object> local;
    private @Nullable Object prepared;
    private JournalEntry.@Nullable Asked asked;
    private @Nullable Failure failure;
    private JournalEntry.@Nullable Paused paused;

    private @Nullable String flow;
    private Map<String, Object> input = Map.of();
    private @Nullable Instant deadline;
    private @Nullable String owner;
    private int epoch;
    private JournalEntry.@Nullable Reason reason;
    private String message = "";
    private @Nullable Set<Long> voided;
    private @Nullable String by;
    private @Nullable FlowRules rules;

    EntryReader(JsonParser json, ValueReader values, Map<String, MemoryKey<?>> keys) {
        this.json = json;
        this.values = values;
        this.keys = keys;
    }

    JournalEntry read() {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new UnreadableEntryException("Is no object of JSON");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            member(name);
        }
        return entry();
    }

    private JournalEntry entry() {
        if (node != null) {
            return new JournalEntry.Visited(
                    visit, node, part, branches, triggers, writes, local, prepared, asked, failure, paused);
        }
        if (flow != null) {
            return new JournalEntry.Begun(flow, input, deadline, rules);
        }
        if (owner != null) {
            return new JournalEntry.TakenOver(owner, epoch);
        }
        if (reason != null) {
            return new JournalEntry.Ended(reason, visit, message);
        }
        if (voided != null) {
            return new JournalEntry.Voided(voided, by, rules);
        }
        throw new UnreadableEntryException("Is an entry of a kind that this version does not know");
    }

    private void member(String name) {
        switch (name) {
            case Fields.VERSION -> version(json.getIntValue());
            case Fields.FLOW -> flow = json.getString();
            case Fields.INPUT -> input = values.values();
            case Fields.DEADLINE -> deadline = instant(json.getString());
            case Fields.OWNER -> owner = json.getString();
            case Fields.EPOCH -> epoch = json.getIntValue();
            case Fields.END -> reason = constant(JournalEntry.Reason.class, json.getString());
            case Fields.MESSAGE -> message = json.getString();
            case Fields.VOID -> voided = numbers();
            case Fields.BY -> by = json.getString();
            case Fields.RULES -> rules = RulesFormat.read(json);
            case Fields.VISIT -> visit = json.getLongValue();
            case Fields.NODE -> node = json.getString();
            case Fields.PART -> part = constant(VisitPart.class, json.getString());
            case Fields.BRANCHES -> branches = json.getIntValue();
            case Fields.TRIGGERS -> triggers = triggers();
            case Fields.WRITES -> writes = writes();
            case Fields.LOCAL -> local = values.values();
            case Fields.PREPARED -> prepared = values.value();
            case Fields.ASKED -> asked = asked();
            case Fields.FAILURE -> failure = values.failure();
            case Fields.PAUSED -> paused = paused();
            default ->
                throw new UnreadableEntryException("Has a member '" + name
                        + "', which this version does not know; deploy the version that wrote it");
        }
    }

    private static void version(int version) {
        if (version > EntryCodec.VERSION) {
            throw new UnreadableEntryException("Is of version " + version + " of the format, and this one reads up to "
                    + EntryCodec.VERSION + "; deploy the version that wrote it");
        }
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEntryException("Has '" + name + "', which this version does not know", e);
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new UnreadableEntryException("Has '" + text + "', which is no instant", e);
        }
    }

    private Set<Long> numbers() {
        Set<Long> numbers = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private List<Trigger> triggers() {
        List<Trigger> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                read.add(new Trigger(json.getString(), Map.of()));
                continue;
            }
            json.nextToken();
            String action = json.getString();
            json.nextToken();
            read.add(new Trigger(action, values.values()));
            json.nextToken();
        }
        return read;
    }

    private List<Write> writes() {
        List<Write> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.nextToken();
            String operation = json.getString();
            json.nextToken();
            String key = json.getString();
            Object value = null;
            if (json.nextToken() != JsonToken.END_ARRAY) {
                value = values.value();
                json.nextToken();
            }
            read.add(write(operation, key, value));
        }
        return read;
    }

    private Write write(String operation, String key, @Nullable Object value) {
        return switch (operation) {
            case "put" -> new Write(Write.Operation.PUT, key, value, null);
            case "remove" -> new Write(Write.Operation.REMOVE, key, null, null);
            case "add" -> new Write(Write.Operation.ADD, key, value, null);
            case "append" -> new Write(Write.Operation.APPEND, key, value, null);
            case "merge-sum" -> merge(MemoryKey.sum(key, Number.class), value);
            case "merge-append" -> merge(MemoryKey.append(key), value);
            case "merge-union" -> merge(MemoryKey.union(key), value);
            case "merge-last" -> merge(MemoryKey.last(key, Object.class), value);
            case "merge" -> merge(own(key), value);
            default ->
                throw new UnreadableEntryException("Has a write '" + operation + "', which this version does not know");
        };
    }

    private MemoryKey<?> own(String name) {
        MemoryKey<?> key = keys.get(name);
        if (key == null) {
            throw new UnreadableEntryException("Was merged by MemoryKey '" + name
                    + "', which is gone; make it a bean again, or keep it until no run needs it");
        }
        return key;
    }

    private static Write merge(MemoryKey<?> key, @Nullable Object value) {
        return new Write(Write.Operation.MERGE, key.name(), value, key);
    }

    private JournalEntry.Paused paused() {
        int attempts = 0;
        Instant until = Instant.EPOCH;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case Fields.ATTEMPTS -> attempts = json.getIntValue();
                case Fields.UNTIL -> until = instant(json.getString());
                default ->
                    throw new UnreadableEntryException("Is paused with a member '" + name + "', which is not known");
            }
        }
        return new JournalEntry.Paused(attempts, until);
    }

    private JournalEntry.Asked asked() {
        String key = null;
        Instant until = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case Fields.KEY -> key = json.getString();
                case Fields.DEADLINE -> until = instant(json.getString());
                default -> throw new UnreadableEntryException("Asks with a member '" + name + "', which is not known");
            }
        }
        if (key == null) {
            throw new UnreadableEntryException("Asks without a key");
        }
        return new JournalEntry.Asked(key, until);
    }
}
