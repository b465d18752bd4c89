package io.brainyflow.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TransactionalNodesInH2Test extends TransactionalNodesContract {

    @TempDir
    private Path folder;

    @Override
    String url() {
        return "jdbc:h2:file:" + folder.resolve("runs") + ";DB_CLOSE_DELAY=-1";
    }
}
