package io.brainyflow.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Loses connections by chance, before or after what is committed by them is committed. */
final class LosingConnections extends DelegatingDataSource {

    private static final int ONE_IN = 6;

    /** A commit may be slow, too. */
    private static final int SLOWEST_NANOS = 10_000_000;

    private final Random chance;
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicInteger after = new AtomicInteger();

    private final @Nullable String marker;

    private LosingConnections(javax.sql.DataSource source, @Nullable String marker, long seed) {
        super(source);
        this.marker = marker;
        chance = new Random(seed);
    }

    /** Returns one that loses those of the writer of entries. */
    static LosingConnections ofTheLane(javax.sql.DataSource source, long seed) {
        return new LosingConnections(source, null, seed);
    }

    /** Returns one that loses those of transactions in which a statement begins like this. */
    static LosingConnections ofTransactionsThat(javax.sql.DataSource source, String begin, long seed) {
        return new LosingConnections(source, begin, seed);
    }

    int lostBefore() {
        return before.get();
    }

    int lostAfter() {
        return after.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        if (marker != null) {
            return marked(connection, marker);
        }
        return Thread.currentThread().getName().equals("brainyflow-journal") ? losing(connection) : connection;
    }

    private Connection marked(Connection connection, String begin) {
        AtomicBoolean marked = new AtomicBoolean();
        return Intercepted.of(Connection.class, connection, (method, arguments, call) -> {
            if (method.equals("prepareStatement") && ((String) arguments[0]).startsWith(begin)) {
                marked.set(true);
            }
            return method.equals("commit") && marked.getAndSet(false) ? committed(connection, call) : call.get();
        });
    }

    private Connection losing(Connection connection) {
        return Intercepted.of(Connection.class, connection, (method, arguments, call) -> switch (method) {
            case "commit" -> committed(connection, call);
            case "prepareStatement" -> losing(connection, (PreparedStatement) call.get());
            default -> call.get();
        });
    }

    private PreparedStatement losing(Connection connection, PreparedStatement statement) {
        return Intercepted.of(
                PreparedStatement.class,
                statement,
                (method, arguments, call) -> method.equals("executeUpdate") && connection.getAutoCommit()
                        ? committed(connection, call)
                        : call.get());
    }

    private Object committed(Connection connection, Intercepted.Call call) throws SQLException {
        int drawn = chance.nextInt(2 * ONE_IN);
        if (drawn == 0) {
            before.incrementAndGet();
            lose(connection);
        }
        LockSupport.parkNanos(chance.nextInt(SLOWEST_NANOS));
        Object result = call.get();
        if (drawn == 1) {
            after.incrementAndGet();
            lose(connection);
        }
        return result;
    }

    private static void lose(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        connection.close();
        throw new SQLNonTransientConnectionException("the connection is lost", "08006");
    }
}
