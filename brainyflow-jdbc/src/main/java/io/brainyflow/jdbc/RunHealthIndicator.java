package io.brainyflow.jdbc;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.core.JdbcTemplate;

/** Says whether runs can go on: the tables can be read, and this machine's clock is that of the database. */
final class RunHealthIndicator extends AbstractHealthIndicator {

    /** From here on, instances disagree on what is due. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(1);

    private final JdbcTemplate jdbc;
    private final DatabaseClock clock;

    RunHealthIndicator(JdbcTemplate jdbc, DatabaseClock clock) {
        super("The tables of runs cannot be read");
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Integer version = jdbc.queryForObject("select max(version) from brainyflow_schema", Integer.class);
        clock.compare();
        Duration ahead = clock.ahead();
        (ahead.abs().compareTo(MOST_AHEAD) < 0 ? health.up() : health.down())
                .withDetail("schema", String.valueOf(version))
                .withDetail("databaseClockAhead", ahead.toString());
    }
}
