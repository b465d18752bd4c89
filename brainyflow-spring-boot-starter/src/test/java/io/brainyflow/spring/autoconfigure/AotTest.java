package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import io.brainyflow.spring.actuate.SettingsInForce;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.AotDetector;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.javapoet.ClassName;

/** An application that was processed ahead of time: what it needs, what it takes over, and what may not change. */
class AotTest {

    private static final String[] AT_BUILD_TIME = {
        "brainyflow.flows.extra.start=pay",
        "brainyflow.flows.extra.type=parallel",
        "brainyflow.nodes.archive.max-attempts=4",
        "management.endpoints.web.exposure.include=*"
    };

    @TempDir
    private static Path folder;

    private static RuntimeHints hints;
    private static ClassName initializer;
    private static URLClassLoader classes;

    /** Processes an application, and compiles what that generates. */
    @BeforeAll
    static void process() throws Exception {
        var context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(AT_BUILD_TIME).applyTo(context);
        context.register(
                Beans.Approval.class,
                BrainyFlowAutoConfiguration.class,
                EndpointAutoConfiguration.class,
                BrainyFlowEndpointAutoConfiguration.class);
        hints = new RuntimeHints();
        var generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(AotTest.class)), new FileSystemGeneratedFiles(folder), hints);
        initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();
        compile();
        classes = withTheWholeClassPath(folder.resolve("classes"));
    }

    /** What is generated looks into packages, so it and all else is to be of one class loader. */
    private static URLClassLoader withTheWholeClassPath(Path generated) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(generated.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(folder.resolve("classes")).toString()));
        try (Stream<Path> sources =
                Files.walk(folder.resolve(Kind.SOURCE.name().toLowerCase(java.util.Locale.ROOT) + "s"))) {
            sources.filter(path -> path.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        var problems = new ByteArrayOutputStream();
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, problems, problems, arguments.toArray(new String[0]));
        assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();
    }

    @BeforeEach
    void useWhatWasGenerated() {
        System.setProperty(AotDetector.AOT_ENABLED, "true");
    }

    @AfterEach
    void useItNoMore() {
        System.clearProperty(AotDetector.AOT_ENABLED);
    }

    /** Starts the application from what was generated, and answers what flows it has; loaded with what was generated. */
    static final class Start implements BiFunction<String, String[], String> {

        @Override
        @SuppressWarnings("unchecked")
        public String apply(String initializer, String[] properties) {
            try (var context = new GenericApplicationContext()) {
                TestPropertyValues.of(properties).applyTo(context);
                var generated = (ApplicationContextInitializer<GenericApplicationContext>)
                        Class.forName(initializer).getConstructor().newInstance();
                generated.initialize(context);
                context.refresh();
                return context.getBeansOfType(Flow.class).values().stream()
                        .map(flow -> flow.getClass().getSimpleName() + " "
                                + flow.graph().name()
                                + flow.graph().nodes() + " archive "
                                + (flow.graph().nodes().contains("archive")
                                        ? flow.graph().retryPolicy("archive").maxAttempts()
                                        : ""))
                        .toList()
                        .toString();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static String start(String... properties) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            var constructor = classes.loadClass(Start.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return ((BiFunction<String, String[], String>) constructor.newInstance())
                    .apply(initializer.canonicalName(), properties);
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @Test
    void hasTheSameFlowsWithTheWiringAndSettingsOfTheDay() throws Exception {
        assertThat(start(
                        "brainyflow.flows.extra.start=pay",
                        "brainyflow.flows.extra.type=parallel",
                        "brainyflow.flows.extra.successors.pay.default=review",
                        "brainyflow.nodes.archive.max-attempts=6"))
                .isEqualTo("[Flow approval[review, pay, archive] archive 6, ParallelFlow extra[pay, review] archive ]");
    }

    private static void fails(String message, String... properties) {
        assertThatThrownBy(() -> start(properties))
                .satisfies(e -> assertThat(NestedExceptionUtils.getMostSpecificCause(e))
                        .asString()
                        .startsWith(MisconfigurationException.class.getName())
                        .contains(message));
    }

    @Test
    void failsClearlyWhenAFlowHasComeSince() {
        fails(
                "declare flow 'later', which was not there when the application was processed ahead of time. The flows are"
                        + " [approval, extra].",
                "brainyflow.flows.extra.start=pay",
                "brainyflow.flows.extra.type=parallel",
                "brainyflow.flows.later.start=pay");
    }

    @Test
    void failsClearlyWhenAFlowHasGoneSince() {
        fails("Flow 'extra', which was there when the application was processed ahead of time, is declared no more");
    }

    @Test
    void failsClearlyWhenAFlowIsOfAnotherTypeSince() {
        fails(
                "Flow 'extra' is sequential by its properties, and was not when the application was processed ahead of"
                        + " time.",
                "brainyflow.flows.extra.start=pay");
    }

    @Test
    void failsClearlyWhenAPropertyIsMisspelt() {
        fails(
                "Nothing is called 'max-visit' under 'brainyflow.flows.extra'. Did you mean 'max-visits'",
                "brainyflow.flows.extra.start=pay",
                "brainyflow.flows.extra.type=parallel",
                "brainyflow.flows.extra.max-visit=3");
    }

    @Test
    void namesWhatIsFoundByReflection() {
        assertThat(hints.reflection().getTypeHint(Thread.class).methods())
                .extracting(ExecutableHint::getName)
                .containsExactly("ofVirtual");
        assertThat(hints.reflection()
                        .getTypeHint(TypeReference.of("java.lang.Thread$Builder"))
                        .methods())
                .extracting(ExecutableHint::getName)
                .containsExactlyInAnyOrder("inheritInheritableThreadLocals", "factory");
        for (Class<?> bound : List.of(
                BrainyFlowProperties.class,
                BrainyFlowProperties.Defaults.class,
                BrainyFlowProperties.FlowSettings.class,
                BrainyFlowProperties.NodeSettings.class,
                BrainyFlowProperties.Shutdown.class)) {
            assertThat(hints)
                    .as(bound.getName())
                    .matches(RuntimeHintsPredicates.reflection()
                            .onConstructorInvocation(bound.getDeclaredConstructors()[0]));
        }
        for (Class<?> answered : List.of(
                BrainyFlowEndpoint.Flows.class,
                BrainyFlowEndpoint.FlowSummary.class,
                BrainyFlowEndpoint.FlowDescription.class,
                BrainyFlowEndpoint.NodeDescription.class,
                SettingsInForce.Setting.class)) {
            assertThat(hints)
                    .as(answered.getName())
                    .matches(RuntimeHintsPredicates.reflection()
                            .onType(answered)
                            .withAnyMemberCategory(
                                    MemberCategory.INVOKE_PUBLIC_METHODS,
                                    MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                    MemberCategory.ACCESS_DECLARED_FIELDS));
        }
    }
}
