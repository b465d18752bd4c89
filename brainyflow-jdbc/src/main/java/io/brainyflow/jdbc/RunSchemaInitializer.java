package io.brainyflow.jdbc;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.dao.DataAccessException;

/** Makes the tables that are not there. */
final class RunSchemaInitializer extends DataSourceScriptDatabaseInitializer {

    RunSchemaInitializer(RunDatabase database, DatabaseInitializationMode mode) {
        super(database.source(), settings(database.dialect(), mode));
    }

    /** Two instances that make the same table at once are in each other's way, even where it says "if not exists". */
    @Override
    public boolean initializeDatabase() {
        try {
            return super.initializeDatabase();
        } catch (DataAccessException e) {
            return super.initializeDatabase();
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
