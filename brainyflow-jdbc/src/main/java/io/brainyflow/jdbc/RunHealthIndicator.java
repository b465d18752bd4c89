package io.brainyflow.jdbc;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.core.JdbcTemplate;

/** Says whether runs can go on: the tables can be read, and this machine's clock is that of the database. */
final class RunHealthIndicator extends AbstractHealthIndicator {

    /** From here on, instances disagree on what is due. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(1);

    private final JdbcTemplate jdbc;
    private final DatabaseClock clock;
    private final Compatibility compatibility;

    RunHealthIndicator(JdbcTemplate jdbc, DatabaseClock clock, Compatibility compatibility) {
        super("The tables of runs cannot be read");
        this.jdbc = jdbc;
        this.clock = clock;
        this.compatibility = compatibility;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Integer version = jdbc.queryForObject("select max(version) from brainyflow_schema", Integer.class);
        clock.compare();
        Duration ahead = clock.ahead();
        (ahead.abs().compareTo(MOST_AHEAD) < 0 ? health.up() : health.down())
                .withDetail("schema", String.valueOf(version))
                .withDetail("databaseClockAhead", ahead.toString());
        Map<String, Integer> incompatible = new TreeMap<>();
        compatibility
                .findings()
                .forEach((where, finding) ->
                        incompatible.put(where, finding.runs().size()));
        if (!incompatible.isEmpty()) {
            health.withDetail("runsThatCannotGoOnHere", incompatible);
        }
    }
}
