package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds {@code brainyflow.*} strictly, checks the values, and describes where each is set. Boot's own binding would drop a flow
 * silently when the only key under it is misspelt.
 */
final class Settings {

    private final Environment environment;

    Settings(Environment environment) {
        this.environment = environment;
    }

    /** Returns what resolves placeholders in the annotations that settings are laid over. */
    PropertyResolver placeholders() {
        return environment;
    }

    /**
     * Returns the properties.
     *
     * @throws MisconfigurationException if one is misspelt or has a value that makes no sense
     */
    BrainyFlowProperties bind() {
        StrippedKeys.check(environment);
        BrainyFlowProperties properties;
        try {
            properties = new StrictBinder(environment).bind();
        } catch (BindException e) {
            throw new BindingFailures(this).analyze(e);
        }
        check("shutdown.await-termination-period", () -> properties.shutdown().checked());
        properties.runs().check((key, check) -> check("runs." + key, check));
        checkRetries("defaults", properties.defaults());
        checkOptions("defaults", properties.defaults());
        properties.nodes().forEach((node, stated) -> checkNode(KnownKeys.section("nodes", node), stated));
        properties.flows().forEach((flow, stated) -> {
            checkOptions(KnownKeys.section("flows", flow), stated);
            stated.nodes()
                    .forEach((node, inFlow) ->
                            checkNode(KnownKeys.section(KnownKeys.section("flows", flow) + ".nodes", node), inFlow));
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

    /** Returns the property of a section that has the setting of that name, as {@link #describe(String)} does. */
    String describe(String section, String name) {
        return describe(section + "." + KnownKeys.ofSetting(name));
    }

    /** Returns the key, or what a section of keys begins with, with file and line where they are known. */
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

    static String describe(Object key, ConfigurationProperty property) {
        return "'" + key + "'" + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")");
    }

    private void checkOptions(String section, OptionProperties stated) {
        OptionSettings.ALL.forEach(
                setting -> check(section + "." + setting.key(), () -> setting.addTo(FlowOptions.create(), stated)));
    }

    private void checkRetries(String section, RetryProperties stated) {
        checkTypes(section, RetrySettings.EXCEPTION_INCLUDES, stated.exceptionIncludes());
        checkTypes(section, RetrySettings.EXCEPTION_EXCLUDES, stated.exceptionExcludes());
        RetrySettings.ALL.forEach(
                setting -> check(section + "." + setting.key(), () -> setting.addTo(RetryPolicy.create(), stated)));
    }

    private void checkNode(String section, BrainyFlowProperties.NodeSettings stated) {
        checkRetries(section, stated);
        check(section + ".answer-within", stated::checked);
    }

    /** The binder takes any class for one of a narrower type. */
    private void checkTypes(
            String section, SettingDescription<?, ?, ?> setting, @Nullable List<? extends Class<?>> types) {
        for (Class<?> type : types == null ? List.<Class<?>>of() : types) {
            if (!Throwable.class.isAssignableFrom(type)) {
                throw new MisconfigurationException(
                        "Property " + describe(section + "." + setting.key()) + " names " + type.getName()
                                + ", which is no exception.",
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
                    "Set a value in range, or remove the property.",
                    e);
        }
    }

    /** Returns the settings of a flow, none where nothing is set. */
    static BrainyFlowProperties.FlowSettings of(BrainyFlowProperties properties, String flow) {
        String key = NameMatcher.relaxedKey(properties.flows().keySet(), flow);
        return properties.flows().getOrDefault(key == null ? flow : key, BrainyFlowProperties.FlowSettings.NONE);
    }

    /** Returns the section of a flow, as it is spelt where it is set. */
    static String section(BrainyFlowProperties properties, String flow) {
        String key = NameMatcher.relaxedKey(properties.flows().keySet(), flow);
        return KnownKeys.section("flows", key == null ? flow : key);
    }
}
