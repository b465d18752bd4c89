package io.brainyflow.journal;

import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRules;
import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The rules of a run as an object of JSON, with those of nested flows in it. */
final class RulesFormat {

    private static final String OWN = "own";
    private static final String NESTED = "nested";

    private RulesFormat() {}

    static void write(JsonGenerator json, FlowRules rules) {
        json.writeStartObject();
        options(json, rules.options());
        if (!rules.own().stated().isEmpty()) {
            json.writeObjectPropertyStart(OWN);
            options(json, rules.own());
            json.writeEndObject();
        }
        if (!rules.nested().isEmpty()) {
            json.writeObjectPropertyStart(NESTED);
            rules.nested().forEach((node, inside) -> {
                json.writeName(node);
                write(json, inside);
            });
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void options(JsonGenerator json, FlowOptions options) {
        options.stated().forEach((name, value) -> {
            if (value instanceof Enum<?> constant) {
                json.writeStringProperty(name, constant.name());
            } else if (value instanceof Boolean flag) {
                json.writeBooleanProperty(name, flag);
            } else {
                json.writeNumberProperty(name, ((Number) value).longValue());
            }
        });
    }

    static FlowRules read(JsonParser json) {
        FlowOptions options = FlowOptions.create();
        FlowOptions own = FlowOptions.create();
        Map<String, FlowRules> nested = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals(OWN)) {
                own = read(json).options();
            } else if (name.equals(NESTED)) {
                nested(json, nested);
            } else {
                options = option(json, options, name);
            }
        }
        return new FlowRules(options, own, nested);
    }

    private static void nested(JsonParser json, Map<String, FlowRules> nested) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String node = json.currentName();
            json.nextToken();
            nested.put(node, read(json));
        }
    }

    private static FlowOptions option(JsonParser json, FlowOptions options, String name) {
        return switch (name) {
            case "maxVisits" -> options.withMaxVisits(json.getIntValue());
            case "maxSteps" -> options.withMaxSteps(json.getLongValue());
            case "propagateActions" -> options.withPropagateActions(json.getBooleanValue());
            case "onFailure" -> options.withOnFailure(EntryReader.constant(OnFailure.class, json.getString()));
            case "onConflict" -> options.withOnConflict(EntryReader.constant(OnConflict.class, json.getString()));
            case "onUnmatched" -> options.withOnUnmatched(EntryReader.constant(OnUnmatched.class, json.getString()));
            default ->
                throw new UnreadableEntryException("Has a rule '" + name
                        + "', which this version does not know; deploy the version that wrote it");
        };
    }
}
