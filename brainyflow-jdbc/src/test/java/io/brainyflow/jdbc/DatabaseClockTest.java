package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Instances go by the database's time, however wrong their own is. */
class DatabaseClockTest {

    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource("jdbc:h2:mem:clock;DB_CLOSE_DELAY=-1"));

    private static InstantSource off(Duration by) {
        return () -> Instant.now().plus(by);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P3650D", "PT0S"})
    void saysWhatTimeItIsInTheDatabase(String offset) {
        DatabaseClock clock = new DatabaseClock(jdbc, off(Duration.parse(offset)));

        clock.compare();

        assertThat(clock.now()).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
        assertThat(clock.ahead().plus(Duration.parse(offset)).abs()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void anInstanceWhoseClockIsOffIsNotHealthy() {
        jdbc.execute("create table if not exists brainyflow_schema (version int)");
        Compatibility fitting = new Compatibility(Map::of, null, null, null);
        List<Status> statuses = List.of(Duration.ZERO, Duration.ofSeconds(-30), Duration.ofSeconds(30)).stream()
                .map(offset -> new RunHealthIndicator(jdbc, new DatabaseClock(jdbc, off(offset)), fitting))
                .map(RunHealthIndicator::health)
                .map(Health::getStatus)
                .toList();

        assertThat(statuses).containsExactly(Status.UP, Status.DOWN, Status.DOWN);
    }
}
