package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import io.brainyflow.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds {@code brainyflow.*} strictly, and says what is wrong with it in the words of the one who wrote it. Boot's own
 * binding would drop a flow silently when the only key under it is misspelt.
 */
final class Settings {

    static final List<String> RETRY_KEYS = List.of(
            "max-attempts",
            "wait",
            "multiplier",
            "max-wait",
            "jitter",
            "exception-includes",
            "exception-excludes",
            "timeout");
    static final List<String> NODE_KEYS = join(RETRY_KEYS, List.of("join"));
    static final List<String> LIMIT_KEYS = List.of(
            "type",
            "max-visits",
            "max-steps",
            "max-concurrency",
            "on-failure",
            "on-conflict",
            "on-unmatched",
            "propagate-actions");

    /** Said where a part of a name may have been taken for the whole. */
    static final String DOTS = "A name with a dot goes in brackets, as in \"[a.b]\".";

    /** What people write who know another library's name for it. */
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

    private final Environment environment;

    Settings(Environment environment) {
        this.environment = environment;
    }

    /** Answers what resolves placeholders in the annotations that settings are laid over. */
    PropertyResolver placeholders() {
        return environment;
    }

    /**
     * Answers the properties.
     *
     * @throws MisconfigurationException if one is misspelt or has a value that makes no sense
     */
    BrainyFlowProperties bind() {
        StrippedKeys.check(environment);
        BrainyFlowProperties properties;
        try {
            properties = new StrictBinder(environment).bind();
        } catch (BindException e) {
            throw analyze(e);
        }
        check("shutdown.await-termination-period", () -> properties.shutdown().checked());
        check("defaults", properties.defaults().retries(), RetryPolicy.unstated());
        check("defaults", properties.defaults().limits(), FlowOptions.unstated());
        checkTypes("defaults", properties.defaults());
        properties.nodes().forEach((node, stated) -> checkNode("nodes." + node, stated));
        properties.flows().forEach((flow, stated) -> {
            check("flows." + flow, stated.limits(), FlowOptions.unstated());
            stated.nodes().forEach((node, inFlow) -> checkNode("flows." + flow + ".nodes." + node, inFlow));
        });
        return properties;
    }

