package io.brainyflow.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.brainyflow.spring");

    @Test
    void hasThesePublicTypesAndNoOthers() {
        assertThat(classes.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getName)
                        .map(name -> name.substring("io.brainyflow.spring.".length()))
                        .sorted())
                .containsExactly(
                        "FlowBeans",
                        "FlowEvent",
                        "FlowNode",
                        "Successor",
                        "Successors",
                        "actuate.BrainyFlowEndpoint",
                        "actuate.BrainyFlowEndpointWebExtension",
                        "actuate.BrainyFlowRunsEndpoint",
                        "actuate.BrainyFlowRunsEndpointProperties",
                        "actuate.RunCounts",
                        "actuate.RunDescription",
                        "actuate.RunSummary",
                        "actuate.SettingsInForce",
                        "autoconfigure.BrainyFlowAutoConfiguration",
                        "autoconfigure.BrainyFlowEndpointAutoConfiguration",
                        "autoconfigure.BrainyFlowMetricsAutoConfiguration",
                        "autoconfigure.BrainyFlowObservationAutoConfiguration",
                        "autoconfigure.BrainyFlowProperties",
                        "autoconfigure.BrainyFlowRunsEndpointAutoConfiguration",
                        "observation.BrainyFlowObservation",
                        "observation.DefaultFlowObservationConvention",
                        "observation.DefaultNodeObservationConvention",
                        "observation.FlowObservationContext",
                        "observation.FlowObservationConvention",
                        "observation.NodeObservationContext",
                        "observation.NodeObservationConvention",
                        "observation.ObservationInterceptor",
                        "observation.RetryCounters",
                        "observation.VisitObservationContext");
    }

    /** Binding looks through all keys of the environment: once to declare the flows, once to make them, once to explain. */
    @Test
    void bindsThePropertiesOncePerPhase() {
        assertThat(classes.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(call -> call.getName().equals("bind")
                                && call.getTargetOwner().getSimpleName().equals("Settings"))
                        .map(call -> call.getOriginOwner().getSimpleName() + "."
                                + call.getOrigin().getName()))
                .containsExactlyInAnyOrder(
                        "FlowBeansRegistrar.registerBeanDefinitions",
                        "BrainyFlowAutoConfiguration.brainyFlowAssembler",
                        "FlowInjectionFailureAnalyzer.unreached");
    }

    @Test
    void hasAutoConfigurationsThatAreFinal() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("users exclude them, and do not extend them")
                .check(classes);
    }

    @Test
    void needsNoMetersAndNoActuatorOutsideOfTheirRooms() {
        noClasses()
                .that()
                .doNotHaveSimpleName("BrainyFlowMetricsAutoConfiguration")
                .and()
                .doNotHaveSimpleName("RetryCounters")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer.core..")
                .because("an application may exclude micrometer-core")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.brainyflow.spring.actuate")
                .and()
                .haveSimpleNameNotEndingWith("EndpointAutoConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.actuate..")
                .because("an application may exclude the actuator")
                .check(classes);
    }
}
