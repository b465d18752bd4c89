package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** On which versions of Spring Boot an application starts. */
@Timeout(120)
class BootVersionGuardTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        public static void main(String[] args) {
            SpringApplication.run(Application.class, args);
        }
    }

    @Test
    void stopsTheStartOnAnOlderOneWithAnAnalysis() throws IOException, InterruptedException {
        Path boot = Path.of("target", "boot-3.5").toAbsolutePath();
        String classPath;
        try (Stream<Path> jars = Files.list(boot)) {
            String own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.matches(".*(brainyflow-core|target.(test-)?classes).*"))
                    .collect(Collectors.joining(File.pathSeparator));
            classPath =
                    own + File.pathSeparator + jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Application.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("BrainyFlow needs Spring Boot 4.0 or later, but this application runs on Spring Boot 3.5.8.")
                .contains("Upgrade Spring Boot, or remove brainyflow-spring-boot-starter.")
                .doesNotContain("NoClassDefFoundError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.0.0", "4.1.2", "5.0.0-M1", "10.2.0"})
    void letsThisOneAndNewerOnesStart(String version) {
        assertThatCode(() -> BootVersionGuard.check(version)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5.8", "2.7.18"})
    void letsNoOlderOneStart(String version) {
        assertThatThrownBy(() -> BootVersionGuard.check(version)).hasMessageContaining(version);
    }
}
