package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** WebFlux, tracing, devtools and virtual threads together, in a JVM of their own, before and after a restart. */
class FullApplicationTest {

    private static final String STARTS = "full.application.starts";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {

        private static final int BRANCHES = 3;

        private final CyclicBarrier allThere = new CyclicBarrier(BRANCHES);
        private final Flow fan;

        Application(@Lazy Flow fan) {
            this.fan = fan;
        }

        @Bean
        @FlowNode(startsFlow = "fan")
        @Successor(on = "branch", node = "look")
        Node<?, ?> split() {
            return new Node<Object, Object>() {
                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    for (int i = 0; i < BRANCHES; i++) {
                        trigger("branch");
                    }
                }
            };
        }

        @Bean
        Node<?, ?> look() {
            return new Node<Object, String>() {
                @Override
                public String exec(Object prepared) throws Exception {
                    allThere.await(30, TimeUnit.SECONDS);
                    return MDC.get("traceId") + " "
                            + Thread.currentThread().getClass().getSimpleName();
                }

                @Override
                public void post(Memory memory, Object prepared, String seen) {
                    memory.append("seen", seen);
                }
            };
        }

        private final List<MutableSpan> spans = new CopyOnWriteArrayList<>();
        private volatile String request;

        @Bean
        SpanHandler spans() {
            return new SpanHandler() {
                @Override
                public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                    return spans.add(span);
                }
            };
        }

        /** Returns each span of the flow within its parent's name, where that has ended, too. */
        @GetMapping("/spans")
        Set<String> parents() {
            Map<String, String> names = new HashMap<>(Map.of(request, "the request"));
            spans.forEach(span -> names.putIfAbsent(span.id(), span.name()));
            return spans.stream()
                    .filter(span -> span.name().startsWith("fan"))
                    .map(span -> span.name() + " in " + names.get(span.parentId()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @GetMapping("/")
        Mono<String> run() {
            return Mono.defer(() -> {
                String trace = MDC.get("traceId");
                request = MDC.get("spanId");
                Memory memory = Memory.empty();
                return Mono.fromCompletionStage(fan.runAsync(memory).result()).map(tree -> {
                    Set<?> seen = Set.copyOf((List<?>) memory.get("seen"));
                    return tree.size() + " visits, " + seen.toString().replace(String.valueOf(trace), "in the trace");
                });
            });
        }

        public static void main(String[] args) throws Exception {
            System.setProperty("brainyflow.flows.fan.type", "parallel");
            var context = SpringApplication.run(Application.class, args);
            int starts = Integer.getInteger(STARTS, 0) + 1;
            System.setProperty(STARTS, String.valueOf(starts));
            int port = ((WebServerApplicationContext) context).getWebServer().getPort();
            for (String path : new String[] {"/", "/spans", "/actuator/brainyflow/fan/mermaid"}) {
                HttpResponse<String> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                System.out.println("Start " + starts + ", "
                        + context.getClassLoader().getClass().getSimpleName() + ": " + answer.body());
            }
            if (starts == 1) {
                new Thread(() -> Restarter.getInstance().restart()).start();
            } else {
                context.close();
                System.exit(0);
            }
        }
    }

    @Test
    void runsAFlowBeforeAndAfterARestart() throws Exception {
        String output = ForkedApplication.run(
                Application.class,
                "(spring-boot-(starter-)?(tomcat|webmvc|servlet|restt).*|spring-webmvc.*|tomcat-.*|junit-.*)",
                "-Dserver.port=0",
                "-Dserver.address=127.0.0.1",
                "-Dspring.threads.virtual.enabled=true",
                "-Dspring.reactor.context-propagation=auto",
                "-Dmanagement.tracing.sampling.probability=1",
                "-Dspring.devtools.livereload.enabled=false",
                "-Dmanagement.endpoints.web.exposure.include=brainyflow");

        String thread = Runtime.version().feature() >= 21 ? "VirtualThread" : "Thread";
        for (int start = 1; start <= 2; start++) {
            assertThat(output)
                    .contains("Start " + start + ", RestartClassLoader: 4 visits, [in the trace " + thread + "]")
                    .contains("Start " + start
                            + ", RestartClassLoader: [\"fan in the request\",\"fan/look in fan\",\"fan/split in fan\"]")
                    .contains("Start " + start + ", RestartClassLoader: flowchart TD");
        }
    }
}
