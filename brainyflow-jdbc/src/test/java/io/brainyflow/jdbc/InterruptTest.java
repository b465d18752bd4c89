package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** Threads of an instance are interrupted at any moment, whoever may do that; runs come to their end all the same. */
@Timeout(280)
class InterruptTest {

    private static final int SECONDS = Integer.getInteger("brainyflow.interrupts", 0);
    private static final int VISITS = 40;

    private final AtomicReference<JdbcTemplate> jdbc = new AtomicReference<>();

    private Flow loop() {
        Node<?, ?> charge = Node.of("charge", memory -> {
            jdbc.get().update("insert into ledger values (?)", Visit.current().key());
            memory.add("charged", 1);
        });
        Node<?, ?> count = Node.of("count", (memory, signals) -> {
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < VISITS ? "again" : "done");
        });
        return Flow.builder("loop")
                .start(charge)
                .next(charge, count)
                .on(count, "again", charge)
                .end(count, "done")
                .transactional(charge)
                .maxVisits(VISITS)
                .build();
    }

    /** Returns the threads that have a part in runs, and no others: who else is interrupted is not our business. */
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("brainyflow")
                        || Arrays.stream(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith("com.github.kagkarlsson")))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void runsComeToTheirEndWhoeverIsInterrupted() throws InterruptedException {
        assumeTrue(SECONDS > 0, "takes longer, and is run by CI with -Dbrainyflow.interrupts");
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        try (Postgres server = Postgres.start();
                TestInstance instance = TestInstance.on(
                        server.url(),
                        Map.of("loop", loop()),
                        "brainyflow.runs.max-takeovers=100000",
                        "brainyflow.jdbc.heartbeat=500ms",
                        "brainyflow.jdbc.polling-interval=100ms")) {
            jdbc.set(new JdbcTemplate(instance.context().getBean(DataSource.class)));
            jdbc.get().execute("create table ledger (visit varchar(200))");
            Random chance = new Random(17);
            List<String> ids = new ArrayList<>();
            int interrupts = 0;
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            while (System.nanoTime() < end) {
                if (ids.size() < 10 * SECONDS && interrupts % 4 == 0) {
                    ids.add(instance.runs()
                            .start("loop", Map.of(), RunOptions.create().withRunId("run " + ids.size())));
                }
                List<Thread> threads = threads();
                threads.get(chance.nextInt(threads.size())).interrupt();
                interrupts++;
                LockSupport.parkNanos(chance.nextInt(50_000_000));
            }
            for (String id : ids) {
                RunView run = instance.runs().await(id, Duration.ofMinutes(2));
                while (run.endedAt().isEmpty()) {
                    run = instance.runs().await(id, Duration.ofMinutes(2));
                }
                assertThat(run.status()).as(run.toString()).isEqualTo(Status.SUCCEEDED);
                assertThat(run.memory()).isEqualTo(Map.of("count", VISITS, "charged", VISITS));
            }
            assertThat(jdbc.get().queryForObject("select count(*) from ledger", Integer.class))
                    .isEqualTo(VISITS * ids.size())
                    .isEqualTo(jdbc.get().queryForObject("select count(distinct visit) from ledger", Integer.class));
            System.out.println(interrupts + " interrupts under " + ids.size() + " runs");
        }
    }
}
