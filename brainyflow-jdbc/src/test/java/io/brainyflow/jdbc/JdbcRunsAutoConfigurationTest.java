package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.MemoryKey;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.WaitNode;
import io.brainyflow.WaitQuery;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/** The dependency and a data source are enough; what is wrong stops the start, and says what to do. */
class JdbcRunsAutoConfigurationTest {

    @TempDir
    private Path folder;

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(BrainyFlowAutoConfiguration.class, JdbcRunsAutoConfiguration.class));

    private ApplicationContextRunner runner() {
        return bare.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + url());
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("runs");
    }

    @Test
    void keepsRunsInTheDatabaseOfTheApplication() {
        runner().run(context -> {
            assertThat(context).hasSingleBean(FlowRuns.class);
            assertThat(context.getBean(FlowRuns.class)).isInstanceOf(JdbcFlowRuns.class);
            JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
            assertThat(jdbc.queryForObject("select count(*) from brainyflow_run", Integer.class))
                    .isZero();
            assertThat(jdbc.queryForObject(
                            "select distinct setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'",
                            String.class))
                    .isEqualTo("0");
        });
    }

    @Test
    void leavesRunsInMemoryWhereThatIsAskedFor() {
        bare.withPropertyValues("brainyflow.runs.engine=memory").run(context -> {
            assertThat(context.getBean(FlowRuns.class)).isNotInstanceOf(JdbcFlowRuns.class);
            assertThat(context).doesNotHaveBean(JdbcRuns.class);
        });
    }

    @Test
    void keepsRunsOfSomeFlowsInMemoryAndOfOthersInTheDatabase() {
        Flow noted = Flow.builder("noted").start(Node.of("a", memory -> {})).build();
        Flow passing =
                Flow.builder("passing").start(Node.await("a", String.class)).build();
        ApplicationContextRunner both =
                runner().withBean("noted", Flow.class, () -> noted).withBean("passing", Flow.class, () -> passing);
        for (ApplicationContextRunner runner : List.of(
                both.withPropertyValues("brainyflow.flows.passing.engine=memory"),
                both.withPropertyValues("brainyflow.runs.engine=memory", "brainyflow.flows.noted.engine=jdbc"))) {
            runner.run(context -> {
                FlowRuns runs = context.getBean(FlowRuns.class);
                JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
                int before = jdbc.queryForObject("select count(*) from brainyflow_run", Integer.class);
                String kept = runs.start("noted", Map.of());
                String passed = runs.start("passing", Map.of());
                Duration patience = Duration.ofSeconds(30);
                assertThat(runs.await(kept, patience).endedAt()).isPresent();
                assertThat(runs.await(passed, patience).waits()).hasSize(1);
                assertThat(jdbc.queryForObject("select count(*) from brainyflow_run", Integer.class))
                        .isEqualTo(before + 1);
                assertThat(runs.list(RunQuery.all().limitedTo(2)))
                        .extracting(RunView::flow)
                        .containsExactly("passing", "noted");
                assertThat(runs.waits(WaitQuery.all())).extracting(Wait::runId).containsExactly(passed);
                assertThat(runs.answer(passed, "a", "yes")).isTrue();
                assertThat(runs.await(passed, patience).memory()).containsEntry("a", "yes");
                runs.delete(passed);
                assertThat(runs.find(passed)).isEmpty();
                runs.delete(kept);
                assertThat(runs.find(kept)).isEmpty();
            });
        }
    }

    @Test
    void stopsTheStartWhereANodeWasGivenNoName() {
        Flow inner = Flow.builder("inner").start(new Node<Object, Object>() {}).build();
        Flow flow = Flow.builder("outer").node("in", inner).start(inner).build();
        runner().withBean("outer", Flow.class, () -> flow)
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .isEqualTo(
                                "Node 'node' of flow 'inner' was given no name. Its runs are kept in a database, and when the"
                                        + " flow is wired in another way, another node of its class may have that name. Name the node when"
                                        + " it is made, or by FlowBuilder.node(name, node), or set brainyflow.flows.outer.engine to"
                                        + " 'memory'."));
        runner().withBean("outer", Flow.class, () -> flow)
                .withPropertyValues("brainyflow.flows.outer.engine=memory")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void stopsTheStartWhereTransactionsOfANodeAreOfAnotherDatabase() {
        Node<?, ?> pay = Node.of("pay", memory -> {});
        Flow flow = Flow.builder("order").start(pay).transactional(pay).build();
        ApplicationContextRunner two = bare.withUserConfiguration(TwoDatabases.class)
                .withBean("order", Flow.class, () -> flow)
                .withBean(
                        "ordersTransactions",
                        PlatformTransactionManager.class,
                        () -> new DataSourceTransactionManager(TwoDatabases.ORDERS));
        two.withPropertyValues("brainyflow.jdbc.data-source=runs")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .startsWith(
                                "Node 'pay' of flow 'order' is transactional, and no transaction manager is of the data source"
                                        + " that runs are kept in"));
        two.withPropertyValues("brainyflow.jdbc.data-source=orders")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void leavesAnEngineOfTheUsersOwnAlone() {
        FlowRuns own = FlowRuns.inMemory(name -> null, 1);
        bare.withBean(FlowRuns.class, () -> own)
                .run(context -> assertThat(context.getBean(FlowRuns.class)).isSameAs(own));
    }

    @Test
    void keepsMergesByKeysThatAreBeans() {
        MemoryKey<Integer> highest =
                MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::max);
        Flow flow = Flow.builder("merging")
                .start(Node.of("merge", memory -> memory.merge(highest, 5)))
                .build();
        runner().withBean("merging", Flow.class, () -> flow)
                .withBean("highest", MemoryKey.class, () -> highest)
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String id = runs.start("merging", Map.of());
                    assertThat(runs.await(id, Duration.ofSeconds(30)).memory()).isEqualTo(Map.of("highest", 5));
                });
        runner().withBean("merging", Flow.class, () -> flow).run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            String id = runs.start("merging", Map.of());
            assertThat(runs.await(id, Duration.ofSeconds(30)).reason().orElseThrow())
                    .contains("Node 'merge': the value under 'highest' was merged by a reducer of its own");
        });
    }

    @Test
    void measuresRunsAndSaysWhetherTheyCanGoOn() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Flow flow = Flow.builder("measured")
                .start(Node.of("a", memory -> memory.put("mdc", MDC.get("brainyflow.run"))))
                .build();
        runner().withConfiguration(AutoConfigurations.of(RunHealthAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> meters)
                .withBean("measured", Flow.class, () -> flow)
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String id = runs.start("measured", Map.of());
                    assertThat(runs.await(id, Duration.ofSeconds(30)).memory()).containsEntry("mdc", id);
                    assertThat(meters.get("brainyflow.run")
                                    .tag("brainyflow.flow", "measured")
                                    .tag("outcome", "SUCCEEDED")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters.get("brainyflow.journal.batch").summary().totalAmount())
                            .as("entering the flow, its node, leaving it")
                            .isEqualTo(3);
                    assertThat(meters.get("brainyflow.journal.commit").timer().count())
                            .isBetween(1L, 3L);
                    assertThat(meters.get("brainyflow.runs.waiting").gauge().value())
                            .isZero();
                    assertThat(meters.get("brainyflow.runs.parked").gauge().value())
                            .isZero();
                    HealthIndicator health = context.getBean(HealthIndicator.class);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    assertThat(health.health().getDetails()).containsEntry("schema", "1");
                    new JdbcTemplate(context.getBean(DataSource.class)).execute("drop table brainyflow_schema");
                    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
                });
    }

    @Test
    void reportsWhenItIsAskedWhichRunsTheFlowsThatAreDeployedCannotGoOnWith() {
        ApplicationContextRunner exposing = runner().withConfiguration(
                        AutoConfigurations.of(CompatibilityEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=brainyflowcompatibility");
        WaitNode<?, String> ask = Node.await("ask", String.class);
        exposing.withBean(
                        "asking",
                        Flow.class,
                        () -> Flow.builder("asking").start(ask).build())
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    runs.start("asking", Map.of(), RunOptions.create().withRunId("1"));
                    runs.await("1", Duration.ofSeconds(30));
                    assertThat(context.getBean(CompatibilityEndpoint.class).report())
                            .isEqualTo(new CompatibilityEndpoint.Report(0, Map.of()));
                });
        exposing.withBean(
                        "asking",
                        Flow.class,
                        () -> Flow.builder("asking")
                                .start(Node.of("other", memory -> {}))
                                .build())
                .run(context -> assertThat(
                                context.getBean(CompatibilityEndpoint.class).report())
                        .isEqualTo(new CompatibilityEndpoint.Report(
                                1,
                                Map.of(
                                        "flow 'asking' at node 'ask'",
                                        new CompatibilityEndpoint.Finding(
                                                1,
                                                "Entry 4 of run '1' of flow 'asking' is of visit 1 of node 'ask', the flow"
                                                        + " now has 'other' there; continue the run with the"
                                                        + " graph that it began with")))));
        runner().run(context -> assertThat(context).doesNotHaveBean(CompatibilityEndpoint.class));
    }

    /** Stands for a tracer: what is sent has a header, and what is received is noted with it. */
    private static ObservationRegistry tracing(List<String> seen) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            @SuppressWarnings("unchecked")
            public void onStart(Observation.Context context) {
                if (context instanceof SenderContext<?> sending) {
                    SenderContext<Object> sender = (SenderContext<Object>) sending;
                    sender.getSetter().set(sender.getCarrier(), "traceparent", "trace 1");
                    sender.getSetter().set(sender.getCarrier(), "baggage", "tenant=acme");
                }
                if (context instanceof ReceiverContext<?> receiving) {
                    ReceiverContext<Object> receiver = (ReceiverContext<Object>) receiving;
                    seen.add(context.getName() + " of "
                            + receiver.getGetter().get(receiver.getCarrier(), "traceparent") + " with "
                            + receiver.getGetter().get(receiver.getCarrier(), "baggage") + " for "
                            + context.getHighCardinalityKeyValue("brainyflow.run.id")
                                    .getValue());
                }
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }

    @Test
    void hasEachStretchOfARunBeOfTheTraceThatItWasStartedIn() {
        Flow flow =
                Flow.builder("asking").start(Node.await("ask", String.class)).build();
        List<String> seen = new CopyOnWriteArrayList<>();
        ApplicationContextRunner asking = runner().withBean("asking", Flow.class, () -> flow)
                .withBean(ObservationRegistry.class, () -> tracing(seen));
        asking.run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            runs.start("asking", Map.of(), RunOptions.create().withRunId("traced"));
            runs.await("traced", Duration.ofSeconds(30));
        });
        asking.run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            runs.answer("traced", "ask", "yes");
            while (runs.await("traced", Duration.ofSeconds(30)).endedAt().isEmpty()) {
                Thread.onSpinWait();
            }
        });

        assertThat(seen)
                .hasSizeGreaterThanOrEqualTo(2)
                .containsOnly("brainyflow.run.stretch of trace 1 with tenant=acme for traced");
    }

    @Test
    void measuresHowLongRunsWait() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        WaitNode<?, String> wait = Node.await("ask", String.class);
        Flow flow = Flow.builder("asking").start(wait).build();
        Flow late = Flow.builder("late")
                .start(wait)
                .answerWithin(wait, Duration.ofMillis(1))
                .build();
        runner().withBean(MeterRegistry.class, () -> meters)
                .withBean("asking", Flow.class, () -> flow)
                .withBean("late", Flow.class, () -> late)
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String answered = runs.start("asking", Map.of());
                    runs.await(answered, Duration.ofSeconds(30));
                    runs.answer(answered, "ask", "yes");
                    for (String id : List.of(answered, runs.start("late", Map.of()))) {
                        while (runs.await(id, Duration.ofSeconds(30)).endedAt().isEmpty()) {
                            Thread.onSpinWait();
                        }
                    }
                    for (String outcome : List.of("ANSWERED", "TIMEOUT")) {
                        assertThat(meters.get("brainyflow.wait")
                                        .tag("brainyflow.node", "ask")
                                        .tag("outcome", outcome)
                                        .timer()
                                        .count())
                                .isEqualTo(1);
                    }
                });
    }

    @Test
    void startsRunsInTransactionsOfTheApplicationsOwnManager() {
        Flow flow = Flow.builder("starting").start(Node.of("a", memory -> {})).build();
        AtomicInteger begun = new AtomicInteger();
        runner().withBean("starting", Flow.class, () -> flow)
                .withUserConfiguration(OwnTransactions.class)
                .withBean(AtomicInteger.class, () -> begun)
                .run(context -> {
                    context.getBean(FlowRuns.class).start("starting", Map.of());
                    assertThat(begun).hasPositiveValue();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class StartingAnother {

        @Bean
        @FlowNode(startsFlow = "parent")
        Node<?, ?> startChild(FlowRuns runs) {
            return Node.of(
                    "startChild",
                    memory -> memory.put(
                            "child",
                            runs.start("child", Map.of(), RunOptions.create().withRunId("child"))));
        }

        @Bean
        @FlowNode(startsFlow = "child")
        Node<?, ?> work() {
            return Node.of("work", memory -> memory.put("worked", true));
        }
    }

    @Test
    void letsNodesStartRuns() {
        runner().withUserConfiguration(StartingAnother.class).run(context -> {
            FlowRuns runs = context.getBean(FlowRuns.class);
            runs.start("parent", Map.of(), RunOptions.create().withRunId("parent"));
            assertThat(runs.await("parent", Duration.ofSeconds(30)).memory()).containsEntry("child", "child");
            assertThat(runs.await("child", Duration.ofSeconds(30)).memory()).containsEntry("worked", true);
        });
    }

    @Test
    void refusesConnectionsThatDoNotCommitByThemselves() {
        runner().withPropertyValues("spring.datasource.hikari.auto-commit=false")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .startsWith("Runs of flows are kept in a database whose connections do not auto-commit"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTransactions {

        @Bean
        PlatformTransactionManager transactions(DataSource source, AtomicInteger begun) {
            return new DataSourceTransactionManager(source) {
                @Override
                protected void doBegin(Object transaction, TransactionDefinition definition) {
                    begun.incrementAndGet();
                    super.doBegin(transaction, definition);
                }
            };
        }
    }

    @Test
    void stopsTheStartWithoutADataSource() {
        bare.run(context -> assertThat(analysis(context.getStartupFailure()))
                .isEqualTo("Runs of flows are kept in a database, since brainyflow-jdbc is on the class path, but"
                        + " there is no data source."
                        + " Set spring.datasource.url, with a driver on the class path, or set brainyflow.runs.engine to"
                        + " 'memory'."));
        runner().withPropertyValues("brainyflow.jdbc.data-source=other")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .isEqualTo("Runs of flows are kept in a database, since brainyflow-jdbc is on the"
                                + " class path, but there is no data source 'other', which"
                                + " brainyflow.jdbc.data-source names. Name a bean of a data source."));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        static final DataSource ORDERS = new DriverManagerDataSource("jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1");

        @Bean
        DataSource orders() {
            return ORDERS;
        }

        @Bean
        DataSource runs() {
            return new DriverManagerDataSource("jdbc:h2:mem:runs;DB_CLOSE_DELAY=-1");
        }
    }

    @Test
    void asksForTheNameOfOneOfTwoDataSources() {
        ApplicationContextRunner two = bare.withUserConfiguration(TwoDatabases.class);
        two.run(context -> assertThat(analysis(context.getStartupFailure()))
                .startsWith("Runs of flows are kept in a database, and there are several data sources, none of which is"
                        + " primary: [orders, runs].")
                .endsWith("Name one of them by brainyflow.jdbc.data-source."));
        two.withPropertyValues("brainyflow.jdbc.data-source=runs").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(new JdbcTemplate(context.getBean("runs", DataSource.class))
                            .queryForObject("select version from brainyflow_schema", Integer.class))
                    .isEqualTo(1);
        });
    }

    @Test
    void stopsTheStartWhereTheTablesAreMissingOrOfAnotherVersion() throws Exception {
        runner().withPropertyValues("brainyflow.jdbc.initialize-schema=never")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .isEqualTo("The tables for runs of flows are missing: table brainyflow_schema cannot"
                                + " be read. Set brainyflow.jdbc.initialize-schema to 'always', or"
                                + " let Flyway or Liquibase execute"
                                + " io/brainyflow/jdbc/schema-postgresql.sql or schema-h2.sql of brainyflow-jdbc."));
        runner().run(context -> assertThat(context).hasNotFailed());
        try (Connection connection = DriverManager.getConnection(url())) {
            connection.createStatement().execute("update brainyflow_schema set version = 2");
        }
        runner().run(context -> assertThat(analysis(context.getStartupFailure()))
                .isEqualTo("The tables for runs of flows have version 2, and this brainyflow-jdbc works with"
                        + " version 1. Use the brainyflow-jdbc that goes with them, or bring them to version 1 as its"
                        + " changelog says."));
    }

    @Test
    void stopsTheStartWhereH2WouldLoseWhatWasCommitted() throws Exception {
        try (Connection connection = DriverManager.getConnection(url(), "sa", "")) {
            connection.createStatement().execute("create user clerk password ''");
        }
        runner().withPropertyValues("spring.datasource.username=clerk", "brainyflow.jdbc.initialize-schema=never")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .contains(
                                "loses what was committed last if the process dies, and this user may not change that.")
                        .endsWith(
                                "Let an administrator execute SET WRITE_DELAY 0, and add ;WRITE_DELAY=0 to the URL, or"
                                        + " use an administrator."));
    }

    @Test
    void stopsTheStartWhereTheDatabaseCannotBeReached() {
        runner().withPropertyValues("spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1")
                .withPropertyValues("spring.datasource.hikari.connection-timeout=250")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .startsWith("Runs of flows are kept in a database, which cannot be reached: ")
                        .endsWith(
                                "Check spring.datasource.url and that the database is up, or set brainyflow.runs.engine to"
                                        + " 'memory'."));
    }

    /** Has another process open the database meanwhile. */
    private static void besideAnotherProcess(String url, Runnable work) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.h2.tools.Shell",
                        "-url",
                        url,
                        "-user",
                        "")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = other.inputReader()) {
            String line = said.readLine();
            while (line != null && !line.contains("Commands are case insensitive")) { // it is connected then
                line = said.readLine();
            }
            assertThat(line).isNotNull();
            work.run();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void stopsTheStartWhereAnotherProcessHasTheFile() throws Exception {
        besideAnotherProcess(
                url(),
                () -> runner().withPropertyValues("spring.datasource.hikari.connection-timeout=250")
                        .run(context -> assertThat(analysis(context.getStartupFailure()))
                                .startsWith("Runs of flows are kept in a database, which cannot be reached: ")
                                .endsWith(
                                        "Stop the other process, since an H2 file is for one instance; use PostgreSQL for"
                                                + " several.")));
    }

    @Test
    void leavesTasksToAnotherProcessThatSharesTheFile() throws Exception {
        ApplicationContextRunner sharing =
                runner().withPropertyValues("spring.datasource.url=" + url() + ";AUTO_SERVER=TRUE");
        sharing.run(context -> new JdbcTemplate(context.getBean(DataSource.class))
                .update("insert into brainyflow_task (task_name, task_instance, execution_time, picked, picked_by,"
                        + " last_heartbeat, version) values ('of another', '1', current_timestamp, true, 'another',"
                        + " current_timestamp, 1)"));

        besideAnotherProcess(
                url() + ";AUTO_SERVER=TRUE",
                () -> sharing.run(context -> assertThat(pickedTasks(context))
                        .as("whose owner may live")
                        .isOne()));
        sharing.run(context ->
                assertThat(pickedTasks(context)).as("whose owner is gone").isZero());
    }

    private static int pickedTasks(ApplicationContext context) {
        return new JdbcTemplate(context.getBean(DataSource.class))
                .queryForObject("select count(*) from brainyflow_task where picked", Integer.class);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void warnsOfAPoolThatIsTooSmall(CapturedOutput output) {
        runner().withPropertyValues("spring.datasource.hikari.maximum-pool-size=6")
                .run(context -> assertThat(output)
                        .contains(
                                "The pool of the database that runs are kept in has 6 connections at most, and 7 are needed at"
                                        + " least, or runs and the application wait for each other; raise"
                                        + " spring.datasource.hikari.maximum-pool-size"));
    }

    @Test
    void bindsItsPropertiesStrictly() {
        runner().withPropertyValues("brainyflow.jdbc.max-runz=3")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("brainyflow.jdbc.max-runz"));
        runner().withPropertyValues("brainyflow.jdbc.max-runs=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("maxRuns must be at least 1, but was 0"));
        runner().withPropertyValues("brainyflow.jdbc.heartbeat=0s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("heartbeat must be positive, but was PT0S"));
    }

    @Test
    void allowsTheTypesOfTheApplicationUnlessOthersAreNamed() {
        runner().withPropertyValues("brainyflow.runs.types=com.acme")
                .run(context -> assertThat(context.getBean(EntryCodec.class)).isNotNull());
    }

    private static String analysis(Throwable failure) {
        FailureAnalysis analysis = new UnkeepableRunsAnalyzer().analyze(failure);
        assertThat(analysis).as(String.valueOf(failure)).isNotNull();
        return analysis.getDescription() + " " + analysis.getAction();
    }
}
