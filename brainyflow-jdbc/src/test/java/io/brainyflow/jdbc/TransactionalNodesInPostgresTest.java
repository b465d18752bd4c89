package io.brainyflow.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TransactionalNodesInPostgresTest extends TransactionalNodesContract {

    private static Postgres server;

    @BeforeAll
    static void startServer() {
        assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
        server = Postgres.start();
    }

    @Override
    String url() {
        return server.url();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }
}
