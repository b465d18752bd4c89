package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Actions;
import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.FlowListener;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuntime;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import io.brainyflow.WaitNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What transactional nodes write to the database of their runs is there if and only if their visits have completed. */
@Timeout(90)
abstract class TransactionalNodesContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable TestInstance instance;
    private JdbcTemplate outside;

    /** The application's own access, whose transactions are those of the visits. */
    private final AtomicReference<JdbcTemplate> inside = new AtomicReference<>();

    abstract String url();

    @BeforeEach
    void makeTables() {
        outside = new JdbcTemplate(new DriverManagerDataSource(url()));
        outside.execute("create table ledger (run_id varchar(100), visit varchar(200), what varchar(100))");
        outside.execute("create table account (id int primary key, amount int)");
        outside.update("insert into account values (1, 0), (2, 0)");
    }

    @AfterEach
    void dropTables() {
        if (instance != null) {
            instance.dropTables();
            instance.close();
        }
        outside.execute("drop table ledger");
        outside.execute("drop table account");
    }

    private void start(Flow flow, String... properties) {
        start(source -> source, flow, properties);
    }

    private void start(UnaryOperator<DataSource> between, Flow flow, String... properties) {
        instance = TestInstance.over(between, url(), Map.of("pay", flow), properties);
        inside.set(new JdbcTemplate(instance.context().getBean(DataSource.class)));
    }

    private RunView ended(String id) throws InterruptedException {
        RunView view = instance.runs().await(id, PATIENCE);
        while (view.endedAt().isEmpty()) {
            Thread.onSpinWait();
            view = instance.runs().await(id, PATIENCE);
        }
        return view;
    }

    private void write(String what) {
        Visit visit = Visit.current();
        inside.get().update("insert into ledger values (?, ?, ?)", visit.runId(), visit.key(), what);
    }

    private List<String> ledger() {
        return outside.queryForList("select what from ledger order by what", String.class);
    }

    private static Flow alone(Node<?, ?> node) {
        return Flow.builder("pay").start(node).transactional(node).build();
    }

    /** Pays, and fails in so many attempts when it has written what it was about to do. */
    private Node<String, String> paying(int failures, RetryPolicy retries) {
        AtomicInteger attempts = new AtomicInteger();
        return new Node<>("charge", retries) {
            @Override
            public String prep(Memory memory) {
                write("prepared");
                return "10";
            }

            @Override
            public String exec(String amount) {
                write("paid " + amount);
                if (attempts.getAndIncrement() < failures) {
                    throw new IllegalStateException("no answer");
                }
                return amount;
            }

            @Override
            public String execFallback(String amount, Exception failed) throws Exception {
                if (failures > 100) {
                    throw failed;
                }
                write("put off");
                return amount;
            }

            @Override
            public void post(Memory memory, String amount, String paid) {
                write("posted");
                memory.put("paid", paid);
            }
        };
    }

    @Test
    void commitWithTheirEntry() throws InterruptedException {
        start(alone(paying(0, RetryPolicy.create())));

        RunView run = ended(instance.runs().start("pay", Map.of()));

        assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(run.memory()).containsEntry("paid", "10");
        assertThat(ledger()).containsExactly("paid 10", "posted", "prepared");
    }

    @Test
    void leaveNothingOfAttemptsThatFail() throws InterruptedException {
        start(alone(paying(2, RetryPolicy.ofAttempts(3))));

        assertThat(ended(instance.runs().start("pay", Map.of())).status()).isEqualTo(Status.SUCCEEDED);

        assertThat(ledger()).containsExactly("paid 10", "posted", "prepared");
    }

    @Test
    void haveTheFallbackInATransactionOfItsOwn() throws InterruptedException {
        start(alone(paying(5, RetryPolicy.ofAttempts(2))));

        assertThat(ended(instance.runs().start("pay", Map.of())).status()).isEqualTo(Status.SUCCEEDED);

        assertThat(ledger()).containsExactly("posted", "prepared", "put off");
    }

    @Test
    void leaveNothingWhenTheyFailAndAreDoneOnceWhenTheyAreRetried() throws InterruptedException {
        AtomicInteger visits = new AtomicInteger();
        Node<?, ?> node = Node.of("charge", memory -> {
            write("paid");
            if (visits.incrementAndGet() == 1) {
                throw new IllegalStateException("no answer");
            }
        });
        start(alone(node));
        String id = instance.runs().start("pay", Map.of());
        assertThat(ended(id).status()).isEqualTo(Status.FAILED);
        assertThat(ledger()).isEmpty();

        instance.runs().retry(id);

        assertThat(ended(id).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ledger()).containsExactly("paid");
    }

    @Test
    void failWhereWhatTheyCallHasTheTransactionRolledBack() throws InterruptedException {
        Node<?, ?> node = Node.of("charge", memory -> {
            write("paid");
            TransactionTemplate inner = new TransactionTemplate(
                    new DataSourceTransactionManager(instance.context().getBean(DataSource.class)));
            inner.executeWithoutResult(org.springframework.transaction.TransactionStatus::setRollbackOnly);
        });
        start(alone(node));

        RunView run = ended(instance.runs().start("pay", Map.of()));

        assertThat(run.status()).isEqualTo(Status.FAILED);
        assertThat(run.failures().get(0).failure().step()).isEqualTo("committing what it did");
        assertThat(ledger()).isEmpty();
    }

    @Test
    void failWhereAStatementFailedAndTheTransactionIsOfNoUseAnyMore() throws InterruptedException {
        AtomicInteger visits = new AtomicInteger();
        Node<?, ?> node = Node.of("charge", memory -> {
            visits.incrementAndGet();
            write("paid");
            try {
                inside.get().update("insert into account values (1, 0)");
            } catch (org.springframework.dao.DuplicateKeyException e) {
                memory.put("swallowed", true);
            }
        });
        start(alone(node));

        RunView run = ended(instance.runs().start("pay", Map.of()));

        // PostgreSQL takes nothing more after that, and H2 does not mind.
        assertThat(run.status()).isIn(Status.FAILED, Status.SUCCEEDED);
        assertThat(ledger()).hasSize(run.status() == Status.SUCCEEDED ? 1 : 0);
        assertThat(visits).hasValue(1);
    }

    @Test
    void tellListenersOfTheirEndWhenItIsCertain() throws InterruptedException {
        AtomicInteger visits = new AtomicInteger();
        Node<?, ?> node = Node.of("charge", memory -> {
            write("paid");
            if (visits.incrementAndGet() == 1) {
                throw new IllegalStateException("no answer");
            }
        });
        FlowRuntime runtime = FlowRuntime.builder()
                .listener(new FlowListener() {
                    @Override
                    public void visitFailed(Visit visit, Throwable failure) {
                        inside.get().update("insert into ledger values ('', '', 'failed')");
                    }

                    @Override
                    public void visitCompleted(Visit visit) {
                        inside.get().update("insert into ledger values ('', '', 'completed')");
                        inside.get().execute("no statement at all");
                    }
                })
                .build();
        start(Flow.builder("pay")
                .start(node)
                .transactional(node)
                .runtime(runtime)
                .build());
        String id = instance.runs().start("pay", Map.of());
        assertThat(ended(id).status()).isEqualTo(Status.FAILED);
        assertThat(ledger()).as("though the visit was rolled back").containsExactly("failed");

        instance.runs().retry(id);

        assertThat(ended(id).status()).as("whatever listeners do").isEqualTo(Status.SUCCEEDED);
        assertThat(ledger()).containsExactly("completed", "failed", "paid");
    }

    @Test
    void completeThoughWhatWasToBeDoneAfterTheirCommitThrows() throws InterruptedException {
        Node<?, ?> node = Node.of("charge", memory -> {
            write("paid");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    throw new IllegalStateException("no mail server");
                }
            });
        });
        start(alone(node));

        RunView run = ended(instance.runs().start("pay", Map.of()));

        assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ledger()).containsExactly("paid");
    }

    @Test
    void followTheirFailureWithoutWhatTheyHaveWritten() throws InterruptedException {
        Node<?, ?> charge = paying(101, RetryPolicy.create());
        Node<?, ?> refuse = Node.of("refuse", memory -> write("refused"));
        start(Flow.builder("pay")
                .start(charge)
                .on(charge, Actions.FAILED, refuse)
                .transactional(charge)
                .transactional(refuse)
                .build());

        assertThat(ended(instance.runs().start("pay", Map.of())).status()).isEqualTo(Status.SUCCEEDED);

        assertThat(ledger()).containsExactly("refused");
    }

    @Test
    void areAnsweredInATransaction() throws InterruptedException {
        WaitNode<?, String> approval = Node.await(
                "approval",
                String.class,
                memory -> {
                    write("asked");
                    return "may I?";
                },
                (memory, asked, answer, signals) -> {
                    write("decided " + answer);
                    if (answer.equals("what?")) {
                        throw new IllegalArgumentException(answer);
                    }
                });
        start(alone(approval));
        String id = instance.runs().start("pay", Map.of());
        assertThat(instance.runs().await(id, PATIENCE).waits()).hasSize(1);
        assertThat(ledger()).containsExactly("asked");

        assertThat(instance.runs().answer(id, "approval", "what?")).isTrue();
        assertThat(ended(id).status()).isEqualTo(Status.FAILED);
        assertThat(ledger()).containsExactly("asked");
        instance.runs().retry(id);
        RunView again = instance.runs().await(id, PATIENCE);
        while (again.waits().isEmpty()) {
            again = instance.runs().await(id, PATIENCE);
        }
        assertThat(instance.runs().answer(id, "approval", "yes")).isTrue();

        assertThat(ended(id).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ledger()).contains("asked", "decided yes").doesNotContain("decided what?");
        assertThat(outside.queryForObject("select count(*) from brainyflow_request", Integer.class))
                .isZero();
    }

    private FlowBuilder branches(Node<?, ?> work, int count, Node<?, ?> join) {
        Node<?, ?> fan = Node.of("fan", (memory, signals) -> {
            for (int i = 1; i <= count; i++) {
                signals.trigger("item", Map.of("i", i));
            }
        });
        return Flow.builder("pay")
                .start(fan)
                .on(fan, "item", work)
                .next(work, join)
                .join(join)
                .transactional(work)
                .parallel();
    }

    @Test
    void commitOneAfterTheOtherWhereBranchesMeet() throws InterruptedException {
        Node<?, ?> work = Node.of("work", memory -> {
            write("paid " + memory.get("i"));
            memory.add("sum", memory.get("i", Integer.class));
        });
        Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));
        start(branches(work, 60, join).maxConcurrency(8).build());

        RunView run = ended(instance.runs().start("pay", Map.of()));

        assertThat(run.memory()).isEqualTo(Map.of("met", 60, "sum", 60 * 61 / 2));
        assertThat(ledger()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void thatWaitForARowWhichAnotherHasLockedDoNotHoldUpOthers() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        Node<?, ?> work = Node.of("work", memory -> {
            int id = memory.get("i", Integer.class);
            inside.get().update("update account set amount = amount + 10 where id = ?", id);
            write("paid " + id);
        });
        Node<?, ?> after = Node.of("after", memory -> {
            if (memory.get("i", Integer.class) == 2) {
                second.countDown();
            }
        });
        Node<?, ?> fan = Node.of("fan", (memory, signals) -> {
            signals.trigger("item", Map.of("i", 1));
            signals.trigger("item", Map.of("i", 2));
        });
        start(Flow.builder("pay")
                .start(fan)
                .on(fan, "item", work)
                .next(work, after)
                .transactional(work)
                .parallel()
                .build());
        TransactionTemplate other = new TransactionTemplate(
                new DataSourceTransactionManager(instance.context().getBean(DataSource.class)));
        AtomicReference<String> id = new AtomicReference<>();
        AtomicReference<Boolean> wentOn = new AtomicReference<>();
        other.executeWithoutResult(status -> {
            inside.get().update("update account set amount = amount - 1 where id = 1");
            TransactionTemplate apart = new TransactionTemplate(other.getTransactionManager());
            apart.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
            apart.executeWithoutResult(started -> id.set(instance.runs().start("pay", Map.of())));
            try {
                wentOn.set(second.await(20, java.util.concurrent.TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(wentOn).as("the other branch went on meanwhile").hasValue(true);
        assertThat(ended(id.get()).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(outside.queryForList("select amount from account order by id", Integer.class))
                .containsExactly(9, 10);
    }

    @Test
    void agreeWithTheirEntriesWhenRunsAreCancelledAtAnyMoment() throws InterruptedException {
        CountDownLatch[] begun = {new CountDownLatch(1)};
        Node<?, ?> loop = Node.of("loop", (memory, signals) -> {
            write("paid");
            begun[0].countDown();
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < 500 ? "again" : "done");
        });
        start(Flow.builder("pay")
                .start(loop)
                .on(loop, "again", loop)
                .end(loop, "done")
                .transactional(loop)
                .maxVisits(500)
                .build());
        for (int run = 0; run < 50; run++) {
            begun[0] = new CountDownLatch(1);
            String id =
                    instance.runs().start("pay", Map.of(), RunOptions.create().withRunId("run " + run));
            begun[0].await();
            instance.runs().cancel(id, "enough");
            assertThat(ended(id).status()).isIn(Status.CANCELLED, Status.SUCCEEDED);
        }

        assertRowsAgreeWithEntries("loop");
    }

    private void assertRowsAgreeWithEntries(String node) {
        assertThat(outside.queryForObject("select count(*) from ledger", Long.class))
                .isPositive()
                .isEqualTo(outside.queryForObject(
                        "select count(*) from brainyflow_entry where entry like ?",
                        Long.class,
                        "%\"o\":\"" + node + "\"%"));
        assertThat(outside.queryForList("select visit from ledger group by visit having count(*) > 1", String.class))
                .isEmpty();
    }

    @Test
    void agreeWithTheirEntriesWhenConnectionsAreLostInTheCommit() throws InterruptedException {
        Node<?, ?> loop = Node.of("loop", (memory, signals) -> {
            write("paid");
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < 40 ? "again" : "done");
        });
        AtomicReference<LosingConnections> losing = new AtomicReference<>();
        start(
                source -> {
                    losing.set(LosingConnections.ofTransactionsThat(source, "insert into ledger", 3));
                    return losing.get();
                },
                Flow.builder("pay")
                        .start(loop)
                        .on(loop, "again", loop)
                        .end(loop, "done")
                        .transactional(loop)
                        .maxVisits(40)
                        .build(),
                "brainyflow.jdbc.polling-interval=50ms");
        for (int run = 0; run < 4; run++) {
            RunView view = ended(instance.runs().start("pay", Map.of()));
            assertThat(view.status()).as(view.toString()).isEqualTo(Status.SUCCEEDED);
        }

        assertThat(losing.get().lostBefore()).isPositive();
        assertThat(losing.get().lostAfter()).isPositive();
        assertThat(ledger()).hasSize(160);
        assertRowsAgreeWithEntries("loop");
    }
}
