package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.FlowOptions;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.Defaults;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.FlowSettings;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.NodeSettings;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** A setting of the core is described, is a property, and has an attribute where annotations state it. */
class SettingDescriptionTest {

    @Test
    void isThereForEachSettingOfTheCore() {
        assertThat(names(RetrySettings.ALL)).containsExactlyInAnyOrderElementsOf(settingsOf(RetryPolicy.class));
        assertThat(names(OptionSettings.ALL)).containsExactlyInAnyOrderElementsOf(settingsOf(FlowOptions.class));
    }

    @Test
    void isAPropertyWhereverItCanBeSet() {
        assertThat(keys(NodeSettings.class)).containsExactlyInAnyOrderElementsOf(KnownKeys.NODE_KEYS);
        assertThat(keys(FlowSettings.class))
                .containsExactlyInAnyOrderElementsOf(
                        join(KnownKeys.OPTION_KEYS, List.of("start", "engine", "successors", "nodes")));
        assertThat(keys(Defaults.class))
                .containsExactlyInAnyOrderElementsOf(join(KnownKeys.RETRY_KEYS, KnownKeys.OPTION_KEYS));
    }

    @Test
    void isAnAttributeOfTheAnnotationWhereItIsOfANode() {
        Set<String> others = Set.of("value", "join", "answerWithin", "repeatable", "transactional", "startsFlow");

        assertThat(Arrays.stream(FlowNode.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName)
                        .filter(name -> !others.contains(name)))
                .containsExactlyInAnyOrderElementsOf(names(RetrySettings.ALL));
        assertThat(RetrySettings.ALL)
                .allSatisfy(setting -> assertThat(setting.attribute()).isNotNull());
    }

    /** Returns the settings that a type of the core can be made with. */
    private static Set<String> settingsOf(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("with") && !name.equals("withDefaults"))
                .map(name -> name.substring(4, 5).toLowerCase(Locale.ROOT) + name.substring(5))
                .collect(Collectors.toSet());
    }

    private static <S, P> List<String> names(List<SettingDescription<S, P, ?>> settings) {
        return settings.stream().map(SettingDescription::name).toList();
    }

    private static List<String> keys(Class<?> properties) {
        return Arrays.stream(properties.getRecordComponents())
                .map(SettingDescriptionTest::key)
                .toList();
    }

    private static String key(RecordComponent component) {
        return component.getName().equals("waitTime")
                ? "wait"
                : DataObjectPropertyName.toDashedForm(component.getName());
    }

    private static List<String> join(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
