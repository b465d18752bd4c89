package io.brainyflow.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database that runs are kept in.
 *
 * @param source the data source
 * @param dialect what kind of database it is
 * @param url the address of the database
 */
record RunDatabase(DataSource source, Dialect dialect, String url) {

    /** The version of the tables that this code works with. */
    private static final int VERSION = 1;

    private static final int H2_ALREADY_OPEN = 90020;

    static RunDatabase of(BeanFactory beans, JdbcRunsProperties properties) {
        DataSource source = source(beans, properties.dataSource());
        try (Connection connection = source.getConnection()) {
            if (!connection.getAutoCommit()) {
                throw new UnkeepableRunsException(
                        "Runs of flows are kept in a database whose connections do not auto-commit, so that writes"
                                + " outside of transactions would be lost.",
                        "Remove spring.datasource.hikari.auto-commit, or name another data source by"
                                + " brainyflow.jdbc.data-source.");
            }
            String product = connection.getMetaData().getDatabaseProductName();
            String url = connection.getMetaData().getURL();
            return switch (product) {
                case "PostgreSQL" -> new RunDatabase(source, Dialect.POSTGRESQL, url);
                case "H2" -> new RunDatabase(source, Dialect.H2, url);
                default ->
                    throw new UnkeepableRunsException(
                            "Runs of flows cannot be kept in the database of the data source, which is " + product
                                    + ".",
                            "Use PostgreSQL or H2: make a data source of one and name it by brainyflow.jdbc.data-source, or set"
                                    + " brainyflow.runs.engine to 'memory'.");
            };
        } catch (SQLException e) {
            throw new UnkeepableRunsException(
                    "Runs of flows are kept in a database, which cannot be reached: " + e.getMessage() + ".",
                    isOpenElsewhere(e)
                            ? "Stop the other process, since an H2 file is for one instance; use PostgreSQL for several."
                            : "Check spring.datasource.url and that the database is up, or set brainyflow.runs.engine to"
                                    + " 'memory'.",
                    e);
        }
    }

    /** Returns whether another process has the H2 file; the pool and H2 itself surround and explain that by other exceptions. */
    private static boolean isOpenElsewhere(SQLException thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getErrorCode() == H2_ALREADY_OPEN) {
                return true;
            }
        }
        return false;
    }

    private static DataSource source(BeanFactory beans, @org.jspecify.annotations.Nullable String name) {
        try {
            return name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
        } catch (NoUniqueBeanDefinitionException e) {
            throw new UnkeepableRunsException(
                    "Runs of flows are kept in a database, and there are several data sources, none of which is primary: "
                            + e.getBeanNamesFound() + ".",
                    "Name one of them by brainyflow.jdbc.data-source.",
                    e);
        } catch (NoSuchBeanDefinitionException e) {
            throw new UnkeepableRunsException(
                    "Runs of flows are kept in a database, since brainyflow-jdbc is on the class path, but there is"
                            + " no data source"
                            + (name == null ? "." : " '" + name + "', which brainyflow.jdbc.data-source names."),
                    name == null
                            ? "Set spring.datasource.url, with a driver on the class path, or set brainyflow.runs.engine to"
                                    + " 'memory'."
                            : "Name a bean of a data source.",
                    e);
        }
    }

    /** Ensures that commits are durable, and checks that the tables exist. */
    void prepare() {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        if (dialect == Dialect.H2) {
            if (url.startsWith("jdbc:h2:mem:")) {
                RunLog.LOG.warn(
                        "Runs of flows are kept in an H2 database in memory, so they do not survive the process");
            } else {
                keepCommits(jdbc);
            }
        }
        checkVersion(jdbc);
        if (dialect == Dialect.H2 && isOfThisProcessAlone(jdbc)) {
            // A process that had picked runs is gone, or this one could not have opened the file.
            jdbc.update(
                    "update brainyflow_task set picked = false, picked_by = null, last_heartbeat = null where picked");
        }
    }

    /** Returns whether no connection comes from another process; of a file that is not shared, each is embedded, and has no address. */
    private static boolean isOfThisProcessAlone(JdbcTemplate jdbc) {
        Integer others = jdbc.queryForObject(
                "select count(*) from information_schema.sessions where client_addr is not null", Integer.class);
        return others != null && others == 0;
    }

    /** By default, H2 writes a commit half a second later. */
    private void keepCommits(JdbcTemplate jdbc) {
        try {
            jdbc.execute("set write_delay 0");
        } catch (RuntimeException e) {
            throw new UnkeepableRunsException(
                    "H2 database " + url
                            + " loses what was committed last if the process dies, and this user may not change"
                            + " that.",
                    "Let an administrator execute SET WRITE_DELAY 0, and add ;WRITE_DELAY=0 to the URL, or use an"
                            + " administrator.",
                    e);
        }
    }

    private static void checkVersion(JdbcTemplate jdbc) {
        Integer version;
        try {
            version = jdbc.queryForObject("select max(version) from brainyflow_schema", Integer.class);
        } catch (RuntimeException e) {
            throw new UnkeepableRunsException(
                    "The tables for runs of flows are missing: table brainyflow_schema cannot be read.",
                    "Set brainyflow.jdbc.initialize-schema to 'always', or let Flyway or Liquibase execute"
                            + " io/brainyflow/jdbc/schema-postgresql.sql or schema-h2.sql of brainyflow-jdbc.",
                    e);
        }
        if (version == null || version != VERSION) {
            throw new UnkeepableRunsException(
                    "The tables for runs of flows have version " + version + ", and this brainyflow-jdbc works"
                            + " with version " + VERSION + ".",
                    "Use the brainyflow-jdbc that goes with them, or bring them to version " + VERSION
                            + " as its changelog says.");
        }
    }
}
