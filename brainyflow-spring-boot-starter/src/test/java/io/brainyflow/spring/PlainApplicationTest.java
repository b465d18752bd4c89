package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

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

        public static void main(String[] args) throws InterruptedException {
            for (String absent : new String[] {
                "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                "io.micrometer.core.instrument.MeterRegistry",
                "org.springframework.web.context.WebApplicationContext",
                "reactor.core.publisher.Mono",
                "org.springframework.security.core.context.SecurityContext"
            }) {
                if (ClassUtils.isPresent(absent, null)) {
                    throw new IllegalStateException(absent + " is there");
                }
            }
            try (var context = SpringApplication.run(Application.class, args)) {
                Memory memory = Memory.empty();
                context.getBean(Flow.class).run(memory);
                context.getBean(Flow.class).runAsync(memory).await();
                System.out.println(memory.get("greeting"));
            }
        }
    }

    @Test
    void startsWithTheStarterAlone() throws Exception {
        String output = ForkedApplication.run(
                Application.class,
                "(spring-boot-(starter-)?(actuator|micrometer|tomcat|web|servlet|health|http|restt|react|netty|devtools).*"
                        + "|spring-web.*|spring-security.*|tomcat-.*|netty-.*|reactor-.*|brave-.*|prometheus-.*"
                        + "|micrometer-(core|observation-test|jakarta9|tracing|registry).*)");

        assertThat(output).contains("Hello from a plain application");
    }
}
