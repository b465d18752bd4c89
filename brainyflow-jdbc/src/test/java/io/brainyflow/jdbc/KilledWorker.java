package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Memory;
import io.brainyflow.MemoryKey;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.RunOptions;
import io.brainyflow.RunQuery;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.Wait;
import io.brainyflow.WaitNode;
import io.brainyflow.WaitQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;

/**
 * A process that is killed at any moment, or whose database is: performs runs of a flow with a loop, in which are a transactional
 * node and a repeatable one, branches that meet, a wait and retries, and answers what they ask. Starts them, too, under ids that are
 * always the same, so that whoever comes first does.
 */
final class KilledWorker {

    static final int BRANCHES = 200;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final MemoryKey<Integer> SUM = MemoryKey.sum("sum", Integer.class);

    private KilledWorker() {}

    /** Takes the URL of the database, how many runs there are, and how often each loops. */
    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[1]);
        int loops = Integer.parseInt(args[2]);
        AtomicReference<JdbcTemplate> log = new AtomicReference<>();
        try (TestInstance instance = TestInstance.on(
                args[0],
                Map.of("killed", flow(log, loops)),
                "spring.application.name=" + ProcessHandle.current().pid(),
                "brainyflow.jdbc.heartbeat=500ms",
                "brainyflow.jdbc.polling-interval=200ms",
                "brainyflow.runs.max-takeovers=1000")) {
            log.set(new JdbcTemplate(instance.context().getBean(javax.sql.DataSource.class)));
            FlowRuns engine = instance.runs();
            for (int i = 0; i < runs; i++) {
                engine.start(
                        "killed", Map.of("limit", loops), RunOptions.create().withRunId(id(i)));
            }
            System.out.println("started");
            while (!sinceThereIsADatabase(() -> haveSucceeded(engine, runs))) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            System.out.println("done");
        }
    }

    private static boolean haveSucceeded(FlowRuns engine, int runs) {
        for (Wait wait : engine.waits(WaitQuery.all())) {
            engine.answer(wait.runId(), wait.visit(), "yes to " + wait.asked());
        }
        List<RunView> failed = engine.list(RunQuery.all().with(Status.FAILED));
        if (!failed.isEmpty()) {
            throw new IllegalStateException(failed.toString());
        }
        return engine.list(RunQuery.all().with(Status.SUCCEEDED)).size() == runs;
    }

    /** Does it again and again while its connection, or the database, is killed. */
    private static <T> T sinceThereIsADatabase(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (DataAccessException | TransactionException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    static String id(int run) {
        return "run " + run;
    }

    private static Flow flow(AtomicReference<JdbcTemplate> log, int loops) {
        Node<?, ?> loop = Node.of("loop", (memory, signals) -> {
            note(log);
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < memory.get("limit", Integer.class) ? "again" : "on");
        });
        RetryPolicy untilThereIsADatabase = RetryPolicy.ofAttempts(10_000).withWaitTime(PAUSE);
        Node<?, ?> charge = new Node<>("charge", untilThereIsADatabase) {
            @Override
            public Object exec(Object nothing) {
                Visit visit = Visit.current();
                log.get().update("insert into ledger (run_id, visit) values (?, ?)", visit.runId(), visit.key());
                LockSupport.parkNanos(PAUSE.toNanos());
                return visit.key();
            }

            @Override
            public void post(Memory memory, Object nothing, Object key) {
                memory.add("charged", 1);
            }
        };
        Node<?, ?> twice = Node.of("twice", memory -> memory.put("twice", 2 * memory.get("count", Integer.class)));
        WaitNode<?, String> ask =
                Node.await("ask", String.class, memory -> memory.get("count"), (memory, asked, answer, signals) -> {
                    note(log);
                    memory.put("answer", answer);
                });
        Node<?, ?> fan = Node.of("fan", (memory, signals) -> {
            note(log);
            for (int i = 1; i <= BRANCHES; i++) {
                signals.trigger("item", Map.of("i", i));
            }
        });
        Node<Integer, Integer> work = new Node<>("work", RetryPolicy.ofAttempts(2)) {
            @Override
            public Integer prep(Memory memory) {
                return memory.get("i", Integer.class);
            }

            @Override
            public Integer exec(Integer i) {
                note(log);
                if (i % 7 == 0 && curRetry() == 0) {
                    throw new IllegalStateException("not yet");
                }
                return i;
            }

            @Override
            public void post(Memory memory, Integer i, Integer done) {
                memory.merge(SUM, done);
                memory.append("seen", done);
            }
        };
        Node<?, ?> join = Node.of("join", memory -> {
            note(log);
            memory.put("met", memory.joined().size());
        });
        return Flow.builder("killed")
                .start(loop)
                .on(loop, "again", charge)
                .transactional(charge)
                .next(charge, twice)
                .repeatable(twice)
                .next(twice, loop)
                .on(loop, "on", ask)
                .next(ask, fan)
                .on(fan, "item", work)
                .next(work, join)
                .join(join)
                .parallel()
                .maxConcurrency(4)
                .maxVisits(loops)
                .build();
    }

    /** Notes that a visit has begun, whatever becomes of it, and takes some time. */
    private static void note(AtomicReference<JdbcTemplate> log) {
        Visit visit = Visit.current();
        LockSupport.parkNanos(PAUSE.toNanos());
        sinceThereIsADatabase(() -> log.get()
                .update(
                        "insert into visit_log (run_id, visit, attempt) values (?, ?, ?)",
                        visit.runId(),
                        visit.key(),
                        visit.attempt()));
    }
}
