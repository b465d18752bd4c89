package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application that excludes the actuator and the meters starts and runs a flow, in a JVM that has neither. */
class PlainApplicationTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @FlowNode(startsFlow = "hello")
        Node<?, ?> greet() {
            return new Node<Object, Object>() {
                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    memory.put("greeting", "Hello from a plain application");
                }
            };
        }

        public static void main(String[] args) {
            try (var context = SpringApplication.run(Application.class, args)) {
                Memory memory = Memory.empty();
                context.getBean(Flow.class).run(memory);
                System.out.println(memory.get("greeting"));
            }
        }
    }

    @Test
    void startsWithoutActuatorAndMeters() throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(spring-boot-(starter-)?(actuator|micrometer|tomcat|web|servlet|health|http|restt).*"
                                + "|spring-web.*|tomcat-.*|micrometer-(core|observation-test|jakarta9).*)"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(classPath).contains("spring-boot-").doesNotContain("actuator", "micrometer-core");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Application.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("Hello from a plain application");
    }
}
