package io.brainyflow.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.jdbc.UncategorizedSQLException;

/** Creates missing tables. */
final class RunSchemaInitializer extends DataSourceScriptDatabaseInitializer {

    /** A number that no other code locks by; the name of the tables in letters of a telephone's keys. */
    private static final long LOCK = 272_469_356L;

    private final RunDatabase database;
    private final DatabaseInitializationMode mode;

    RunSchemaInitializer(RunDatabase database, DatabaseInitializationMode mode) {
        super(database.source(), settings(database.dialect(), mode));
        this.database = database;
        this.mode = mode;
    }

    /** One instance at a time: two that make the same table at once are in each other's way, even where it says "if not exists". */
    @Override
    public boolean initializeDatabase() {
        if (database.dialect() == Dialect.H2 || mode == DatabaseInitializationMode.NEVER) {
            return super.initializeDatabase();
        }
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                return super.initializeDatabase();
            } finally {
                connection.rollback(); // which unlocks, whatever stands between us and the server
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new UncategorizedSQLException("making the tables of runs", null, e);
        }
    }

    private static DatabaseInitializationSettings settings(Dialect dialect, DatabaseInitializationMode mode) {
        DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
        settings.setSchemaLocations(
                List.of("classpath:io/brainyflow/jdbc/schema-" + dialect.name().toLowerCase(Locale.ROOT) + ".sql"));
        settings.setMode(mode);
        return settings;
    }
}
