package io.brainyflow.spring.actuate;

import org.jspecify.annotations.Nullable;

/** Says where the settings of flows and nodes come from. */
@FunctionalInterface
public interface SettingOrigins {

    /**
     * Answers where a setting comes from: the word "default" or "code", an annotation with its class, or a property with
     * the place where it is set.
     *
     * @param flow the flow's name
     * @param node the node's name in the flow, or null for a setting of the flow itself
     * @param setting the name of the setting, such as {@code maxAttempts}
     * @param value the value in force
     */
    String origin(String flow, @Nullable String node, String setting, Object value);
}
