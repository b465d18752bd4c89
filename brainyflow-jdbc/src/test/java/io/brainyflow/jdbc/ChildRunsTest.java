package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A run starts a thousand others, which two processes perform, and waits for all of them; one of the processes is killed. */
@Timeout(200)
class ChildRunsTest {

    private static final int LETTERS = 1_000;

    @Test
    void areEachWaitedForOnceThoughAProcessIsKilled() throws Exception {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        assumeTrue(System.getProperty("brainyflow.kills") != null, "takes longer, and is run by CI");
        try (Postgres server = Postgres.start()) {
            WorkerProcess killed = worker(server);
            WorkerProcess other = worker(server);
            killed.awaitStarted();
            other.awaitStarted();
            JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(server.url()));
            while (ended(jdbc) < LETTERS / 4) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            killed.kill();
            WorkerProcess third = worker(server);
            other.awaitEnd();
            third.awaitEnd();

            try (TestInstance instance = TestInstance.on(server.url(), Map.of())) {
                RunView mailing = instance.runs().find(ChildWorker.PARENT).orElseThrow();
                assertThat(mailing.memory()).containsEntry("open", 0).containsEntry("done", true);
                assertThat((List<?>) mailing.memory().get("sent"))
                        .map(Integer.class::cast)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.rangeClosed(1, LETTERS).boxed().toList());
                assertThat(instance.runs().list(RunQuery.all().ofFlow("letter").limitedTo(2 * LETTERS)))
                        .hasSize(LETTERS)
                        .allSatisfy(letter -> assertThat(letter.status()).isEqualTo(Status.SUCCEEDED));
            }
        }
    }

    private static WorkerProcess worker(Postgres server) throws java.io.IOException {
        return WorkerProcess.start(ChildWorker.class, server.url(), String.valueOf(LETTERS));
    }

    private static int ended(JdbcTemplate jdbc) {
        Integer count = jdbc.queryForObject(
                "select count(*) from brainyflow_run where flow = 'letter' and status = 'SUCCEEDED'", Integer.class);
        return count == null ? 0 : count;
    }
}
