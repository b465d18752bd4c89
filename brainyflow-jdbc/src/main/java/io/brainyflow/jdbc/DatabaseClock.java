package io.brainyflow.jdbc;

import com.github.kagkarlsson.scheduler.Clock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database's time, so that instances whose clocks differ agree on what is due. Compared with this machine's now and then. */
final class DatabaseClock implements Clock {

    private static final Duration TOO_LONG = Duration.ofMillis(500);

    private final JdbcTemplate jdbc;
    private final InstantSource machine;
    private volatile Duration ahead = Duration.ZERO;

    DatabaseClock(JdbcTemplate jdbc, InstantSource machine) {
        this.jdbc = jdbc;
        this.machine = machine;
    }

    /** Asks the database what time it is. */
    void compare() {
        Instant before = machine.instant();
        Timestamp there = Objects.requireNonNull(jdbc.queryForObject("select current_timestamp", Timestamp.class));
        if (Duration.between(before, machine.instant()).compareTo(TOO_LONG) > 0) {
            return; // when in that time it was is unknown
        }
        Duration halfWay = Duration.between(before, machine.instant()).dividedBy(2);
        ahead = Duration.between(before.plus(halfWay), there.toInstant());
    }

    /** Returns by how much the database's time is ahead of this machine's. */
    Duration ahead() {
        return ahead;
    }

    @Override
    public Instant now() {
        return machine.instant().plus(ahead);
    }
}
