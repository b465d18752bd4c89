package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the reference shows is compiled, started, called, scraped and, where it is a test, run. */
class ReferenceTest {

    private static final String APPLICATION = "orders.OrdersApplication";

    @TempDir
    private static Path folder;

    private static Snippets reference;

    @BeforeAll
    static void compile() throws IOException {
        reference = new Snippets("docs/reference.md", folder);
    }

    @Test
    void answersWhatTheReferenceSays() throws Exception {
        try (var context = reference.start(APPLICATION)) {
            reference.checkAnswers(context);
        }
    }

    @Test
    void wiresTheSameByAnnotationAndInYaml() throws Exception {
        try (var context = reference.start(APPLICATION)) {
            Map<String, Flow> flows = context.getBeansOfType(Flow.class);
            Memory memory = Memory.of(Map.of("amounts", List.of(5, 500)));

            assertThat(flows.get("orderInYaml").graph().edges())
                    .isEqualTo(flows.get("order").graph().edges())
                    .contains(new FlowGraph.Edge("check", "too much", "refuse"));
            assertThat(flows.get("batch").run(memory).size()).isEqualTo(3);
        }
    }

    @Test
    void printsWhatTheReferenceSays() throws Exception {
        Map<String, String> properties =
                Map.of("spring.main.banner-mode", "off", "spring.main.web-application-type", "none");
        properties.forEach(System::setProperty);
        try {
            for (Map.Entry<String, String> printed : reference.of("printed: ").entrySet()) {
                assertThat(reference.printedBy(printed.getKey())).isEqualTo(printed.getValue());
            }
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void handsARunOverInWebFlux() throws Exception {
        try (var context = reference.start(APPLICATION)) {
            Class<?> type = reference.classes.loadClass("orders.ReactiveOrders");
            var constructor = type.getDeclaredConstructor(Flow.class);
            constructor.setAccessible(true);
            var order = type.getDeclaredMethod("order", int.class);
            order.setAccessible(true);

            Object mono = order.invoke(constructor.newInstance(context.getBean("order", Flow.class)), 70);

            assertThat(((Mono<?>) mono).block()).isEqualTo("charged 70");
        }
    }

    @Test
    void endsTheRunOfAnEventStreamWhoseClientHasGone() throws Exception {
        try (var context = reference.start(APPLICATION, "--brainyflow.nodes.charge.max-attempts=1000000")) {
            int port = ((WebServerApplicationContext) context).getWebServer().getPort();
            try (Socket client = new Socket("127.0.0.1", port)) {
                client.getOutputStream()
                        .write("GET /order-events/13 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                BufferedReader events =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                assertThat(events.lines().anyMatch("data:charge failed in attempt 1"::equals))
                        .isTrue();
            }

            awaitCancellation(context);
        }
    }

    @Test
    void endsTheRunOfAnEventStreamThatIsDisposedOf() throws Exception {
        try (var context = reference.start(APPLICATION, "--brainyflow.nodes.charge.max-attempts=1000000")) {
            Class<?> type = reference.classes.loadClass("orders.ReactiveOrderEvents");
            var constructor = type.getDeclaredConstructor(Flow.class);
            constructor.setAccessible(true);
            var method = type.getDeclaredMethod("events", int.class);
            method.setAccessible(true);
            Object events = constructor.newInstance(context.getBean("order", Flow.class));

            assertThat(((Flux<?>) method.invoke(events, 13))
                            .take(2)
                            .collectList()
                            .block())
                    .isEqualTo(List.of("check", "charge"));
            awaitCancellation(context);
            assertThat(((Flux<?>) method.invoke(events, 500)).collectList().block())
                    .isEqualTo(List.of("check", "refuse", "refused"));
        }
    }

    /** Asks the endpoint until it says that one run was cancelled. */
    private static void awaitCancellation(ConfigurableApplicationContext context) throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Snippets.get(context, "/actuator/brainyflow/order").contains("\"cancelled\":1"));
    }

    @Test
    void showsTestsThatPass() throws Exception {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        reference.within(() -> {
            var request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(
                            selectClass(reference.classes.loadClass("orders.OrderTest")),
                            selectClass(reference.classes.loadClass("approvals.ApprovalTest")),
                            selectClass(reference.classes.loadClass("orders.WiringTest")),
                            selectClass(reference.classes.loadClass("orders.SpiedCheckTest")),
                            selectClass(reference.classes.loadClass("orders.OtherCheckTest")))
                    .build();
            LauncherFactory.create().execute(request, summary);
            return null;
        });

        assertThat(summary.getSummary().getFailures())
                .extracting(failure -> failure.getException())
                .isEmpty();
        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(7);
    }

    /** Reads the rows of the metrics table: each Prometheus name with its tags. */
    private static Map<String, Set<String>> documented() {
        Map<String, Set<String>> documented = new TreeMap<>();
        String table = reference.text.substring(reference.text.indexOf("<!-- metrics -->"));
        Matcher row = Pattern.compile("\n\\| `[a-z.]+` \\| (.*) \\| (.*) \\|").matcher(table);
        while (row.find()) {
            Set<String> tags = new TreeSet<>();
            Pattern.compile("\\w+").matcher(row.group(2)).results().forEach(tag -> tags.add(tag.group()));
            String[] names = row.group(1).replace("`", "").split(", ");
            for (String name : names) {
                documented.put(name.startsWith("_") ? names[0].replaceAll("_count$", "") + name : name, tags);
            }
        }
        return documented;
    }

    @Test
    void documentsTheMetricsThatAreScraped() throws Exception {
        try (var context = reference.start(APPLICATION)) {
            for (int amount : new int[] {50, 500, 13}) {
                Snippets.get(context, "/order/" + amount);
            }
            String scrape = Snippets.get(context, "/actuator/prometheus");
            Map<String, Set<String>> scraped = new TreeMap<>();
            Matcher line = Pattern.compile("(?m)^(brainyflow_\\w+)\\{(.*)} ").matcher(scrape);
            while (line.find()) {
                Set<String> tags = new TreeSet<>();
                Pattern.compile("(\\w+)=\"").matcher(line.group(2)).results().forEach(tag -> tags.add(tag.group(1)));
                scraped.put(line.group(1), tags);
            }

            assertThat(scraped).isEqualTo(documented());
            String query = reference.text.substring(reference.text.indexOf("```promql"));
            Pattern.compile("brainyflow_\\w+(?=\\{)")
                    .matcher(query.substring(0, query.indexOf("```\n")))
                    .results()
                    .forEach(name -> assertThat(scraped).containsKey(name.group()));
        }
    }

    @Test
    void overridesSettingsAsTheReferenceSays() throws Exception {
        try (var context = reference.start(
                APPLICATION, "--spring.config.additional-location=classpath:/settings/application.yml")) {
            assertThat(Snippets.get(context, "/actuator/brainyflow/order"))
                    .contains("\"charge\":{\"settings\":{\"maxAttempts\":{\"value\":5,")
                    .contains("\"waitTime\":{\"value\":\"PT0.5S\",");
        }
    }
}
