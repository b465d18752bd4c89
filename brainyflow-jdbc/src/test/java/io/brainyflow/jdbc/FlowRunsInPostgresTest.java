package io.brainyflow.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.journal.FlowRunsContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class FlowRunsInPostgresTest extends FlowRunsContract {

    private static Postgres server;

    private TestInstance instance;

    @BeforeAll
    static void startServer() {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        server = Postgres.start();
    }

    @Override
    protected FlowRuns engine(Map<String, Flow> flows) {
        instance = TestInstance.on(server.url(), flows);
        return instance.runs();
    }

    /** Each test has tables of its own. */
    @AfterEach
    void stop() {
        instance.dropTables();
        instance.close();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }
}
