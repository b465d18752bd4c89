package io.brainyflow.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The keys that exist under {@code brainyflow}. */
final class KnownKeys {

    static final List<String> RETRY_KEYS = SettingDescription.keys(RetrySettings.ALL);
    static final List<String> NODE_KEYS = join(RETRY_KEYS, List.of(FlowLayers.JOIN, "answer-within"));
    static final List<String> OPTION_KEYS = join(List.of(FlowLayers.TYPE), SettingDescription.keys(OptionSettings.ALL));

    private KnownKeys() {}

    /** Returns the index of the first element that is not among the keys known there, or -1. */
    static int firstUnknown(ConfigurationPropertyName name) {
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            List<String> known = at(name, i);
            if (!known.isEmpty() && NameMatcher.relaxedKey(known, name.getElement(i, Form.DASHED)) == null) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the keys that are known as an element of the name, none where any name may stand. */
    static List<String> at(ConfigurationPropertyName name, int element) {
        String section = element > 1 ? name.getElement(1, Form.DASHED) : "";
        return switch (element) {
            case 1 -> List.of("defaults", "nodes", "flows", "runs", "events", "shutdown");
            case 2 -> at(section);
            case 3 ->
                switch (section) {
                    case "nodes" -> NODE_KEYS;
                    case "flows" -> join(List.of("start", "engine", "successors", "nodes"), OPTION_KEYS);
                    default -> List.of();
                };
            case 5 ->
                section.equals("flows") && name.getElement(3, Form.DASHED).equals("nodes") ? NODE_KEYS : List.of();
            default -> List.of();
        };
    }

    /** Returns the keys of a section that has no names below it, none of any other. */
    static List<String> at(String section) {
        return switch (section) {
            case "defaults" -> join(RETRY_KEYS, OPTION_KEYS);
            case "runs" ->
                List.of("engine", "max-ended", "types", "max-value-size", "keep-entries", "retention", "max-takeovers");
            case "events" -> List.of("enabled");
            case "shutdown" -> List.of("await-termination-period");
            default -> List.of();
        };
    }

    /** Returns the section of a node or flow; a name that would read as several elements stands in brackets. */
    static String section(String around, String name) {
        return around + (name.matches("[\\w-]+") ? "." + name : "[" + name + "]");
    }

    /** Returns the key of a setting, given its name in the core. */
    static String ofSetting(String name) {
        return Stream.<SettingDescription<?, ?, ?>>concat(RetrySettings.ALL.stream(), OptionSettings.ALL.stream())
                .filter(setting -> setting.name().equals(name))
                .map(SettingDescription::key)
                .findFirst()
                .orElseGet(() -> DataObjectPropertyName.toDashedForm(name));
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }
}
