package io.brainyflow.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Actions;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What an operator sees of runs, and does with them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoints.web.exposure.include=brainyflowruns",
            "management.endpoint.brainyflowruns.access=unrestricted"
        })
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class RunsEndpointTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicBoolean BROKEN = new AtomicBoolean();

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @FlowNode(startsFlow = "order")
        @Successor(node = "charge")
        Node<?, ?> ask() {
            return Node.await("ask", String.class);
        }

        @Bean
        @Successor(node = "thank")
        Node<?, ?> charge() {
            return Node.of("charge", memory -> {
                if (BROKEN.get()) {
                    throw new IllegalStateException("s3cret");
                }
            });
        }

        @Bean
        @FlowNode(startsFlow = "decision")
        Node<?, ?> decide() {
            return Node.await(
                    "decide",
                    Decision.class,
                    memory -> memory.get("card"),
                    (memory, asked, answer, signals) -> memory.put("decision", answer));
        }

        @Bean
        Node<?, ?> thank() {
            return Node.of("thank", memory -> {});
        }
    }

    enum Outcome {
        YES,
        NO
    }

    record Decision(Outcome outcome, String reason) {}

    @Autowired
    private RestTestClient client;

    @Autowired
    private FlowRuns runs;

    private String get(String path) {
        return client.get()
                .uri("/actuator/brainyflowruns" + path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    private RestTestClient.ResponseSpec post(String path, String json) {
        return client.post()
                .uri("/actuator/brainyflowruns" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    private void waiting(String id) throws InterruptedException {
        runs.start("order", Map.of("card", "s3cret"), RunOptions.create().withRunId(id));
        runs.await(id, PATIENCE);
    }

    private void decided(String id) throws InterruptedException {
        runs.start("decision", Map.of("card", "s3cret"), RunOptions.create().withRunId(id));
        runs.await(id, PATIENCE);
    }

    private void failed(String id) throws InterruptedException {
        BROKEN.set(true);
        waiting(id);
        runs.answer(id, "ask", "yes");
        ended(id);
    }

    private RunView ended(String id) throws InterruptedException {
        RunView view = runs.await(id, PATIENCE);
        while (view.endedAt().isEmpty()) {
            Thread.onSpinWait();
            view = runs.await(id, PATIENCE);
        }
        return view;
    }

    @Test
    void showsWhereRunsAreAndNothingOfTheirValues() throws InterruptedException {
        waiting("waiting");
        failed("failed");

        assertThat(get("?flow=order&status=waiting&limit=10"))
                .contains("\"id\":\"waiting\",\"flow\":\"order\",\"status\":\"WAITING\",\"startedAt\":\"")
                .doesNotContain("failed");
        assertThat(get("/waiting"))
                .contains(
                        "\"waits\":[{\"visit\":1,\"node\":\"ask\",\"key\":\"ask\",\"answerType\":\"java.lang.String\"}]")
                .doesNotContain("s3cret");
        decided("toDecide");
        assertThat(get("/toDecide"))
                .contains("\"answer\":{\"outcome\":[\"YES\",\"NO\"],\"reason\":\"java.lang.String\"}")
                .doesNotContain("s3cret");
        assertThat(get("/failed"))
                .contains("\"status\":\"FAILED\"")
                .contains(
                        "\"failures\":[{\"visit\":2,\"node\":\"charge\",\"step\":\"post\",\"exception\":\"java.lang.IllegalState"
                                + "Exception\"}]")
                .doesNotContain("s3cret");
        client.get()
                .uri("/actuator/brainyflowruns/none")
                .exchange()
                .expectStatus()
                .isNotFound();
        client.get()
                .uri("/actuator/brainyflowruns?limit=0")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void hasRunsTriedAgainAndTheLogSayByWhom(CapturedOutput output) throws InterruptedException {
        failed("again");
        BROKEN.set(false);

        post("/again/retry", "{}").expectStatus().isAccepted();
        assertThat(ended("again").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(output).contains("RETRY of run 'again' by an unknown user");
        post("/again/retry", "{}")
                .expectStatus()
                .isEqualTo(409)
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("is SUCCEEDED; only a run that has FAILED can be retried"));
        post("/none/retry", "{}").expectStatus().isNotFound();
        post("/again/strange", "{}").expectStatus().isBadRequest();
        post("/again/delete", "{}").expectStatus().isAccepted();
        assertThat(runs.find("again")).isEmpty();
    }

    @Test
    void answersWhatARunAsks(CapturedOutput output) throws InterruptedException {
        decided("decided");

        post("/decided/answer", "{}").expectStatus().isBadRequest();
        post("/decided/answer", "{\"value\":\"1\"}").expectStatus().isBadRequest();
        post("/decided/answer", "{\"key\":\"decide\",\"value\":\"{'no JSON'\"}")
                .expectStatus()
                .isBadRequest();
        post("/decided/answer", "{\"key\":\"decide\",\"value\":\"null\"}")
                .expectStatus()
                .isBadRequest();
        post("/decided/answer", "{\"key\":\"other\",\"value\":\"1\"}")
                .expectStatus()
                .isEqualTo(409);
        post("/none/answer", "{\"key\":\"decide\",\"value\":\"1\"}")
                .expectStatus()
                .isNotFound();
        post(
                        "/decided/answer",
                        "{\"key\":\"decide\",\"value\":\"{\\\"outcome\\\":\\\"YES\\\",\\\"reason\\\":\\\"s3cret\\\"}\"}")
                .expectStatus()
                .isAccepted();

        assertThat(ended("decided").memory()).containsEntry("decision", new Decision(Outcome.YES, "s3cret"));
        assertThat(output)
                .contains("ANSWER of run 'decided' by an unknown user")
                .doesNotContain("s3cret");
        decided("byVisit");
        post("/byVisit/answer", "{\"visit\":1,\"value\":\"{}\"}").expectStatus().isAccepted();
        assertThat(ended("byVisit").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void hasAVisitSkipped() throws InterruptedException {
        failed("skipped");

        post("/skipped/skip", "{\"visit\":2}").expectStatus().isBadRequest();
        post("/skipped/skip", "{\"visit\":2,\"action\":\"nowhere\"}")
                .expectStatus()
                .isEqualTo(409);
        post("/skipped/skip", "{\"visit\":2,\"action\":\"" + Actions.DEFAULT + "\"}")
                .expectStatus()
                .isAccepted();
        assertThat(ended("skipped").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void cancelsARun() throws InterruptedException {
        waiting("unwanted");

        client.delete()
                .uri("/actuator/brainyflowruns/unwanted?reason=too late")
                .exchange()
                .expectStatus()
                .isAccepted();
        assertThat(ended("unwanted").reason().orElseThrow()).endsWith("was cancelled: too late");
        client.delete()
                .uri("/actuator/brainyflowruns/unwanted")
                .exchange()
                .expectStatus()
                .isEqualTo(409);
        client.delete()
                .uri("/actuator/brainyflowruns/none")
                .exchange()
                .expectStatus()
                .isNotFound();
    }
}
