package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.FlowRuns;
import io.brainyflow.RunView;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Processes that perform runs are killed at any moment; others go on, and nothing that has completed is done again. */
@Timeout(1_500)
class KillTest {

    /** How often a process is killed; more where all is to be proved. */
    private static final int KILLS = Integer.getInteger("brainyflow.kills", 2);

    private static final boolean LONG = System.getProperty("brainyflow.kills") != null;

    private static final int RUNS = 3;

    /** More than can be done before the last process is killed. */
    private static final int LOOPS = 40 * (KILLS + 1);

    /** How often a process is stopped, which takes longer. */
    private static final int STOPS = Math.min(KILLS, 20);

    /** More than the others can do while processes are stopped. */
    private static final int LOOPS_OVER_STOPS = 150 * (STOPS + 1);

    /** Until an owner that has stopped is taken for dead, and another has gone on for a while: four heartbeats of 500 ms, and more. */
    private static final Duration DEAD = Duration.ofSeconds(4);

    @TempDir
    private Path folder;

    @Test
    void goOnInAnH2FileWhenTheProcessIsStartedAgain() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("runs") + ";WRITE_DELAY=0";
        makeTables(url);
        Random chance = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            WorkerProcess worker = worker(url, LOOPS);
            worker.awaitStarted();
            worker.killAfter(chance.nextInt(1_500));
        }
        WorkerProcess last = worker(url, LOOPS);
        last.awaitEnd();

        assertAllIsWell(url, LOOPS);
    }

    @Test
    void goOnInPostgresWithAnotherInstance() throws Exception {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        assumeTrue(LONG, "takes longer, and is run by CI with -Dbrainyflow.kills");
        try (Postgres server = Postgres.start()) {
            makeTables(server.url());
            Random chance = new Random(11);
            JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(server.url()));
            List<WorkerProcess> workers =
                    new ArrayList<>(List.of(worker(server.url(), LOOPS), worker(server.url(), LOOPS)));
            try {
                for (WorkerProcess worker : List.copyOf(workers)) {
                    worker.awaitStarted();
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    WorkerProcess owner = owner(jdbc, workers);
                    owner.killAfter(chance.nextInt(800));
                    workers.remove(owner);
                    workers.add(worker(server.url(), LOOPS));
                }
                for (WorkerProcess worker : workers) {
                    worker.awaitEnd();
                }
            } finally {
                workers.forEach(WorkerProcess::kill);
            }
            assertAllIsWell(server.url(), LOOPS);
        }
    }

    @Test
    void goOnInPostgresWhereAnOwnerIsStoppedForLongerThanItsHeartbeat() throws Exception {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        assumeTrue(LONG, "takes longer, and is run by CI with -Dbrainyflow.kills");
        try (Postgres server = Postgres.start()) {
            makeTables(server.url());
            Random chance = new Random(13);
            JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(server.url()));
            List<WorkerProcess> workers =
                    List.of(worker(server.url(), LOOPS_OVER_STOPS), worker(server.url(), LOOPS_OVER_STOPS));
            try {
                for (WorkerProcess worker : workers) {
                    worker.awaitStarted();
                }
                for (int stop = 0; stop < STOPS; stop++) {
                    WorkerProcess owner = owner(jdbc, workers);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(chance.nextInt(300)));
                    owner.signal("STOP");
                    LockSupport.parkNanos(DEAD.toNanos());
                    owner.signal("CONT");
                }
                for (WorkerProcess worker : workers) {
                    worker.awaitEnd();
                }
            } finally {
                workers.forEach(WorkerProcess::kill);
            }
            assertAllIsWell(server.url(), LOOPS_OVER_STOPS);
        }
    }

    private static WorkerProcess worker(String url, int loops) throws IOException {
        return WorkerProcess.start(KilledWorker.class, url, String.valueOf(RUNS), String.valueOf(loops));
    }

    /** Waits until one of the processes performs a run, and returns it. */
    private static WorkerProcess owner(JdbcTemplate jdbc, List<WorkerProcess> workers) {
        while (workers.stream().anyMatch(worker -> worker.process().isAlive())) {
            List<String> owners = jdbc.queryForList(
                    "select owner from brainyflow_run where owner is not null and status = 'RUNNING'", String.class);
            for (WorkerProcess worker : workers) {
                if (owners.stream()
                        .anyMatch(owner -> owner.startsWith(worker.process().pid() + " on "))) {
                    return worker;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("All runs have ended before the last process could be killed or stopped");
    }

    private static void makeTables(String url) throws SQLException {
        execute(url, "create table visit_log (run_id varchar(100), visit varchar(200), attempt int)");
        execute(url, "create table ledger (run_id varchar(100), visit varchar(200))");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertAllIsWell(String url, int loops) {
        try (TestInstance instance = TestInstance.on(url, Map.of())) {
            FlowRuns runs = instance.runs();
            for (int run = 0; run < RUNS; run++) {
                RunView view = runs.find(KilledWorker.id(run)).orElseThrow();
                assertThat(view.memory())
                        .containsEntry("count", loops)
                        .containsEntry("answer", "yes to " + loops)
                        .containsEntry("met", KilledWorker.BRANCHES)
                        .containsEntry("sum", KilledWorker.BRANCHES * (KilledWorker.BRANCHES + 1) / 2);
                assertThat((List<?>) view.memory().get("seen"))
                        .map(Integer.class::cast)
                        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, KilledWorker.BRANCHES)
                                .boxed()
                                .toList());
            }
        }
        JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url));
        assertThat(jdbc.queryForList(
                        "select count(distinct visit) from ledger group by run_id having count(distinct visit) = count(*)",
                        Integer.class))
                .as("what transactional nodes have done, each once")
                .containsOnly(loops - 1)
                .hasSize(RUNS);
        // Each of these visits, and the two parts of the flow and of the wait.
        int entries = loops + 2 * (loops - 1) + KilledWorker.BRANCHES + 2 + 4;
        assertThat(jdbc.queryForList(
                        "select count(*) from brainyflow_entry where kind = 'V' group by run_no", Integer.class))
                .as("completions")
                .containsOnly(entries)
                .hasSize(RUNS);
        assertThat(jdbc.queryForList("select status from brainyflow_run", String.class))
                .containsOnly("SUCCEEDED");
        Integer takeovers = jdbc.queryForObject("select sum(epoch) from brainyflow_run", Integer.class);
        assertThat(takeovers)
                .as("ownerships, of which two are of a run that asks and is not killed")
                .isGreaterThan(2 * RUNS);
        assertThat(jdbc.queryForObject("select count(*) from brainyflow_wait", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("select count(*) from brainyflow_request", Integer.class))
                .isZero();
        Integer twice = jdbc.queryForObject(
                "select count(*) from (select visit from visit_log group by visit, attempt having count(*) > 1) twice",
                Integer.class);
        System.out.println(takeovers + " ownerships of " + RUNS + " runs; " + twice
                + " visits were under way when a process was killed, and were begun again");
    }
}
