package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.journal.FlowRunsContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FlowRunsInH2Test extends FlowRunsContract {

    @TempDir
    private Path folder;

    private TestInstance instance;

    @Override
    protected FlowRuns engine(Map<String, Flow> flows) {
        instance = TestInstance.on("jdbc:h2:file:" + folder.resolve("runs"), flows);
        return instance.runs();
    }

    @AfterEach
    void stop() {
        instance.close();
    }
}
