package io.brainyflow.journal;

import io.brainyflow.FlowRules;
import io.brainyflow.JournalEntry;
import io.brainyflow.MemoryKey;
import io.brainyflow.Trigger;
import io.brainyflow.VisitPart;
import io.brainyflow.Write;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes one entry, or values that are kept apart from one. */
final class EntryWriter {

    private final JsonGenerator json;
    private final ValueWriter values;
    private final Predicate<MemoryKey<?>> mergeable;
    private final SizeLimit limit;

    /** Creates a writer; {@code mergeable} knows the keys by which merges can be stored. */
    EntryWriter(JsonGenerator json, ValueWriter values, Predicate<MemoryKey<?>> mergeable, SizeLimit limit) {
        this.json = json;
        this.values = values;
        this.mergeable = mergeable;
        this.limit = limit;
    }

    void write(JournalEntry entry) {
        json.writeStartObject();
        if (entry instanceof JournalEntry.Visited visited) {
            visited(visited);
        } else if (entry instanceof JournalEntry.Begun begun) {
            json.writeNumberProperty(Fields.VERSION, EntryCodec.VERSION);
            json.writeStringProperty(Fields.FLOW, begun.flow());
            json.writeName(Fields.INPUT);
            values("The input", begun.input());
            instant(Fields.DEADLINE, begun.deadline());
            rules(begun.rules());
        } else if (entry instanceof JournalEntry.TakenOver taken) {
            json.writeNumberProperty(Fields.VERSION, EntryCodec.VERSION);
            json.writeStringProperty(Fields.OWNER, taken.owner());
            json.writeNumberProperty(Fields.EPOCH, taken.epoch());
        } else if (entry instanceof JournalEntry.Ended ended) {
            json.writeStringProperty(Fields.END, ended.reason().name());
            json.writeNumberProperty(Fields.VISIT, ended.visit());
            json.writeStringProperty(Fields.MESSAGE, ended.message());
        } else if (entry instanceof JournalEntry.Voided voided) {
            json.writeArrayPropertyStart(Fields.VOID);
            voided.entries().stream().sorted().forEach(json::writeNumber);
            json.writeEndArray();
            if (voided.by() != null) {
                json.writeStringProperty(Fields.BY, voided.by());
            }
            rules(voided.rules());
        }
        json.writeEndObject();
    }

    private void rules(@Nullable FlowRules rules) {
        if (rules != null) {
            json.writeName(Fields.RULES);
            RulesFormat.write(json, rules);
        }
    }

    private void visited(JournalEntry.Visited entry) {
        String owner = "Node '" + entry.node() + "'";
        json.writeNumberProperty(Fields.VISIT, entry.visit());
        json.writeStringProperty(Fields.NODE, entry.node());
        if (entry.part() != VisitPart.WHOLE) {
            json.writeStringProperty(Fields.PART, entry.part().name());
        }
        if (entry.branches() != 1) {
            json.writeNumberProperty(Fields.BRANCHES, entry.branches());
        }
        if (!entry.triggers().isEmpty()) {
            json.writeArrayPropertyStart(Fields.TRIGGERS);
            entry.triggers().forEach(trigger -> trigger(owner, trigger));
            json.writeEndArray();
        }
        if (!entry.writes().isEmpty()) {
            json.writeArrayPropertyStart(Fields.WRITES);
            entry.writes().forEach(write -> write(owner, write));
            json.writeEndArray();
        }
        if (entry.local() != null) {
            json.writeName(Fields.LOCAL);
            values(owner + ", local store", entry.local(), false);
        }
        if (entry.prepared() != null) {
            json.writeName(Fields.PREPARED);
            checked(owner, "what prep returned", () -> values.write(entry.prepared()));
        }
        if (entry.asked() != null) {
            json.writeObjectPropertyStart(Fields.ASKED);
            json.writeStringProperty(Fields.KEY, entry.asked().key());
            instant(Fields.DEADLINE, entry.asked().deadline());
            json.writeEndObject();
        }
        if (entry.failure() != null) {
            json.writeName(Fields.FAILURE);
            values.failure(entry.failure());
        }
        if (entry.paused() != null) {
            json.writeObjectPropertyStart(Fields.PAUSED);
            json.writeNumberProperty(Fields.ATTEMPTS, entry.paused().attempts());
            instant(Fields.UNTIL, entry.paused().until());
            json.writeEndObject();
        }
    }

    private void instant(String field, @Nullable Instant instant) {
        if (instant != null) {
            json.writeStringProperty(field, instant.toString());
        }
    }

    private void trigger(String owner, Trigger trigger) {
        if (trigger.forkingData().isEmpty()) {
            json.writeString(trigger.action());
            return;
        }
        json.writeStartArray();
        json.writeString(trigger.action());
        values(owner + ", action '" + trigger.action() + "'", trigger.forkingData(), false);
        json.writeEndArray();
    }

    private void write(String owner, Write write) {
        json.writeStartArray();
        json.writeString(operation(owner, write));
        json.writeString(write.key());
        Object value = write.value();
        if (value != null) {
            checked(owner, "the value under '" + write.key(), () -> values.writeGlobal(value));
        }
        json.writeEndArray();
    }

    private String operation(String owner, Write write) {
        MemoryKey<?> key = write.memoryKey();
        if (key == null) {
            return Fields.operation(write.operation());
        }
        if (!mergeable.test(key)) {
            throw new NotStorableException(
                    owner + ": the value under '" + key.name() + "' was merged by a reducer of its own,"
                            + " which cannot be stored by name; declare the MemoryKey of the merge as a bean");
        }
        return Fields.merge(key.reduction());
    }

    void values(String owner, Map<String, ?> map) {
        values(owner, map, true);
    }

    private void values(String owner, Map<String, ?> map, boolean global) {
        json.writeStartObject();
        map.forEach((key, value) -> {
            json.writeName(key);
            checked(owner, "the value under '" + key, () -> {
                if (global && value != null) {
                    values.writeGlobal(value);
                } else {
                    values.write(value);
                }
            });
        });
        json.writeEndObject();
    }

    void value(String subject, @Nullable Object value) {
        checked(subject, "it", () -> values.write(value));
    }

    /** Writes a value, or names the part that cannot be written. An opening quote of the subject is closed after the path. */
    private void checked(String owner, String subject, Runnable writing) {
        int before = position();
        try {
            writing.run();
            limit.check(owner, position() - before);
        } catch (ValueWriter.Refusal e) {
            boolean quoted = subject.indexOf('\'') >= 0;
            throw new NotStorableException(owner + ": " + subject + e.path() + (quoted ? "' " : " ") + e.getMessage());
        }
    }

    private int position() {
        return ((StringWriter) json.streamWriteOutputTarget()).getBuffer().length() + json.streamWriteOutputBuffered();
    }
}
