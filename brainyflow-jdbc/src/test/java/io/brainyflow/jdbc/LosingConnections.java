package io.brainyflow.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Loses the connection of the writer of entries by chance, before or after what it commits is committed. */
final class LosingConnections extends DelegatingDataSource {

    private static final int ONE_IN = 6;

    private final Random chance;
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicInteger after = new AtomicInteger();

    LosingConnections(javax.sql.DataSource source, long seed) {
        super(source);
        chance = new Random(seed);
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
        return Thread.currentThread().getName().equals("brainyflow-journal") ? losing(connection) : connection;
    }

    private Connection losing(Connection connection) {
        return proxy(Connection.class, connection, (method, call) -> switch (method) {
            case "commit" -> committed(connection, call);
            case "prepareStatement" -> losing(connection, (PreparedStatement) call.get());
            default -> call.get();
        });
    }

    private PreparedStatement losing(Connection connection, PreparedStatement statement) {
        return proxy(
                PreparedStatement.class,
                statement,
                (method, call) -> method.equals("executeUpdate") && connection.getAutoCommit()
                        ? committed(connection, call)
                        : call.get());
    }

    private interface Call {
        Object get() throws SQLException;
    }

    private interface Interception {
        Object perform(String method, Call call) throws SQLException;
    }

    private Object committed(Connection connection, Call call) throws SQLException {
        int drawn = chance.nextInt(2 * ONE_IN);
        if (drawn == 0) {
            before.incrementAndGet();
            lose(connection);
        }
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

    private static <T> T proxy(Class<T> type, Object target, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interception.perform(method.getName(), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof SQLException thrown) {
                            throw thrown;
                        }
                        throw new IllegalStateException(e.getCause());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })));
    }
}
