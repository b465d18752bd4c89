package com.example.expenses;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"expenses.import.enabled=false", "spring.datasource.url=jdbc:h2:mem:api"})
@AutoConfigureRestTestClient
class ExpenseApiTest {

    @Autowired
    private RestTestClient client;

    @Autowired
    private JdbcTemplate jdbc;

    private RestTestClient.ResponseSpec post(String json) {
        return client.post()
                .uri("/expenses")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    private static String report(String... items) {
        return "{\"id\":\"R\",\"employee\":\"ada\",\"items\":[" + String.join(",", items) + "]}";
    }

    private static String item(String category, String amount, String currency) {
        return "{\"date\":\"2026-03-01\",\"category\":\"%s\",\"amount\":%s,\"currency\":\"%s\"}"
                .formatted(category, amount, currency);
    }

    private void decides(String report, String decision) {
        post(report).expectStatus().isOk().expectBody().json(decision);
    }

    @Test
    void approvesWhatIsWithinTheLimitsAndConvertsCurrencies() {
        decides(
                report(item("meals", "20", "EUR"), item("taxi", "10", "USD")),
                "{\"report\":\"R\",\"outcome\":\"APPROVED\",\"amount\":28.60,\"revisions\":0,\"reasons\":[]}");
    }

    @Test
    void cutsDownWhatIsAboveALimitAndLeavesOutDuplicates() {
        decides(
                report(item("meals", "100", "EUR"), item("taxi", "10", "EUR"), item("taxi", "10", "EUR")),
                "{\"outcome\":\"APPROVED\",\"amount\":90.00,\"revisions\":1}");
    }

    @Test
    void takesTheSameAmountInOtherWordsForADuplicateAndTwoThatWereCutDownForTwo() {
        decides(report(item("taxi", "10", "EUR"), item("taxi", "10.00", "EUR")), "{\"amount\":10.00,\"revisions\":1}");
        decides(
                report(item("hotel", "250", "EUR"), item("hotel", "300", "EUR")),
                "{\"amount\":440.00,\"revisions\":1}");
    }

    @Test
    void rejectsWhatIsNeverPaid() {
        decides(report(item("gifts", "5", "EUR"), item("meals", "5", "XTS")), """
                {"outcome":"REJECTED","amount":0,"reasons":
                 ["Item 1: expenses for gifts are not paid","Item 2: there is no rate for the currency XTS"]}""");
    }

    @Test
    void asksAManagerAboutMuchMoney() {
        String items = report(
                item("travel", "900", "EUR"),
                item("hotel", "220", "EUR"),
                item("hotel", "219", "EUR"),
                item("hotel", "218", "EUR"));
        String approved = postAbove(items);
        String rejected = postAbove(items);
        assertThat(get("/expenses/waiting"))
                .contains("\"id\":\"" + id(approved) + "\"")
                .contains("\"asked\":{\"report\":\"R\",\"employee\":\"ada\",\"total\":1557.00},\"until\":\"");

        answer(approved, "{\"approved\":true,\"by\":\"grace\"}").expectStatus().isAccepted();
        answer(rejected, "{\"approved\":false,\"by\":\"grace\"}").expectStatus().isAccepted();
        assertThat(decided(approved))
                .isEqualTo("{\"report\":\"R\",\"outcome\":\"APPROVED\",\"amount\":1557.00,\"revisions\":0,"
                        + "\"reasons\":[\"Approved by grace\"]}");
        assertThat(decided(rejected)).contains("REJECTED", "Rejected by grace");
        assertThat(jdbc.queryForList("select approved from approval where submission = ?", Boolean.class, id(approved)))
                .containsExactly(true);
        assertThat(jdbc.queryForList("select approved from approval where submission = ?", Boolean.class, id(rejected)))
                .containsExactly(false);
        answer(rejected, "{\"approved\":true,\"by\":\"ada\"}").expectStatus().isEqualTo(409);
        answer(rejected, "{\"approved\":true}").expectStatus().isBadRequest();
        client.get().uri("/expenses/nothing").exchange().expectStatus().isNotFound();
    }

    private static String id(String place) {
        return place.substring("/expenses/".length());
    }

    /** Returns where to look for what becomes of the report. */
    private String postAbove(String report) {
        return post(report)
                .expectStatus()
                .isAccepted()
                .expectBody()
                .json("{\"report\":\"R\",\"outcome\":\"WAITING\"}")
                .returnResult()
                .getResponseHeaders()
                .getLocation()
                .toString();
    }

    private RestTestClient.ResponseSpec answer(String place, String json) {
        return client.post()
                .uri(place + "/approval")
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    private String get(String place) {
        return client.get()
                .uri(place)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    private String decided(String place) {
        String decision = get(place);
        while (decision.contains("WAITING")) {
            decision = get(place);
        }
        return decision;
    }

    @Test
    void asksTheRateServiceAgainWhenItDoesNotAnswer() {
        for (int i = 0; i < 30; i++) {
            decides(report(item("meals", "20", "EUR")), "{\"outcome\":\"APPROVED\"}");
        }
    }

    @Test
    void saysWhatABadReportDoesNotSay() {
        post("{\"id\":\" \",\"items\":[{\"amount\":-1,\"currency\":\"eur\",\"category\":\"meals\"}]}")
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .json("""
                        {"title":"The report does not say what it must","status":400,"errors":[
                         "employee must not be blank","id must not be blank","items[0].amount must be greater than 0",
                         "items[0].currency must be a currency code such as EUR","items[0].date must not be null"]}""");
        post(report(item("meals", "1e50000000", "EUR"), "null"))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .json("{\"errors\":[\"items[0].amount numeric value out of bounds (<9 digits>.<2 digits> expected)\","
                        + "\"items[1] must not be null\"]}");
        post("{").expectStatus().isBadRequest().expectBody().json("{\"title\":\"The report cannot be read\"}");
    }

    @Test
    void answersAsTheReadmeSaysAndShowsAPageOfWhatThereIs() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        Matcher request = Pattern.compile("<!-- sample: request -->.*?-d '(.*?)'", Pattern.DOTALL)
                .matcher(readme);
        Matcher answer = Pattern.compile("<!-- sample: answer -->\\s*```json\\s*(.*?)\\s*```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(request.find()).isTrue();
        assertThat(answer.find()).isTrue();

        assertThat(post(request.group(1))
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .isEqualTo(answer.group(1));
        assertThat(client.get()
                        .uri("/")
                        .accept(MediaType.TEXT_HTML)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .contains(request.group(1), "href=\"/actuator/brainyflow\"");
    }

    @Test
    void showsItsFlowsAndTimersOnItsOwnPort() {
        decides(report(item("meals", "20", "EUR")), "{\"outcome\":\"APPROVED\"}");

        client.get()
                .uri("/actuator/brainyflow/screenItems")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"settings": {"type": {"value": "parallel"}},
                         "nodes": {"convertCurrency": {"settings": {
                             "maxAttempts": {"value": 4}, "waitTime": {"value": "PT0.005S"},
                             "timeout": {"value": "PT2S"}}},
                           "sumUp": {"settings": {"join": {"value": true}}}}}
                        """);
        String metrics = client.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(metrics)
                .contains(
                        "brainyflow_node_seconds_count{brainyflow_flow=\"expense\",brainyflow_node=\"validate\",error=\"none\",outcome=\"SUCCESS\"}")
                .contains(
                        "brainyflow_flow_seconds_count{brainyflow_flow=\"screenItems\",error=\"none\",outcome=\"SUCCESS\"}");
    }
}
