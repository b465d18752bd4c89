package io.brainyflow;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A visit that is in no flow: that of a root flow, which stands for the run, or of a node that is run by itself. */
final class RootVisit extends VisitState {

    private final String name;
    private @Nullable String runId;

    private RootVisit(VisitPart part, String name, @Nullable String runId, Memory memory) {
        super(part, null, null, 0, 0, memory);
        this.name = name;
        this.runId = runId;
    }

    /** Returns the visit that a run consists of, which gets an id if it has none. */
    static RootVisit ofFlow(String name, @Nullable String runId, Memory memory) {
        return new RootVisit(VisitPart.ENTER, name, runId, memory);
    }

    /** Returns the visit of a node that is run without a flow. */
    static RootVisit ofNode(String name, Memory memory) {
        return new RootVisit(VisitPart.WHOLE, name, "", memory);
    }

    /** Returns an id that no other run has; made when it is first asked for, and cheaply, since it is no secret. */
    @Override
    synchronized String runId() {
        if (runId == null) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            runId = new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return runId;
    }

    @Override
    String flow() {
        return name;
    }

    @Override
    String node() {
        return name;
    }

    @Override
    @Nullable
    String executes() {
        return part() == VisitPart.WHOLE ? null : name;
    }

    @Override
    String description() {
        return (part() == VisitPart.WHOLE ? "Node '" : "Flow '") + name + "'";
    }

    @Override
    List<String> path() {
        return List.of(name);
    }
}
