package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.Flow;
import io.brainyflow.FlowListener;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.OnUnmatched;
import io.brainyflow.RetryPolicy;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a database has to do with runs: transactions, other instances, and versions of an application. */
@Timeout(60)
class JdbcRunsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @TempDir
    private Path folder;

    private String url;

    @BeforeEach
    void nameTheDatabase() {
        url = "jdbc:h2:file:" + folder.resolve("runs");
    }

    private static Flow flow(String... nodes) {
        Node<?, ?>[] built = new Node<?, ?>[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            String name = nodes[i];
            built[i] = name.equals("ask")
                    ? Node.await("ask", String.class)
                    : Node.of(name, memory -> memory.append("seen", name));
        }
        var builder = Flow.builder("order").start(built[0]);
        for (int i = 1; i < nodes.length; i++) {
            builder.next(built[i - 1], built[i]);
        }
        return builder.build();
    }

    private TestInstance instance(Flow flow, String... properties) {
        return TestInstance.on(url, Map.of("order", flow), properties);
    }

    private static RunOptions named(String id) {
        return RunOptions.create().withRunId(id);
    }

    @Test
    void startIfAndOnlyIfTheCallersTransactionCommits() throws InterruptedException {
        try (TestInstance instance = instance(flow("a"))) {
            FlowRuns runs = instance.runs();
            TransactionTemplate transaction = new TransactionTemplate(
                    new DataSourceTransactionManager(instance.context().getBean(DataSource.class)));
            transaction.executeWithoutResult(status -> {
                runs.start("order", Map.of(), named("rolled back"));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> {
                runs.start("order", Map.of(), named("kept"));
                runs.start("order", Map.of(), named("kept"));
            });

            assertThat(runs.await("kept", PATIENCE).status()).isEqualTo(Status.SUCCEEDED);
            assertThat(runs.find("rolled back")).isEmpty();
        }
    }

    @Test
    void areAnsweredIfAndOnlyIfTheCallersTransactionCommits() throws InterruptedException {
        try (TestInstance instance = instance(flow("ask", "b"))) {
            FlowRuns runs = instance.runs();
            runs.start("order", Map.of(), named("1"));
            assertThat(runs.await("1", PATIENCE).waits()).hasSize(1);
            TransactionTemplate transaction = new TransactionTemplate(
                    new DataSourceTransactionManager(instance.context().getBean(DataSource.class)));

            transaction.executeWithoutResult(status -> {
                assertThat(runs.answer("1", "ask", "yes")).isTrue();
                status.setRollbackOnly();
            });
            assertThat(runs.await("1", PATIENCE).waits()).hasSize(1);
            transaction.executeWithoutResult(
                    status -> assertThat(runs.answer("1", "ask", "yes")).isTrue());
            assertThat(ended(runs, "1").status()).isEqualTo(Status.SUCCEEDED);
        }
    }

    private static RunView ended(FlowRuns runs, String id) throws InterruptedException {
        RunView view = runs.await(id, PATIENCE);
        while (view.endedAt().isEmpty()) {
            Thread.onSpinWait();
            view = runs.await(id, PATIENCE);
        }
        return view;
    }

    @Test
    void goOnInTheNextProcessWhereTheLastWasStopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger slowly = new AtomicInteger();
        Node<?, ?> slow = Node.of("slow", memory -> {
            slowly.incrementAndGet();
            begun.countDown();
            released.await();
            memory.put("slow", true);
        });
        AtomicInteger later = new AtomicInteger();
        Node<?, ?> after = Node.of("after", memory -> later.incrementAndGet());
        Flow flow = Flow.builder("order").start(slow).next(slow, after).build();
        TestInstance first = instance(flow);
        first.runs().start("order", Map.of(), named("1"));
        begun.await();
        Thread stopping = new Thread(first::close);
        stopping.start();
        first.awaitStopping();
        released.countDown();
        stopping.join();
        assertThat(later).hasValue(0);

        try (TestInstance second = instance(flow)) {
            assertThat(ended(second.runs(), "1").memory()).isEqualTo(Map.of("slow", true));
        }
        assertThat(slowly)
                .as("visits that had begun were ended, and not repeated")
                .hasValue(1);
        assertThat(later).hasValue(1);
    }

    @Test
    void waitForDaysOverProcesses() throws InterruptedException {
        try (TestInstance first = instance(flow("a", "ask", "b"))) {
            first.runs().start("order", Map.of("x", 1), named("1"));
            assertThat(first.runs().await("1", PATIENCE).waits()).hasSize(1);
        }
        try (TestInstance second = instance(flow("a", "ask", "b"))) {
            assertThat(second.runs().find("1").orElseThrow().waits()).hasSize(1);
            assertThat(second.runs().answer("1", "ask", "yes")).isTrue();
            assertThat(ended(second.runs(), "1").memory()).containsEntry("x", 1);
        }
    }

    @Test
    void failWhereTheFlowHasChangedAndGoOnWithOneThatFits() throws InterruptedException {
        try (TestInstance first = instance(flow("a", "ask", "b"))) {
            first.runs().start("order", Map.of(), named("1"));
            first.runs().await("1", PATIENCE);
        }
        try (TestInstance changed = instance(flow("z", "ask", "b"))) {
            changed.runs().answer("1", "ask", "yes");
            RunView parked = ended(changed.runs(), "1");
            assertThat(parked.status()).isEqualTo(Status.FAILED);
            assertThat(parked.reason())
                    .contains(
                            "Entry 4 of run '1' of flow 'order' is of visit 1 of node 'a', the flow now has 'z' there;"
                                    + " continue the run with the graph that it began with");
            assertThatThrownBy(() -> changed.runs().retry("1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Run '1' of flow 'order' cannot go on with what is deployed: Entry 4");
        }
        try (TestInstance fitting = instance(flow("a", "ask", "c"))) {
            fitting.runs().retry("1");
            assertThat(ended(fitting.runs(), "1").memory())
                    .as("the answer that was given meanwhile is used")
                    .isEqualTo(Map.of("ask", "yes", "seen", List.of("a", "c")));
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void areReportedAtTheStartWhereTheFlowsThatAreDeployedCannotGoOnWithThem(CapturedOutput output)
            throws InterruptedException {
        try (TestInstance first = instance(flow("a", "ask", "b"))) {
            for (String id : List.of("1", "2")) {
                first.runs().start("order", Map.of(), named(id));
                first.runs().await(id, PATIENCE);
            }
        }
        try (TestInstance changed = instance(flow("a", "z", "ask"))) {
            Compatibility compatibility =
                    changed.context().getBean(JdbcRuns.class).compatibility();
            compatibility.look(() -> false);
            compatibility.warn();

            assertThat(compatibility.findings()).containsOnlyKeys("flow 'order' at node 'ask'");
            assertThat(compatibility.runs()).isEqualTo(2);
            changed.runs().cancel("1", "not wanted");
            ended(changed.runs(), "1");
            compatibility.lookAgain(() -> false);
            assertThat(compatibility.runs()).isEqualTo(1);
            assertThat(output)
                    .contains("2 run(s) of flow 'order' at node 'ask' cannot go on with what is deployed here")
                    .contains(
                            "one of them: Entry 5 of run '1' of flow 'order' is of visit 2 of node 'ask', the flow now has"
                                    + " 'z' there");
        }
        try (TestInstance fitting = instance(flow("a", "ask", "c"))) {
            Compatibility compatibility =
                    fitting.context().getBean(JdbcRuns.class).compatibility();
            compatibility.look(() -> false);
            assertThat(compatibility.findings()).isEmpty();
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void sayNothingOfTheirValuesAndOfWhatNodesThrewInTheLog(CapturedOutput output) throws InterruptedException {
        Node<?, ?> failing = Node.of("failing", memory -> {
            memory.put("card", "s3cret");
            throw new IllegalStateException("s3cret");
        });
        try (TestInstance instance =
                instance(Flow.builder("order").start(failing).build())) {
            instance.runs().start("order", Map.of("name", "s3cret"), named("1"));
            RunView run = ended(instance.runs(), "1");

            assertThat(run.reason().orElseThrow()).contains("failing").contains("s3cret");
            assertThat(output).contains("Run '1' of flow 'order'").doesNotContain("s3cret");
        }
    }

    @Test
    void failWhereAnAnswerCannotBeReadAndUseItWhenItCan() throws InterruptedException {
        try (TestInstance first = instance(flow("ask", "b"))) {
            first.runs().start("order", Map.of(), named("1"));
            first.runs().await("1", PATIENCE);
            JdbcTemplate jdbc = new JdbcTemplate(first.context().getBean(DataSource.class));
            jdbc.update("update brainyflow_wait set status = 'ANSWERED'");
            jdbc.update(
                    "insert into brainyflow_request (run_no, request_id, given, kind, visit, content,"
                            + " created_at) select run_no, 'later', false, 'ANSWER', visit, '[\"record\",\"io.brainyflow.jdbc.Gone\",{}]', current_timestamp from brainyflow_wait");
        }
        try (TestInstance second = instance(flow("ask", "b"))) {
            RunView parked = ended(second.runs(), "1");
            assertThat(parked.status()).isEqualTo(Status.FAILED);
            assertThat(parked.reason().orElseThrow())
                    .startsWith("The answer to visit 1 cannot be read: Class io.brainyflow.jdbc.Gone is gone");

            new JdbcTemplate(second.context().getBean(DataSource.class))
                    .update("update brainyflow_request set content = '\"yes\"'");
            second.runs().retry("1");
            assertThat(ended(second.runs(), "1").memory()).containsEntry("ask", "yes");
        }
    }

    @Test
    void failWhereTheirOwnersDieAgainAndAgain() throws InterruptedException {
        try (TestInstance instance = instance(flow("ask", "b"))) {
            FlowRuns runs = instance.runs();
            runs.start("order", Map.of(), named("1"));
            runs.await("1", PATIENCE);
            new JdbcTemplate(instance.context().getBean(DataSource.class))
                    .update("update brainyflow_run set owner = 'host 1', takeovers = 2, status = 'RUNNING'");
            new JdbcTemplate(instance.context().getBean(DataSource.class))
                    .update("insert into brainyflow_entry select run_no, max(seq) + 1, 2, 'T',"
                            + " '{\"v\":1,\"owner\":\"host 1\",\"epoch\":2}' from brainyflow_entry group by run_no");
            runs.answer("1", "ask", "yes");

            RunView parked = ended(runs, "1");
            assertThat(parked.status()).isEqualTo(Status.FAILED);
            assertThat(parked.reason().orElseThrow())
                    .startsWith(
                            "Its owners have died 3 times in a row, the last of them host 1, while they performed what"
                                    + " follows entry 4; find what kills them, and retry it");
            runs.retry("1");
            assertThat(ended(runs, "1").status()).isEqualTo(Status.SUCCEEDED);
        }
    }

    @Test
    void refuseWhatCannotBeKeptOfTheirOptions() {
        try (TestInstance instance = instance(flow("a"))) {
            FlowRuns runs = instance.runs();
            assertThatThrownBy(() ->
                            runs.start("order", Map.of(), RunOptions.create().withListener(new FlowListener() {})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A listener of one run cannot be kept in a database; make it a bean");
            assertThatThrownBy(() -> runs.start("order", Map.of("thread", Thread.currentThread())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "The input: the value under 'thread' is a java.lang.Thread, which is neither");
        }
    }

    private Flow failingOnce(Duration wait) {
        Node<?, ?> patient = new Node<>("patient", RetryPolicy.ofAttempts(2).withWaitTime(wait)) {
            @Override
            public Object exec(Object prepared) {
                if (curRetry() == 0) {
                    throw new IllegalStateException("not yet");
                }
                return "out";
            }

            @Override
            public void post(Memory memory, Object prepared, Object result) {
                memory.put("result", result);
            }
        };
        return Flow.builder("order").start(patient).build();
    }

    @Test
    void haveNoOwnerWhileTheyWaitForAnAttemptThatIsFarOff() throws InterruptedException {
        try (TestInstance instance = instance(failingOnce(Duration.ofHours(1)))) {
            instance.runs().start("order", Map.of(), named("1"));
            JdbcTemplate jdbc = new JdbcTemplate(instance.context().getBean(DataSource.class));
            String rested =
                    "select count(*) from brainyflow_run where status = 'READY' and owner is null and epoch > 0";
            while (jdbc.queryForObject(rested, Integer.class) == 0) {
                instance.runs().await("1", Duration.ofMillis(50));
            }

            assertThat(jdbc.queryForObject("select entry from brainyflow_entry where seq = 4", String.class))
                    .startsWith("{\"n\":1,\"o\":\"patient\",\"b\":0,")
                    .contains("\"a\":{\"attempts\":1,\"until\":\"");
            assertThat(instance.runs().cancel("1", "too long")).isTrue();
            assertThat(ended(instance.runs(), "1").status()).isEqualTo(Status.CANCELLED);
        }
    }

    @Test
    void makeAnAttemptThatWasFarOffInTheNextProcess() throws InterruptedException {
        assumeTrue(System.getProperty("brainyflow.kills") != null, "takes ten seconds, and is run by CI");
        Flow flow = failingOnce(Duration.ofSeconds(10));
        try (TestInstance first = instance(flow)) {
            first.runs().start("order", Map.of(), named("1"));
            first.runs().await("1", Duration.ofSeconds(2));
        }
        try (TestInstance second = instance(flow)) {
            assertThat(ended(second.runs(), "1").memory()).containsEntry("result", "out");
        }
    }

    private static Flow asking(int maxVisits, OnUnmatched onUnmatched) {
        Node<?, ?> ask = Node.await("ask", String.class, memory -> "more?", (memory, asked, answer, signals) -> {
            memory.append("answers", answer);
            signals.trigger(answer);
        });
        Flow inner = Flow.builder("inner")
                .start(ask)
                .on(ask, "again", ask)
                .maxVisits(maxVisits)
                .onUnmatched(onUnmatched)
                .build();
        return Flow.builder("order").node("inner", inner).start(inner).build();
    }

    private void answerWhatIsAskedNext(TestInstance instance, String answer, long visit) throws InterruptedException {
        RunView view = instance.runs().await("1", PATIENCE);
        while (view.endedAt().isEmpty() && view.waits().stream().noneMatch(wait -> wait.visit() == visit)) {
            view = instance.runs().await("1", PATIENCE);
        }
        assertThat(instance.runs().answer("1", visit, answer)).isTrue();
    }

    @Test
    void goByTheRulesThatTheyHaveBegunWithAndByTheLimitsOfTheirRetry() throws InterruptedException {
        try (TestInstance first = instance(asking(2, OnUnmatched.IGNORE))) {
            first.runs().start("order", Map.of(), named("1"));
            answerWhatIsAskedNext(first, "again", 2);
        }
        try (TestInstance changed = instance(asking(1, OnUnmatched.FAIL))) {
            answerWhatIsAskedNext(changed, "again", 3);
            assertThat(ended(changed.runs(), "1").reason().orElseThrow())
                    .as("the limit is that of the beginning")
                    .contains("maxVisits", "2");
        }
        try (TestInstance raised = instance(asking(3, OnUnmatched.FAIL))) {
            raised.runs().retry("1");
            answerWhatIsAskedNext(raised, "unmatched", 4);
            RunView run = ended(raised.runs(), "1");
            assertThat(run.status()).as("as it was ignored at the beginning").isEqualTo(Status.SUCCEEDED);
            assertThat(run.memory()).containsEntry("answers", List.of("again", "again", "unmatched"));
        }
    }

    @Test
    void keepTheLimitsOfTheirOwn() throws InterruptedException {
        try (TestInstance first = instance(flow("ask", "b", "c"))) {
            first.runs().start("order", Map.of(), named("1").withMaxSteps(2));
            first.runs().await("1", PATIENCE);
        }
        try (TestInstance second = instance(flow("ask", "b", "c"))) {
            second.runs().answer("1", "ask", "yes");
            assertThat(ended(second.runs(), "1").reason().orElseThrow()).contains("maxSteps");
            second.runs().retry("1");
            assertThat(ended(second.runs(), "1").reason().orElseThrow())
                    .as("its own limit holds for a retry, too")
                    .contains("maxSteps");
        }
    }

    @Test
    void endThoughTheirMemoryIsMoreThanIsShown() throws InterruptedException {
        Node<?, ?> grow = Node.of("grow", (memory, signals) -> {
            memory.append("list", "x".repeat(300_000));
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < 5 ? "again" : "done");
        });
        Flow flow = Flow.builder("order")
                .start(grow)
                .on(grow, "again", grow)
                .end(grow, "done")
                .build();
        try (TestInstance instance = instance(flow)) {
            instance.runs().start("order", Map.of(), named("1"));

            assertThat(ended(instance.runs(), "1").status()).isEqualTo(Status.SUCCEEDED);
        }
    }

    @Test
    void areScheduledAgainIfTheirTaskIsGone() throws InterruptedException {
        try (TestInstance instance = instance(flow("ask", "b"))) {
            FlowRuns runs = instance.runs();
            runs.start("order", Map.of(), named("1"));
            runs.await("1", PATIENCE);
            new JdbcTemplate(instance.context().getBean(DataSource.class)).update("delete from brainyflow_task");
            runs.answer("1", "ask", "yes");

            instance.context().getBean(JdbcRuns.class).housekeeping().wakeLost();
            assertThat(ended(runs, "1").status()).isEqualTo(Status.SUCCEEDED);
        }
    }

    @Test
    void areDeletedWhenTheyAreOld() throws InterruptedException {
        try (TestInstance instance =
                instance(flow("a"), "brainyflow.runs.keep-entries=0s", "brainyflow.runs.retention=1h")) {
            FlowRuns runs = instance.runs();
            runs.start("order", Map.of(), named("1"));
            runs.start("order", Map.of(), named("2"));
            ended(runs, "1");
            ended(runs, "2");
            JdbcTemplate jdbc = new JdbcTemplate(instance.context().getBean(DataSource.class));
            jdbc.update("update brainyflow_run set ended_at = dateadd(hour, -2, ended_at) where run_id = '2'");

            instance.context().getBean(JdbcRuns.class).housekeeping().deleteOld();
            assertThat(runs.find("2")).isEmpty();
            assertThat(runs.find("1").orElseThrow().memory()).containsKey("seen");
            assertThat(jdbc.queryForObject("select count(*) from brainyflow_entry", Integer.class))
                    .as("the entry by which a run is known to be the same is left")
                    .isEqualTo(1);
            assertThat(runs.start("order", Map.of(), named("1"))).isEqualTo("1");
        }
    }
}
