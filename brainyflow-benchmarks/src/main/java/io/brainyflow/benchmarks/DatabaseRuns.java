package io.brainyflow.benchmarks;

import io.brainyflow.Flow;
import io.brainyflow.FlowBuilder;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.Node;
import io.brainyflow.RunView;
import io.brainyflow.Visit;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures runs whose journal is in the database that the environment variable {@code BRAINYFLOW_JDBC_URL} leads to, beside commits
 * of single rows there.
 */
final class DatabaseRuns {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 40;
    private static final AtomicLong BEGUN = new AtomicLong();

    private static final AtomicReference<JdbcTemplate> TEMPLATE = new AtomicReference<>();

    private final String url;
    private final FlowRuns runs;

    private DatabaseRuns(String url, FlowRuns runs) {
        this.url = url;
        this.runs = runs;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Flow> flows = Map.of(
                "loop", loop(false), "repeatable", loop(true), "fan", fan(), "asking", asking(), "booking", booking());
        try (DatabaseInstance instance =
                DatabaseInstance.start(flows, "spring.datasource.hikari.maximum-pool-size=20")) {
            TEMPLATE.set(instance.jdbc());
            new DatabaseRuns(DatabaseInstance.url(), instance.runs()).measure();
        }
    }

    /** As many visits as the input says. */
    static Flow loop(boolean isRepeatable) {
        Node<?, ?> step = Node.of("step", (memory, signals) -> {
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < memory.get("limit", Integer.class) ? "again" : "done");
        });
        FlowBuilder builder = Flow.builder("loop")
                .start(step)
                .on(step, "again", step)
                .end(step, "done")
                .options(FlowOptions.create().withMaxVisits(1_000_000));
        return (isRepeatable ? builder.repeatable(step) : builder).build();
    }

    /** As many visits as the input says, each of which inserts a row in its own transaction. */
    private static Flow booking() {
        Node<?, ?> step = Node.of("step", (memory, signals) -> {
            TEMPLATE.get()
                    .update(
                            "insert into booked (id) values (?)",
                            Visit.current().key());
            memory.add("count", 1);
            signals.trigger(memory.get("count", Integer.class) < memory.get("limit", Integer.class) ? "again" : "done");
        });
        return Flow.builder("booking")
                .start(step)
                .on(step, "again", step)
                .end(step, "done")
                .transactional(step)
                .options(FlowOptions.create().withMaxVisits(1_000_000))
                .build();
    }

    private static Flow fan() {
        Node<?, ?> start = Node.of("start", (memory, signals) -> {
            for (int i = 0; i < memory.get("limit", Integer.class); i++) {
                signals.trigger("item", Map.of("i", i));
            }
        });
        Node<?, ?> work = Node.of("work", memory -> memory.put("seen " + memory.get("i"), true));
        Node<?, ?> join =
                Node.of("join", memory -> memory.put("met", memory.joined().size()));
        return Flow.builder("fan")
                .start(start)
                .on(start, "item", work)
                .next(work, join)
                .join(join)
                .parallel()
                .maxConcurrency(32)
                .build();
    }

    private static Flow asking() {
        Node<?, ?> ask = Node.await("ask", String.class);
        Node<?, ?> next = Node.of("next", memory -> BEGUN.set(System.nanoTime()));
        return Flow.builder("asking").start(ask).next(ask, next).build();
    }

    private void measure() throws Exception {
        TEMPLATE.get().execute("create table if not exists booked (id varchar(200))");
        seconds("loop", Map.of("limit", 2_000)); // warms up
        seconds("repeatable", Map.of("limit", 20_000));
        List<double[]> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(new double[] {
                commits(1, 2_000),
                2_000 / seconds("loop", Map.of("limit", 2_000)),
                commits(CLIENTS, 500),
                CLIENTS * 500 / many(CLIENTS, 500),
                4_000 / seconds("fan", Map.of("limit", 4_000)),
                200 / many(200, 10),
                seconds("loop", Map.of("limit", 1_000, "data", "x".repeat(1_000))),
                seconds("loop", Map.of("limit", 1_000, "data", "x".repeat(100_000))),
                answered(50),
                50_000 / seconds("repeatable", Map.of("limit", 50_000)),
                2_000 / seconds("booking", Map.of("limit", 2_000))
            });
        }
        double[] median = new double[rounds.get(0).length];
        for (int i = 0; i < median.length; i++) {
            int at = i;
            median[i] = rounds.stream().mapToDouble(round -> round[at]).sorted().toArray()[ROUNDS / 2];
        }
        System.out.printf("one client, single rows: %,.0f commits/s%n", median[0]);
        System.out.printf("one run: %,.0f visits/s, %.2f of that%n", median[1], median[1] / median[0]);
        System.out.printf("%d clients, single rows: %,.0f commits/s%n", CLIENTS, median[2]);
        System.out.printf("%d runs at once: %,.0f visits/s, %.2f of that%n", CLIENTS, median[3], median[3] / median[2]);
        System.out.printf("fan-out of 4,000 into a join, 32 threads: %,.0f visits/s%n", median[4]);
        System.out.printf("runs of 10 visits: %,.0f runs/s%n", median[5]);
        System.out.printf("1,000 visits with 100 KB beside 1 KB: %.2f times the time%n", median[7] / median[6]);
        System.out.printf("from an answer to the next visit: %.1f ms%n", median[8]);
        System.out.printf("one run of repeatable nodes: %,.0f visits/s%n", median[9]);
        System.out.printf(
                "one run of transactional nodes that insert a row: %,.0f visits/s, %.2f of one client%n",
                median[10], median[10] / median[0]);
    }

    private double seconds(String flow, Map<String, Object> input) throws InterruptedException {
        long begin = System.nanoTime();
        await(runs.start(flow, input));
        return (System.nanoTime() - begin) / 1e9;
    }

    private double many(int count, int visits) throws InterruptedException {
        long begin = System.nanoTime();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(runs.start("loop", Map.of("limit", visits)));
        }
        for (String id : ids) {
            await(id);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void await(String id) throws InterruptedException {
        RunView view = runs.await(id, PATIENCE);
        if (view.status() != Status.SUCCEEDED) {
            throw new IllegalStateException(view.toString());
        }
    }

    /** Returns the median of the milliseconds from an answer to the visit after it. */
    private double answered(int times) throws InterruptedException {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            String id = runs.start("asking", Map.of());
            runs.await(id, PATIENCE);
            long begin = System.nanoTime();
            runs.answer(id, "ask", "yes");
            while (runs.await(id, PATIENCE).status() != Status.SUCCEEDED) {
                Thread.onSpinWait();
            }
            millis[i] = (BEGUN.get() - begin) / 1e6;
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }

    /** Returns how many rows are inserted and committed each second, one by one, by this number of clients. */
    private double commits(int clients, int each) throws Exception {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection
                    .createStatement()
                    .execute("create table if not exists plain (id varchar(100) primary key, entry text)");
            connection.createStatement().execute("delete from plain");
        }
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connections.add(DriverManager.getConnection(url));
        }
        long begin = System.nanoTime();
        List<Future<?>> ends = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int number = client;
            ends.add(threads.submit(() -> {
                insert(connections.get(number), number, each);
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        threads.shutdown();
        for (Connection connection : connections) {
            connection.close();
        }
        return clients * each / seconds;
    }

    private static void insert(Connection connection, int client, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into plain (id, entry) values (?, ?)")) {
            for (int i = 0; i < count; i++) {
                insert.setString(1, client + "/" + i);
                insert.setString(2, "{\"n\":" + i + ",\"o\":\"step\",\"t\":[\"again\"],\"w\":[[\"add\",\"count\",1]]}");
                insert.executeUpdate();
            }
        }
    }
}
