package io.brainyflow.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * How runs are kept in a database.
 *
 * @param dataSource Name of the DataSource bean. The application's only or primary data source, unless set.
 * @param initializeSchema When to create the tables if they do not exist.
 * @param maxRuns Number of runs that an instance performs at once.
 * @param pollingInterval Interval at which to poll for due runs and for requests to runs.
 * @param heartbeat Time between two heartbeats. An instance that has sent none for four intervals counts as dead.
 */
@ConfigurationProperties(value = "brainyflow.jdbc", ignoreUnknownFields = false)
public record JdbcRunsProperties(
        @Nullable String dataSource,
        @DefaultValue("always") DatabaseInitializationMode initializeSchema,
        @DefaultValue("64") int maxRuns,
        @DefaultValue("1s") Duration pollingInterval,
        @DefaultValue("5s") Duration heartbeat) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public JdbcRunsProperties {
        if (maxRuns < 1) {
            throw new IllegalArgumentException("maxRuns must be at least 1, but was " + maxRuns);
        }
        requirePositive("pollingInterval", pollingInterval);
        requirePositive("heartbeat", heartbeat);
    }

    private static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but was " + time);
        }
    }
}
