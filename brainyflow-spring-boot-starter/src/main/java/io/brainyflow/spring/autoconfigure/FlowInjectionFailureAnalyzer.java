package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Flow;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains why a {@link Flow} cannot be injected: there is none, or there are several. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class FlowInjectionFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    FlowInjectionFailureAnalyzer(BeanFactory beans, Environment environment) {
        this.beans = (ConfigurableListableBeanFactory) beans;
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, NoSuchBeanDefinitionException cause, @Nullable String description) {
        Class<?> wanted = cause.getResolvableType() == null
                ? null
                : cause.getResolvableType().resolve();
        if (wanted == null || !Flow.class.isAssignableFrom(wanted)) {
            return null;
        }
        String where = description == null ? "Something" : description;
        List<String> flows = Arrays.stream(beans.getBeanNamesForType(Flow.class, true, false))
                .sorted()
                .toList();
        if (cause instanceof NoUniqueBeanDefinitionException) {
            boolean named = hasNamedParameter(rootFailure);
            return new FailureAnalysis(
                    where + " required one flow, but there are several: " + flows + "."
                            + (named
                                    ? ""
                                    : " The class was compiled without -parameters, so the parameter's name is not known."),
                    "Name the one that is meant: "
                            + (named
                                    ? "call the parameter '" + flows.get(0) + "', or annotate it"
                                    : "compile with -parameters and call the parameter '" + flows.get(0)
                                            + "', or annotate it")
                            + " with @Qualifier(\"" + flows.get(0) + "\").",
                    cause);
        }
        List<String> unreached;
        try {
            unreached = unreached(flows);
        } catch (MisconfigurationException e) {
            return MisconfigurationAnalyzer.of(e);
        }
        return new FailureAnalysis(
                where + " required a bean of type '" + wanted.getName() + "' that could not be found. The flows are "
                        + flows + ", and the nodes that no declared flow reaches are " + unreached + ".",
                "Declare a flow: state startsFlow = \"…\" in the @FlowNode of the node that it starts with, or set"
                        + " brainyflow.flows.<name>.start to a node's name. If a flow is looked up by name, use one of"
                        + " those that exist.",
                cause);
    }

    /** Returns false if the flow is asked for by a parameter whose name was not compiled in. */
    private static boolean hasNamedParameter(Throwable failure) {
        boolean named = true;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnsatisfiedDependencyException e) {
                // The innermost asks for the flow, those around it for what asks.
                MethodParameter parameter = e.getInjectionPoint() == null
                        ? null
                        : e.getInjectionPoint().getMethodParameter();
                named = parameter == null || parameter.getParameter().isNamePresent();
            }
        }
        return named;
    }

    private List<String> unreached(List<String> flows) {
        Set<String> reached = new HashSet<>(flows);
        Settings settings = new Settings(environment);
        FlowAssembler assembler = new FlowAssembler(beans, settings.bind(), settings);
        flows.forEach(flow -> reached.addAll(assembler.wiring().members(flow)));
        return assembler.nodes().names().stream()
                .filter(node -> !reached.contains(node))
                .sorted()
                .toList();
    }
}
