package io.brainyflow.jdbc;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;

/** The differences between the databases. */
enum Dialect {
    POSTGRESQL("on conflict do nothing"),
    H2("");

    private final String unlessThere;

    Dialect(String unlessThere) {
        this.unlessThere = unlessThere;
    }

    /** Returns the end of an insert that does nothing if there is such a row, where the database has it. */
    String unlessThere() {
        return unlessThere;
    }

    /** Returns what db-scheduler is to know of the database. */
    JdbcCustomization customization() {
        return switch (this) {
            case POSTGRESQL -> new PostgreSqlJdbcCustomization(false, false);
            case H2 -> new DefaultJdbcCustomization(false);
        };
    }
}
