package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.Engine;
import org.springframework.util.ClassUtils;

/** The engines that this application has for kept runs. */
final class RunEngines {

    private static final String JDBC = "io.brainyflow.jdbc.JdbcRunsAutoConfiguration";

    private RunEngines() {}

    /** Returns whether runs can be kept in a database. */
    static boolean hasJdbc() {
        return ClassUtils.isPresent(JDBC, null);
    }

    /** Checks that runs which are to be kept in a database are, where those in memory are set up. */
    static void check(BrainyFlowProperties properties) {
        if (properties.runs().engine() == Engine.JDBC) {
            throw notKept("brainyflow.runs.engine");
        }
        properties.flows().forEach((flow, settings) -> {
            if (settings.engine() == Engine.JDBC) {
                throw notKept(KnownKeys.section("brainyflow.flows", flow) + ".engine");
            }
        });
    }

    private static MisconfigurationException notKept(String property) {
        return new MisconfigurationException(
                "Property '" + property + "' is 'jdbc', and "
                        + (hasJdbc()
                                ? "what keeps runs in a database is excluded from auto-configuration."
                                : "brainyflow-jdbc, which keeps runs in a database, is not on the class path."),
                hasJdbc()
                        ? "Do not exclude " + JDBC + ", or set the engine to 'memory'."
                        : "Add the dependency io.brainyflow:brainyflow-jdbc, or set the engine to 'memory'.");
    }
}
