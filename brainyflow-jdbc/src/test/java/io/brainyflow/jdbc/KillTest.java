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
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Processes that perform runs, or their database, are killed at any moment; others go on, and nothing that has completed is done again. */
@Timeout(1_500)
class KillTest {

    /** How often the owner of a run is killed; more where all is to be proved. */
    private static final int KILLS = Integer.getInteger("brainyflow.kills", 2);

    private static final boolean LONG = System.getProperty("brainyflow.kills") != null;

    /** How often anything else is killed or stopped, which takes longer. */
    private static final int FAULTS = Math.min(KILLS, 20);

    /** How often a connection is killed. */
    private static final int LOST_CONNECTIONS = 2 * KILLS;

    private static final int RUNS = 3;

    /** Of so many kills, one is of both processes. */
    private static final int BOTH = 4;

    /** Until an owner that has stopped is taken for dead, and another has gone on for a while: four heartbeats of 500 ms, and more. */
    private static final Duration DEAD = Duration.ofSeconds(4);

    private final Random chance = new Random(11);

    @TempDir
    private Path folder;

    /** What happens to two processes and their database. */
    private interface Fault {
        void happen(Postgres server, JdbcTemplate jdbc, List<WorkerProcess> workers) throws Exception;
    }

    /** Returns how often a run loops so that it has not ended before the last fault. */
    private static int loops(int faults, int each) {
        return each * (faults + 1);
    }

    @Test
    void goOnInAnH2FileWhenTheProcessIsStartedAgain() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("runs") + ";WRITE_DELAY=0";
        makeTables(url);
        int loops = loops(FAULTS, 40);
        for (int kill = 0; kill < FAULTS; kill++) {
            WorkerProcess worker = worker(url, loops);
            worker.awaitStarted();
            worker.killAfter(chance.nextInt(1_500));
        }
        WorkerProcess last = worker(url, loops);
        last.awaitEnd();

        assertThat(assertAllIsWell(url, loops)).isGreaterThan(2 * RUNS);
    }

    @Test
    void goOnInPostgresWithAnotherInstanceOrWhenBothAreStartedAgain() throws Exception {
        int loops = loops(KILLS, 40);
        int ownerships = goOnInPostgres(loops, (server, jdbc, workers) -> {
            for (int kill = 0; kill < KILLS; kill++) {
                WorkerProcess owner = owner(jdbc, workers);
                owner.killAfter(chance.nextInt(800));
                workers.remove(owner);
                if (kill % BOTH == BOTH - 1) {
                    workers.remove(0).killAfter(0);
                    workers.add(worker(server.url(), loops));
                }
                workers.add(worker(server.url(), loops));
            }
        });

        assertThat(ownerships).isGreaterThan(2 * RUNS);
    }

    @Test
    void goOnInPostgresWhereAnOwnerIsStoppedForLongerThanItsHeartbeat() throws Exception {
        int ownerships = goOnInPostgres(loops(FAULTS, 150), (server, jdbc, workers) -> {
            for (int stop = 0; stop < FAULTS; stop++) {
                WorkerProcess owner = owner(jdbc, workers);
                pause(chance.nextInt(300));
                owner.signal("STOP");
                pause(DEAD.toMillis());
                owner.signal("CONT");
            }
        });

        assertThat(ownerships).isGreaterThan(2 * RUNS);
    }

    @Test
    void goOnInPostgresWhenItIsThereAgain() throws Exception {
        int ownerships = goOnInPostgres(loops(FAULTS, 60), (server, jdbc, workers) -> {
            for (int kill = 0; kill < FAULTS; kill++) {
                owner(jdbc, workers);
                pause(chance.nextInt(300));
                server.kill();
                server.boot();
            }
        });

        assertThat(ownerships).isGreaterThan(2 * RUNS);
    }

    @Test
    void goOnInPostgresWhereConnectionsAreKilled() throws Exception {
        goOnInPostgres(loops(LOST_CONNECTIONS, 10), (server, jdbc, workers) -> {
            int killed = 0;
            while (killed < LOST_CONNECTIONS) {
                owner(jdbc, workers);
                pause(chance.nextInt(50));
                killed += jdbc.queryForList("select pg_terminate_backend(pid) from (select pid from pg_stat_activity"
                                + " where backend_type = 'client backend' and pid <> pg_backend_pid()"
                                + " order by random() limit 1) one")
                        .size();
            }
        });
    }

    private int goOnInPostgres(int loops, Fault fault) throws Exception {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        assumeTrue(LONG, "takes longer, and is run by CI with -Dbrainyflow.kills");
        try (Postgres server = Postgres.start()) {
            makeTables(server.url());
            JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(server.url()));
            List<WorkerProcess> workers =
                    new ArrayList<>(List.of(worker(server.url(), loops), worker(server.url(), loops)));
            try {
                for (WorkerProcess worker : workers) {
                    worker.awaitStarted();
                }
                fault.happen(server, jdbc, workers);
                for (WorkerProcess worker : workers) {
                    worker.awaitEnd();
                }
            } finally {
                workers.forEach(WorkerProcess::kill);
            }
            return assertAllIsWell(server.url(), loops);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static WorkerProcess worker(String url, int loops) throws IOException {
        return WorkerProcess.start(KilledWorker.class, url, String.valueOf(RUNS), String.valueOf(loops));
    }

    /** Waits until one of the processes performs a run, and returns it. */
    private static WorkerProcess owner(JdbcTemplate jdbc, List<WorkerProcess> workers) {
        while (workers.stream().anyMatch(worker -> worker.isAlive())) {
            List<String> owners = jdbc.queryForList(
                    "select owner from brainyflow_run where owner is not null and status = 'RUNNING'", String.class);
            for (WorkerProcess worker : workers) {
                if (owners.stream().anyMatch(owner -> owner.startsWith(worker.pid() + " on "))) {
                    return worker;
                }
            }
            pause(20);
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

    /** Returns how many ownerships there were; where nothing happens, a run has one before it asks and one after that. */
    private static int assertAllIsWell(String url, int loops) {
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
        int ownerships =
                Objects.requireNonNull(jdbc.queryForObject("select sum(epoch) from brainyflow_run", Integer.class));
        assertThat(jdbc.queryForObject("select count(*) from brainyflow_wait", Integer.class))
                .isZero();
        assertThat(jdbc.queryForObject("select count(*) from brainyflow_request", Integer.class))
                .isZero();
        Integer twice = jdbc.queryForObject(
                "select count(*) from (select visit from visit_log group by visit, attempt having count(*) > 1) twice",
                Integer.class);
        System.out.println(ownerships + " ownerships of " + RUNS + " runs; " + twice
                + " visits were under way at a fault, and were begun again");
        return ownerships;
    }
}
