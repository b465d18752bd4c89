package io.brainyflow.spring.autoconfigure;

import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/** Finds names that relaxed binding would read as others: outside of brackets it drops spaces and most special characters. */
final class StrippedKeys {

    private static final Pattern BRACKETS = Pattern.compile("\\[[^]]*]");
    private static final Pattern KEPT = Pattern.compile("\\[[^]]*]|[A-Za-z0-9._-]");

    /** An element of a key that has a character which is dropped. */
    private static final Pattern NAME = Pattern.compile("[^.]*[^A-Za-z0-9._-][^.]*");

    private StrippedKeys() {}

    /**
     * Looks at the keys as they were written.
     *
     * @throws MisconfigurationException if a part of one would be dropped
     */
    static void check(Environment environment) {
        if (environment instanceof ConfigurableEnvironment configurable) {
            configurable.getPropertySources().forEach(StrippedKeys::check);
        }
    }

    /** A composite has the names of its parts, some of which may not list theirs. */
    private static void check(PropertySource<?> source) {
        if (source instanceof CompositePropertySource composite) {
            composite.getPropertySources().forEach(StrippedKeys::check);
        } else if (source instanceof EnumerablePropertySource<?> enumerable) {
            Arrays.stream(enumerable.getPropertyNames())
                    .filter(key -> key.startsWith(BrainyFlowProperties.PREFIX + "."))
                    .forEach(key -> check(key, source));
        }
    }

    private static void check(String key, PropertySource<?> source) {
        String outside = BRACKETS.matcher(key).replaceAll("");
        Matcher name = NAME.matcher(outside);
        if (name.find()) {
            throw new MisconfigurationException(
                    "Property '" + key + "' (" + PropertySourceOrigin.get(source, key)
                            + ") has characters that are dropped when it is read, as '"
                            + KEPT.matcher(key)
                                    .results()
                                    .map(MatchResult::group)
                                    .collect(Collectors.joining()) + "'.",
                    "Put the name that has them in brackets, in YAML as \"[" + name.group()
                            + "]\": …, in .properties as [" + name.group().replace(" ", "\\ ") + "].");
        }
    }
}
