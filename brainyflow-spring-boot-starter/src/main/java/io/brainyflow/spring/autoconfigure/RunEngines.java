package io.brainyflow.spring.autoconfigure;

import org.springframework.util.ClassUtils;

/** Where runs can be kept in this application. */
final class RunEngines {

    private static final String JDBC = "io.brainyflow.jdbc.JdbcRunsAutoConfiguration";

    private RunEngines() {}

    /** Returns whether runs can be kept in a database. */
    static boolean hasJdbc() {
        return ClassUtils.isPresent(JDBC, null);
    }

    /** Checks that runs which are to be kept in a database are, where those in memory are set up. */
    static void check(BrainyFlowProperties.Runs runs) {
        if (runs.engine() == BrainyFlowProperties.Engine.JDBC) {
            throw new MisconfigurationException(
                    "Property 'brainyflow.runs.engine' is 'jdbc', and "
                            + (hasJdbc()
                                    ? "what keeps runs in a database is excluded from auto-configuration."
                                    : "brainyflow-jdbc, which keeps runs in a database, is not on the class path."),
                    hasJdbc()
                            ? "Do not exclude " + JDBC + ", or set the engine to 'memory'."
                            : "Add the dependency io.brainyflow:brainyflow-jdbc, or set the engine to 'memory'.");
        }
    }
}
