package io.brainyflow.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads environment variables of nodes and flows whose names have an underscore, such as
 * {@code BRAINYFLOW_NODES_DRAFT_WRITER_MAX_ATTEMPTS}. Relaxed binding alone takes each underscore for a dot, since it does
 * not know where a name that users choose ends.
 */
final class EnvironmentVariableMapper implements EnvironmentPostProcessor {

    private static final String NODE_KEYS = alternatives(KnownKeys.NODE_KEYS);
    private static final String FLOW_KEYS = "START|ENGINE|" + alternatives(KnownKeys.OPTION_KEYS);

    /** Text between the groups of each pattern is a dot in the property. */
    private static final List<Pattern> VARIABLES = List.of(
            Pattern.compile("BRAINYFLOW_(NODES)_(\\w+?)_(" + NODE_KEYS + ")"),
            Pattern.compile("BRAINYFLOW_(FLOWS)_(\\w+?)_(NODES)_(\\w+?)_(" + NODE_KEYS + ")"),
            Pattern.compile("BRAINYFLOW_(FLOWS)_(\\w+?)_(SUCCESSORS)_([^_]+)_([^_]+)"),
            Pattern.compile("BRAINYFLOW_(FLOWS)_((?!\\w*_(?:SUCCESSORS|NODES)_)\\w+?)_(" + FLOW_KEYS + ")"));

    /** Known as they are, or as relaxed binding reads them. */
    private static final Pattern OTHERS =
            Pattern.compile("BRAINYFLOW_(DEFAULTS_(" + alternatives(KnownKeys.at("defaults"))
                    + ")|RUNS_(" + alternatives(KnownKeys.at("runs"))
                    + ")(_\\d+_?)?|EVENTS_ENABLED|SHUTDOWN_AWAIT_?TERMINATION_?PERIOD|(NODES|FLOWS)_.*_(" + NODE_KEYS
                    + ")_\\d+_?"
                    + "|FLOWS_\\w+_SUCCESSORS_[^_]+_[^_]+(_\\d+_?)?)");

    private static final Pattern OURS = Pattern.compile("BRAINYFLOW_(DEFAULTS|NODES|FLOWS|RUNS|EVENTS|SHUTDOWN)_.*");

    private final Log log;

    EnvironmentVariableMapper(DeferredLogFactory logs) {
        log = logs.getLog(() -> StarterLog.LOG);
    }

    private static String alternatives(List<String> keys) {
        return keys.stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replace("-", "_?"))
                .collect(Collectors.joining("|"));
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        PropertySource<?> variables = environment.getPropertySources().get(name);
        if (variables == null || !(variables.getSource() instanceof Map<?, ?> map)) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        map.forEach((variable, value) -> {
            String property = property(variable.toString());
            if (property == null) {
                warnOfUnknown(variable.toString());
            } else {
                properties.put(
                        property, OriginTrackedValue.of(value, new SystemEnvironmentOrigin(variable.toString())));
            }
        });
        if (!properties.isEmpty()) {
            environment
                    .getPropertySources()
                    .addAfter(name, new OriginTrackedMapPropertySource("brainyFlowVariables", properties));
        }
    }

    /** An application may have variables of its own that only look alike, so this is no failure. */
    private void warnOfUnknown(String variable) {
        if (OURS.matcher(variable).matches() && !OTHERS.matcher(variable).matches()) {
            log.warn("Environment variable " + variable
                    + " sets nothing: no property of BrainyFlow is called that; nodes have " + KnownKeys.NODE_KEYS
                    + ", flows have start, engine and " + KnownKeys.OPTION_KEYS + ", runs have " + KnownKeys.at("runs")
                    + ", and successors can be set where neither node nor action has an underscore");
        }
    }

    /** Returns the property that a variable sets, or null if it is not one of a node or flow. */
    static @Nullable String property(String variable) {
        for (Pattern pattern : VARIABLES) {
            Matcher parts = pattern.matcher(variable);
            if (parts.matches()) {
                StringBuilder property = new StringBuilder(BrainyFlowProperties.PREFIX);
                for (int i = 1; i <= parts.groupCount(); i++) {
                    property.append('.').append(NameMatcher.fold(parts.group(i)));
                }
                return property.toString();
            }
        }
        return null;
    }
}
