package io.brainyflow;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a visit has that is in no flow: that of a root flow, or of a node that is run by itself. */
final class Alone {

    final String name;
    final boolean isRoot;
    private @Nullable String runId;

    Alone(String name, boolean isRoot, @Nullable String runId) {
        this.name = name;
        this.isRoot = isRoot;
        this.runId = runId;
    }

    /** Answers an id that no other run has; made when somebody asks, and cheaply, since it is no secret. */
    synchronized String runId() {
        if (runId == null) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            runId = new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return runId;
    }
}