    /**
     * Rejects a section of properties for something that does not exist. Environment variables are only warned about, since
     * those of another application may look alike.
     *
     * @param unknown what does not exist, in a sentence, and what does
     */
    void rejectUnlessVariable(String section, String unknown) {
        ConfigurationPropertyName name =
                ConfigurationPropertyName.adapt(BrainyFlowProperties.PREFIX + "." + section, '.');
        List<ConfigurationProperty> stated = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource keys) {
                keys.stream()
                        .filter(name::isAncestorOf)
                        .map(source::getConfigurationProperty)
                        .filter(Objects::nonNull)
                        .forEach(stated::add);
            }
        }
        if (!stated.isEmpty() && stated.stream().allMatch(Settings::isVariable)) {
            StarterLog.LOG.warn(
                    "An environment variable (" + stated.get(0).getOrigin() + ") sets nothing: it is for " + unknown);
            return;
        }
        throw new MisconfigurationException(
                "The properties under " + describe(section) + " are for " + unknown,
                "Correct the name, or remove the properties.");
    }

    private static boolean isVariable(ConfigurationProperty property) {
        return property.getOrigin() instanceof SystemEnvironmentOrigin
                || (property.getSource() != null
                        && property.getSource().getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
    }

    /** Returns whether the elements of a list are set under the key. */
    boolean isList(String key) {
        ConfigurationPropertyName first = ConfigurationPropertyName.adapt(BrainyFlowProperties.PREFIX + "." + key, '.')
                .append("[0]");
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.getConfigurationProperty(first) != null) {
                return true;
            }
        }
        return false;
    }

    /** Answers the property of a section that the core knows as the given setting, as {@link #describe(String)} does. */
    String describe(String section, String setting) {
        return describe(
                section + "." + (setting.equals("waitTime") ? "wait" : DataObjectPropertyName.toDashedForm(setting)));
    }

    /** Answers the key, or what a section of keys begins with, with file and line where they are known. */
    String describe(String key) {
        String fullKey = BrainyFlowProperties.PREFIX + "." + key;
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(fullKey, '.');
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property == null && source instanceof IterableConfigurationPropertySource keys) {
                property = keys.stream()
                        .filter(name::isAncestorOf)
                        .findFirst()
                        .map(source::getConfigurationProperty)
                        .orElse(null);
            }
            if (property != null) {
                return describe(fullKey, property);
            }
        }
        return "'" + fullKey + "'";
    }

    private static String describe(Object key, ConfigurationProperty property) {
        return "'" + key + "'" + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")");
    }

    private <S> void check(String section, StatedSettings<S> stated, S unstated) {
        stated.byKey().forEach((key, setting) -> check(section + "." + key, () -> setting.apply(unstated)));
    }

    private void checkNode(String section, BrainyFlowProperties.NodeSettings stated) {
        checkTypes(section, stated);
        check(section, stated.retries(), RetryPolicy.unstated());
    }

    private void checkTypes(String section, StatedSettings.Retries stated) {
        checkTypes(section + ".exception-includes", stated.exceptionIncludes());
        checkTypes(section + ".exception-excludes", stated.exceptionExcludes());
    }

    /** The binder takes any class for one of a narrower type. */
    private void checkTypes(String key, @Nullable List<? extends Class<?>> types) {
        for (Class<?> type : types == null ? List.<Class<?>>of() : types) {
            if (!Throwable.class.isAssignableFrom(type)) {
                throw new MisconfigurationException(
                        "Property " + describe(key) + " names " + type.getName() + ", which is no exception.",
                        "Name a class that extends Throwable.");
            }
        }
    }

    private void check(String key, Supplier<?> conversion) {
        try {
            Objects.requireNonNull(conversion.get(), key);
        } catch (IllegalArgumentException e) {
            throw new MisconfigurationException(
                    "Property " + describe(key) + " is out of range: " + e.getMessage() + ".",
                    "Set a value in range, or leave the property out.",
                    e);
        }
    }

    /** The exception is no cause of the answer: Boot's own analysis of it would be printed instead. */
    private MisconfigurationException analyze(BindException e) {
        if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            return misspelt(unbound.getUnboundProperties());
        }
        ConfigurationProperty property = e.getProperty();
        String key = e.getName().toString().substring(BrainyFlowProperties.PREFIX.length() + 1);
        Class<?> type = e.getTarget().getType().resolve(Object.class);
        String section = section(type, property);
        if (section != null) {
            return new MisconfigurationException(
                    "Property " + describe(key) + " is a section of " + section + ", and takes no value.",
                    "Write what is meant as keys below it.");
        }
        String value = property == null ? "" : String.valueOf(property.getValue());
        String description = "Property " + describe(key)
                + (property == null ? " is no " : " has the value '" + value + "', which is no ") + kind(type) + "."
                + (value.contains("${") ? " A placeholder in it is not resolved." : "");
        return new MisconfigurationException(description, "Correct the value, or leave the property out.");
    }

    /** Answers what is in a section, or null if the type is that of a value. */
    private static @Nullable String section(Class<?> type, @Nullable ConfigurationProperty property) {
        if (type == BrainyFlowProperties.FlowSettings.class) {
            return "keys such as start and successors";
        }
        if (type == BrainyFlowProperties.NodeSettings.class) {
            return NODE_KEYS.toString();
        }
        if (type == BrainyFlowProperties.Events.class) {
            return keysAt("events").toString();
        }
        if (type == BrainyFlowProperties.Shutdown.class) {
            return keysAt("shutdown").toString();
        }
        if (type == BrainyFlowProperties.Defaults.class) {
            return keysAt("defaults").toString();
        }
        return type == Map.class
                ? "actions and the nodes that they lead to, such as 'default: "
                        + (property == null ? "node" : property.getValue()) + "'"
                : null;
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
            int depth = firstUnknown(name);
            if (depth < 0 && "".equals(property.getValue())) {
                return new MisconfigurationException(
                        "Property " + describe(name, property) + " has no value.",
                        "Set a value, or leave the property out.");
            }
            List<String> known = depth < 0 ? List.of() : keysAt(name, depth);
            lines.add("Property " + describe(name, property) + " is not known." + suggestion(name, depth, known));
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
        if (known.contains("successors") && NODE_KEYS.contains(synonym == null ? wrong : synonym)) {
            return " It is a setting of nodes: write it under '" + name.chop(depth)
                    + ".nodes.<node>' for one node of the" + " flow, or under 'brainyflow.defaults' for all.";
        }
        String hint = synonym != null && known.contains(synonym)
                ? "Did you mean '" + synonym + "'? The keys are " + known + "."
                : Names.hint(wrong, known, "keys");
        return " Nothing is called '" + wrong + "' under '" + name.chop(depth) + "'. " + hint;
    }

    /** Answers the place of the first element that is not among the keys at its place, or -1. */
    private static int firstUnknown(ConfigurationPropertyName name) {
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            List<String> known = keysAt(name, i);
            if (!known.isEmpty() && Names.relaxedKey(known, name.getElement(i, Form.DASHED)) == null) {
                return i;
            }
        }
        return -1;
    }

    /** Answers the keys that are known at a place of the name, none where any name may stand. */
    private static List<String> keysAt(ConfigurationPropertyName name, int place) {
        String section = place > 1 ? name.getElement(1, Form.DASHED) : "";
        return switch (place) {
            case 1 -> List.of("defaults", "nodes", "flows", "events", "shutdown");
            case 2 -> keysAt(section);
            case 3 ->
                switch (section) {
                    case "nodes" -> NODE_KEYS;
                    case "flows" -> join(List.of("start", "successors", "nodes"), LIMIT_KEYS);
                    default -> List.of();
                };
            case 5 ->
                section.equals("flows") && name.getElement(3, Form.DASHED).equals("nodes") ? NODE_KEYS : List.of();
            default -> List.of();
        };
    }

    /** Answers the keys of a section that has no names below it, none of any other. */
    private static List<String> keysAt(String section) {
        return switch (section) {
            case "defaults" -> join(RETRY_KEYS, LIMIT_KEYS);
            case "events" -> List.of("enabled");
            case "shutdown" -> List.of("await-termination-period");
            default -> List.of();
        };
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    /** Answers the settings of a flow, none where nothing is set. */
    static BrainyFlowProperties.FlowSettings of(BrainyFlowProperties properties, String flow) {
        String key = Names.relaxedKey(properties.flows().keySet(), flow);
        return properties.flows().getOrDefault(key == null ? flow : key, BrainyFlowProperties.FlowSettings.NONE);
    }
}
