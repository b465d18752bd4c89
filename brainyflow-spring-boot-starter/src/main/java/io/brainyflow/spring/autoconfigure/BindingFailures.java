package io.brainyflow.spring.autoconfigure;

import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Explains why properties cannot be bound, in the words of the one who wrote them. */
final class BindingFailures {

    /** Said where a part of a name may have been taken for the whole. */
    static final String DOTS = "Put a name with a dot in brackets, as in \"[a.b]\".";

    /** The names of settings in other libraries. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "max-retries", "max-attempts",
            "retries", "max-attempts",
            "attempts", "max-attempts",
            "wait-time", "wait",
            "delay", "wait",
            "max-delay", "max-wait",
            "parallel", "type",
            "concurrency", "max-concurrency",
            "edges", "successors",
            "next", "successors");

    private final Settings settings;

    BindingFailures(Settings settings) {
        this.settings = settings;
    }

    /** The exception is no cause of the answer: Boot's own analysis of it would be printed instead. */
    MisconfigurationException analyze(BindException e) {
        if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            return misspelt(unbound.getUnboundProperties());
        }
        ConfigurationProperty property = e.getProperty();
        String key = e.getName().toString().substring(BrainyFlowProperties.PREFIX.length() + 1);
        Class<?> type = e.getTarget().getType().resolve(Object.class);
        String section = section(key, type, property);
        if (section != null) {
            return new MisconfigurationException(
                    "Property " + settings.describe(key) + " is a section of " + section + ", and takes no value.",
                    "Write what is meant as keys below it.");
        }
        String value = property == null ? "" : String.valueOf(property.getValue());
        String description = "Property " + settings.describe(key)
                + (property == null ? " is no " : " has the value '" + value + "', which is no ") + kind(type) + "."
                + (value.contains("${") ? " A placeholder in it is not resolved." : "");
        return new MisconfigurationException(description, "Correct the value, or remove the property.");
    }

    /** Returns what is in a section, or null if the type is that of a value. */
    private static @Nullable String section(String key, Class<?> type, @Nullable ConfigurationProperty property) {
        if (type == BrainyFlowProperties.FlowSettings.class) {
            return "keys such as start and successors";
        }
        if (type == BrainyFlowProperties.NodeSettings.class) {
            return KnownKeys.NODE_KEYS.toString();
        }
        if (type == BrainyFlowProperties.Events.class) {
            return KnownKeys.at("events").toString();
        }
        if (type == BrainyFlowProperties.Shutdown.class) {
            return KnownKeys.at("shutdown").toString();
        }
        if (type == BrainyFlowProperties.Defaults.class) {
            return KnownKeys.at("defaults").toString();
        }
        if (type != Map.class) {
            return null;
        }
        return switch (key.replaceAll(".*\\.", "")) {
            case "nodes" -> "nodes by name, each with " + KnownKeys.NODE_KEYS;
            case "flows" -> "flows by name, each with keys such as start and successors";
            case "successors" -> "nodes by name, each with actions and the nodes that they lead to";
            default ->
                "actions and the nodes that they lead to, such as 'default: "
                        + (property == null ? "node" : property.getValue()) + "'";
        };
    }

    private static String kind(Class<?> type) {
        if (type == Duration.class) {
            return "duration such as 500ms, 2s or PT1M";
        }
        if (type == BrainyFlowProperties.FlowType.class) {
            return "type of flow: sequential or parallel";
        }
        if (type == OnFailure.class) {
            return "rule for failures: fail-fast or collect";
        }
        if (type == OnConflict.class) {
            return "rule for conflicts: warn, fail or ignore";
        }
        if (type == OnUnmatched.class) {
            return "rule for unmatched actions: warn, fail or ignore";
        }
        if (type == Class.class || type == List.class) {
            return "class on the class path";
        }
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static MisconfigurationException misspelt(Set<ConfigurationProperty> properties) {
        List<String> lines = new ArrayList<>();
        for (ConfigurationProperty property : properties) {
            ConfigurationPropertyName name = property.getName();
            int depth = KnownKeys.firstUnknown(name);
            if (depth < 0 && "".equals(property.getValue())) {
                return new MisconfigurationException(
                        "Property " + Settings.describe(name, property) + " has no value.",
                        "Set a value, or remove the property.");
            }
            List<String> known = depth < 0 ? List.of() : KnownKeys.at(name, depth);
            lines.add("Property " + Settings.describe(name, property) + " is not known."
                    + suggestion(name, depth, known));
        }
        return new MisconfigurationException(
                String.join("\n\n", lines),
                "Correct the key, or remove it. " + DOTS
                        + " Keys of an application's own belong under a prefix of its own.");
    }

    private static String suggestion(ConfigurationPropertyName name, int depth, List<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        String wrong = name.getElement(depth, Form.DASHED);
        String synonym = SYNONYMS.get(wrong);
        if (known.contains("successors") && KnownKeys.NODE_KEYS.contains(synonym == null ? wrong : synonym)) {
            return " It is a setting of nodes: write it under '" + name.chop(depth)
                    + ".nodes.<node>' for one node of the" + " flow, or under 'brainyflow.defaults' for all.";
        }
        String hint = synonym != null && known.contains(synonym)
                ? "Did you mean '" + synonym + "'? The keys are " + known + "."
                : NameMatcher.hint(wrong, known, "keys");
        return " Nothing is called '" + wrong + "' under '" + name.chop(depth) + "'. " + hint;
    }
}
