package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The spans of runs that a request of Spring MVC starts; WebFlux's are in {@link FullApplicationTest}. */
@Timeout(120)
class RequestTraceTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {

        private final Flow greeting;
        private final List<MutableSpan> spans = new CopyOnWriteArrayList<>();
        private volatile String request;

        Application(@Lazy Flow greeting) {
            this.greeting = greeting;
        }

        @Bean
        @FlowNode(startsFlow = "greeting")
        @Successor(node = "greet")
        Node<?, ?> look() {
            return Node.of("look", memory -> {});
        }

        @Bean
        Node<?, ?> greet() {
            return Node.of("greet", memory -> {});
        }

        @Bean
        SpanHandler spans() {
            return new SpanHandler() {
                @Override
                public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                    return spans.add(span);
                }
            };
        }

        @GetMapping("/run")
        int run() {
            request = MDC.get("spanId");
            return greeting.run(Memory.empty()).size();
        }

        @GetMapping("/run-async")
        int runAsync() throws InterruptedException {
            request = MDC.get("spanId");
            return greeting.runAsync(Memory.empty()).await().size();
        }

        Set<String> parents() {
            Map<String, String> names = new HashMap<>(Map.of(request, "the request"));
            spans.forEach(span -> names.putIfAbsent(span.id(), span.name()));
            return spans.stream()
                    .filter(span -> span.name().startsWith("greeting"))
                    .map(span -> span.name() + " in " + names.get(span.parentId()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void nestInTheFlowsSpanAndThatInTheRequests() throws Exception {
        try (var context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(Map.of(
                        "server.port", "0",
                        "server.address", "127.0.0.1",
                        "management.tracing.sampling.probability", "1"))
                .run()) {
            for (String path : List.of("/run", "/run-async")) {
                Application application = context.getBean(Application.class);
                application.spans.clear();

                assertThat(Snippets.get(context, path)).isEqualTo("2");

                assertThat(application.parents())
                        .containsExactly(
                                "greeting in the request", "greeting/greet in greeting", "greeting/look in greeting");
            }
        }
    }
}
