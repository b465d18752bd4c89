package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching.CacheOverride;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Binds {@code brainyflow.*} and refuses keys that nothing is bound to. Each flow is bound from its own keys alone: Boot's
 * binder looks through all keys of a source for each map, which is a lot where a hundred flows have a map for each node.
 */
final class StrictBinder {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(BrainyFlowProperties.PREFIX);
    private static final ConfigurationPropertyName FLOWS = PREFIX.append("flows");
    private static final ConfigurationPropertyName JDBC = PREFIX.append("jdbc");
    private static final int FLOW_ELEMENT = FLOWS.getNumberOfElements();

    private final PropertySourcesPlaceholdersResolver placeholders;
    private final List<ConfigurationPropertySource> sources = new ArrayList<>();

    /** Some keys of a source. */
    private record Section(IterableConfigurationPropertySource source, List<ConfigurationPropertyName> names)
            implements IterableConfigurationPropertySource {

        @Override
        public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
            return source.getConfigurationProperty(name);
        }

        @Override
        public Stream<ConfigurationPropertyName> stream() {
            return names.stream();
        }

        @Override
        public @Nullable Object getUnderlyingSource() {
            return source.getUnderlyingSource();
        }
    }

    StrictBinder(Environment environment) {
        placeholders = new PropertySourcesPlaceholdersResolver(environment);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(PREFIX) != ConfigurationPropertyState.ABSENT) {
                sources.add(source);
            }
        }
    }

    /**
     * Returns the properties.
     *
     * @throws BindException if a value cannot be bound, or nothing is bound to a key
     */
    BrainyFlowProperties bind() {
        // Of a source that may change, Boot compares all keys at each look-up where they are not cached.
        try (CacheOverride cached = ConfigurationPropertyCaching.get(sources).override()) {
            return bindFlowByFlow();
        }
    }

    private BrainyFlowProperties bindFlowByFlow() {
        List<ConfigurationPropertySource> others = new ArrayList<>();
        Map<String, ConfigurationPropertyName> flows = new LinkedHashMap<>();
        Map<ConfigurationPropertyName, List<ConfigurationPropertySource>> sections = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                checkAlike(iterable);
                others.add(split(iterable, flows, sections));
            } else {
                others.add(source);
                sections.values().forEach(flow -> flow.add(source));
            }
        }
        BrainyFlowProperties whole =
                binder(others).bindOrCreate(PREFIX, Bindable.of(BrainyFlowProperties.class), strict());
        Map<String, FlowSettings> bound = new LinkedHashMap<>(whole.flows());
        flows.forEach((key, name) -> binder(sections.getOrDefault(name, List.of()))
                .bind(name, Bindable.of(FlowSettings.class), strict())
                .ifBound(flow -> bound.put(key, flow)));
        return new BrainyFlowProperties(
                whole.defaults(), whole.nodes(), bound, whole.runs(), whole.events(), whole.shutdown());
    }

    /** Names that relaxed binding reads as one are meant as one where they come from two sources, and not within one. */
    private static void checkAlike(IterableConfigurationPropertySource source) {
        Map<ConfigurationPropertyName, String> seen = new HashMap<>();
        for (ConfigurationPropertyName name : source) {
            if (PREFIX.isAncestorOf(name)) {
                String written = IntStream.range(0, name.getNumberOfElements())
                        .mapToObj(element -> name.getElement(element, Form.ORIGINAL))
                        .collect(Collectors.joining("."));
                String other = seen.putIfAbsent(name, written);
                if (other != null && !other.equals(written)) {
                    ConfigurationProperty property = source.getConfigurationProperty(name);
                    throw new MisconfigurationException(
                            "Properties '" + other + "' and '" + written + "' ("
                                    + (property == null ? source : property.getOrigin())
                                    + ") differ in case or special characters only, and are read as one.",
                            "Remove one of them, or use names that differ in other characters.");
                }
            }
        }
    }

    /** Sorts the keys of a source by flow, and returns the rest. */
    private static Section split(
            IterableConfigurationPropertySource source,
            Map<String, ConfigurationPropertyName> flows,
            Map<ConfigurationPropertyName, List<ConfigurationPropertySource>> sections) {
        List<ConfigurationPropertyName> rest = new ArrayList<>();
        Map<ConfigurationPropertyName, List<ConfigurationPropertyName>> here = new LinkedHashMap<>();
        for (ConfigurationPropertyName name : source) {
            if (FLOWS.isAncestorOf(name)) {
                ConfigurationPropertyName flow = name.chop(FLOW_ELEMENT + 1);
                flows.putIfAbsent(name.getElement(FLOW_ELEMENT, Form.ORIGINAL), flow);
                here.computeIfAbsent(flow, key -> new ArrayList<>()).add(name);
            } else if (!JDBC.isAncestorOf(name) || !RunEngines.hasJdbc()) { // brainyflow-jdbc binds its own
                rest.add(name);
            }
        }
        here.forEach((flow, names) ->
                sections.computeIfAbsent(flow, key -> new ArrayList<>()).add(new Section(source, names)));
        return new Section(source, rest);
    }

    private Binder binder(List<ConfigurationPropertySource> from) {
        return new Binder(from, placeholders);
    }

    private static BindHandler strict() {
        return new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
    }
}
