package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunView;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections are lost in the middle of commits, and a database is killed; nothing is lost by that, and nothing is done twice. */
@Timeout(120)
class FaultTest {

    private static final int RUNS = 20;
    private static final int VISITS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final AtomicInteger performed = new AtomicInteger();

    @TempDir
    private Path folder;

    private Flow loop() {
        return loop(false);
    }

    private Flow loop(boolean isTransactional) {
        Node<?, ?> step = Node.of("step", (memory, signals) -> {
            performed.incrementAndGet();
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < VISITS ? "again" : "done");
        });
        FlowBuilder builder = Flow.builder("loop")
                .start(step)
                .on(step, "again", step)
                .end(step, "done")
                .maxVisits(VISITS);
        return (isTransactional ? builder.transactional(step) : builder).build();
    }

    @Test
    void committedOrNotIsLookedUpWhenAConnectionIsLostInH2() throws InterruptedException {
        loseConnections("jdbc:h2:file:" + folder.resolve("runs"));
    }

    @Test
    void committedOrNotIsLookedUpWhenAConnectionIsLostInPostgres() throws InterruptedException {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        try (Postgres server = Postgres.start()) {
            loseConnections(server.url());
        }
    }

    private void loseConnections(String url) throws InterruptedException {
        AtomicReference<LosingConnections> losing = new AtomicReference<>();
        try (TestInstance instance = TestInstance.over(
                source -> {
                    losing.set(LosingConnections.ofTheLane(source, 5));
                    return losing.get();
                },
                url,
                Map.of("loop", loop()))) {
            assertAllCompleteOnce(instance, start(instance.runs()));
        }
        assertThat(losing.get().lostBefore()).isPositive();
        assertThat(losing.get().lostAfter()).isPositive();
    }

    /** Notes when a batch of entries is refused. */
    private static DataSource noting(DataSource source, AtomicInteger refused) {
        return new DelegatingDataSource(source) {
            @Override
            public Connection getConnection() throws SQLException {
                return Intercepted.of(
                        Connection.class,
                        super.getConnection(),
                        (method, arguments, call) ->
                                method.equals("prepareStatement") ? noting(call.get(), refused) : call.get());
            }
        };
    }

    private static Object noting(Object statement, AtomicInteger refused) {
        return Intercepted.of(PreparedStatement.class, statement, (method, arguments, call) -> {
            try {
                return call.get();
            } catch (SQLException e) {
                if (method.equals("executeBatch")) {
                    refused.incrementAndGet();
                }
                throw e;
            }
        });
    }

    @Test
    void anEntryThatTheDatabaseRefusesFailsItsRunAndNoOther() throws InterruptedException {
        Node<?, ?> large = Node.of("large", memory -> {
            for (int i = 0; i < 4; i++) {
                memory.put("part " + i, "x".repeat(300_000)); // H2 takes a million characters in a row
            }
        });
        AtomicInteger refused = new AtomicInteger();
        try (TestInstance instance = TestInstance.over(
                source -> noting(source, refused),
                "jdbc:h2:file:" + folder.resolve("runs"),
                Map.of(
                        "loop",
                        loop(),
                        "large",
                        Flow.builder("large").start(large).build()))) {
            List<String> ids = new ArrayList<>();
            while (refused.get() == 0) { // until it is among entries of others
                String harmed = instance.runs().start("large", Map.of());
                ids.addAll(start(instance.runs()));
                RunView view = ended(instance.runs(), harmed);
                assertThat(view.status()).isEqualTo(Status.FAILED);
                assertThat(view.reason().orElseThrow()).contains("entry 4 was not written, as the database refuses it");
            }
            for (String id : ids) {
                assertThat(ended(instance.runs(), id).status()).isEqualTo(Status.SUCCEEDED);
            }
        }
    }

    @Test
    void runsGoOnWhenADatabaseThatWasKilledIsBack() throws InterruptedException {
        killDatabaseUnder(loop());
    }

    @Test
    void runsOfTransactionalNodesGoOnWhenADatabaseThatWasKilledIsBack() throws InterruptedException {
        killDatabaseUnder(loop(true));
    }

    private void killDatabaseUnder(Flow loop) throws InterruptedException {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        assumeTrue(System.getProperty("brainyflow.kills") != null, "takes longer, and is run by CI");
        try (Postgres server = Postgres.start();
                TestInstance instance = TestInstance.on(server.url(), Map.of("loop", loop))) {
            List<String> ids = start(instance.runs());
            awaitPerformed(RUNS * VISITS / 4);
            server.kill();
            server.boot();
            assertAllCompleteOnce(instance, ids);
        }
    }

    @Test
    void anInstanceStopsThoughItsDatabaseIsGone() throws InterruptedException {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        Node<?, ?> step = Node.of("step", (memory, signals) -> {
            performed.incrementAndGet();
            signals.trigger("again");
        });
        Flow endless = Flow.builder("loop")
                .start(step)
                .on(step, "again", step)
                .transactional(step)
                .maxVisits(1_000_000)
                .build();
        Postgres server = Postgres.start();
        try (TestInstance instance = TestInstance.on(
                server.url(),
                Map.of("loop", endless),
                "brainyflow.shutdown.await-termination-period=100ms",
                "spring.datasource.hikari.connection-timeout=250")) {
            start(instance.runs());
            awaitPerformed(RUNS * VISITS);
            server.kill();
        } finally {
            server.boot();
            server.close();
        }
    }

    private void awaitPerformed(int visits) throws InterruptedException {
        while (performed.get() < visits) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }
    }

    private static List<String> start(FlowRuns runs) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            ids.add(runs.start("loop", Map.of()));
        }
        return ids;
    }

    private void assertAllCompleteOnce(TestInstance instance, List<String> ids) throws InterruptedException {
        for (String id : ids) {
            RunView view = ended(instance.runs(), id);
            assertThat(view.status()).as(view.toString()).isEqualTo(Status.SUCCEEDED);
            assertThat(view.memory()).isEqualTo(Map.of("count", VISITS));
        }
        JdbcTemplate jdbc = new JdbcTemplate(instance.context().getBean(DataSource.class));
        assertThat(jdbc.queryForList(
                        "select count(*) from brainyflow_entry where kind = 'V' group by run_no", Integer.class))
                .as("the visits, and the two parts of the flow")
                .hasSize(RUNS)
                .containsOnly(VISITS + 2);
    }

    /** The database may not be there when somebody asks. */
    private static RunView ended(FlowRuns runs, String id) throws InterruptedException {
        while (true) {
            try {
                RunView view = runs.await(id, PATIENCE);
                if (view.endedAt().isPresent()) {
                    return view;
                }
            } catch (org.springframework.dao.DataAccessException e) {
                Thread.onSpinWait();
            }
        }
    }
}
