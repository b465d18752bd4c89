package io.brainyflow.spring;

import io.brainyflow.spring.autoconfigure.BrainyFlowProperties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of properties, from the metadata. For the values of maps, whose keys are users' names, the format has no entries,
 * so their rows come from what the processor would take: the records' components and their {@code @param}s.
 */
final class PropertyTable {

    /**
     * A property.
     *
     * @param name the name, with a placeholder where users choose one
     * @param description what it says in the metadata
     * @param defaultValue what counts where it is not set, or empty
     */
    record Property(String name, String description, String defaultValue) {}

    private PropertyTable() {}

    static JsonNode metadata() throws IOException {
        try (InputStream json =
                PropertyTable.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(json);
        }
    }

    static List<Property> properties() throws IOException {
        Map<String, Property> rows = new LinkedHashMap<>();
        for (JsonNode property : metadata().get("properties")) {
            String name = property.get("name").asString();
            if (property.get("type").asString().startsWith("java.util.Map")) {
                continue;
            }
            add(rows, name, property.path("description").asString(), text(property.path("defaultValue")));
        }
        Map<String, String> nodes = components("NodeSettings");
        Map<String, String> flows = components("FlowSettings");
        nodes.forEach((key, text) -> add(rows, "brainyflow.nodes.<node>." + key, text, ""));
        flows.forEach((key, text) -> {
            if (key.equals("nodes")) {
                nodes.forEach(
                        (node, nodeText) -> add(rows, "brainyflow.flows.<flow>.nodes.<node>." + node, nodeText, ""));
            } else {
                String names = key.equals("successors") ? ".<node>.<action>" : "";
                add(rows, "brainyflow.flows.<flow>." + key + names, text, "");
            }
        });
        return rows.values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static void add(Map<String, Property> rows, String name, String description, String defaultValue) {
        rows.put(name, new Property(name, description, defaultValue));
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "" : value.asString();
    }

    /** Returns the keys of a record and what its Javadoc says of each. */
    static Map<String, String> components(String record) throws IOException {
        String source = Files.readString(
                Path.of("src/main/java", BrainyFlowProperties.class.getName().replace('.', '/') + ".java")
                        .toAbsolutePath());
        String before = source.substring(0, source.indexOf("public record " + record + "("));
        String javadoc = before.substring(before.lastIndexOf("/**"));
        Matcher param = Pattern.compile("@param (\\w+)\\s+(.*?)(?=\\s+\\* @param|\\s+\\*/)", Pattern.DOTALL)
                .matcher(javadoc);
        Map<String, String> components = new LinkedHashMap<>();
        while (param.find()) {
            String key = param.group(1).equals("waitTime")
                    ? "wait"
                    : param.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            components.put(key, param.group(2).replaceAll("\\s*\\n\\s*\\*\\s*", " "));
        }
        return components;
    }

    static String markdown() throws IOException {
        return properties().stream()
                .map(property -> "| `" + property.name() + "` | "
                        + property.description().replaceAll("\\.$", "") + " | "
                        + (property.defaultValue().isEmpty() ? "" : "`" + property.defaultValue() + "`") + " |")
                .collect(Collectors.joining("\n", "| property | | default |\n| --- | --- | --- |\n", "\n"));
    }
}
