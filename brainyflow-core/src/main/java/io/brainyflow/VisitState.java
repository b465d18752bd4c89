package io.brainyflow;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One execution of one node within a run, as the bookkeeping keeps it. Only this class writes its fields. */
sealed class VisitState permits RootVisit, WaitVisit {

    /** The frame that the visit is in; null for a {@link RootVisit}. */
    final @Nullable Frame frame;

    /** The tree of the visit that led here; null for the first of a flow. */
    @Nullable
    ExecutionTree previous;

    /** The node's index in its flow's graph. */
    int index;

    int branch;
    private @Nullable Map<String, Object> attributes;
    private VisitPart part;

    long number;
    boolean active;

    /** Whether code outside of the engine may hold a view of this visit. */
    private boolean seen;

    boolean leaving;
    boolean sharesCounts;
    int attempt;
    int retries;
    private boolean paused;
    int @Nullable [] counts;

    @Nullable
    Memory memory;

    @Nullable
    Frame inside;

    /** The branch's writes to the global store, if conflicts are detected. */
    @Nullable
    PathWrites pathWrites;

    private @Nullable Writes writes;

    VisitState(
            VisitPart part,
            @Nullable Frame frame,
            @Nullable ExecutionTree previous,
            int index,
            int branch,
            Memory memory) {
        this.part = part;
        this.frame = frame;
        this.previous = previous;
        this.index = index;
        this.branch = branch;
        this.memory = memory;
    }

    VisitPart part() {
        return part;
    }

    /** Returns whether the visit has begun before, and goes on: with an answer, or with another attempt. */
    boolean isGoingOn() {
        return part() == VisitPart.ANSWER || paused;
    }

    /** Notes that code outside of the engine gets a view of this visit. */
    void markSeen() {
        seen = true;
    }

    /**
     * Returns whether this object can become the branch's next visit: it is a node's, and nothing that outlives the visit
     * shows it. Most visits are such, and half of what they would cost is a new object for each.
     */
    boolean isReusable() {
        return !seen && part == VisitPart.WHOLE && (writes == null || writes.areNone());
    }

    /** Makes this the visit that follows, with the counts that it takes over. */
    void moveTo(ExecutionTree previous, int index) {
        Frame around = Objects.requireNonNull(frame, "frame");
        if (counts != null && !around.graph.cycles().share(this.index, index)) {
            counts = null;
        }
        this.previous = previous;
        this.index = index;
        part = around.graph.traits(index).first();
        branch = 0;
        attempt = 0;
    }

    void begin(long number) {
        this.number = number;
    }

    void setActive(boolean active) {
        this.active = active;
    }

    /** Notes that so many failures of this visit were taken back. */
    void noteRetries(int times) {
        retries += times;
        attempt = 0;
    }

    /** Notes that the visit has made some attempts, and goes on later. */
    void pause(int attempts) {
        attempt = attempts;
        paused = true;
    }

    void beginAttempt(int attempt) {
        this.attempt = attempt;
    }

    /** Marks a flow as entered; {@code frame} is what is visited inside. */
    void enter(Frame frame) {
        inside = frame;
        part = VisitPart.LEAVE;
    }

    void beginLeaving() {
        leaving = true;
        part = VisitPart.LEAVE;
    }

    void use(Memory memory) {
        this.memory = memory;
    }

    /** Gives the part that begins a view of the memory that records in {@code writes}. */
    void view(Memory view, Writes writes) {
        writes.begin(memory());
        memory = view;
    }

    void follow(@Nullable PathWrites pathWrites) {
        this.pathWrites = pathWrites;
    }

    /** Takes over the counts of the visits on a cycle; shared ones are copied before they change. */
    void inheritCounts(int @Nullable [] counts, boolean shared) {
        this.counts = counts;
        sharesCounts = shared;
    }

    /** Counts a visit of the node in a slot of its cycle, and returns how many there were on the path. */
    int count(int cycleSize, int slot) {
        if (counts == null) {
            counts = new int[cycleSize];
        } else if (sharesCounts) {
            counts = counts.clone();
        }
        sharesCounts = false;
        return ++counts[slot];
    }

    /** Releases everything that is not needed once the visit has ended. */
    void release() {
        memory = null;
        counts = null;
        inside = null;
        attributes = null;
        pathWrites = null;
        writes = null;
    }

    String description() {
        return "Node '" + node() + "' of flow '" + flow() + "'";
    }

    Location location() {
        return new Location(flow(), node(), description(), path());
    }

    Memory memory() {
        if (memory == null) {
            throw new IllegalStateException(this + " has ended");
        }
        return memory;
    }

    String runId() {
        VisitState outermost = this;
        while (outermost.frame != null) {
            outermost = outermost.frame.owner;
        }
        return outermost.runId();
    }

    String flow() {
        return Objects.requireNonNull(frame, "frame").graph.name();
    }

    String node() {
        return Objects.requireNonNull(frame, "frame").graph.name(index);
    }

    /** Returns the name of the flow that this visit executes, or null if the node is no flow. */
    @Nullable
    String executes() {
        if (inside != null) {
            return inside.graph.name();
        }
        FlowGraph nested = Objects.requireNonNull(frame, "frame").graph.nestedGraph(index);
        return nested == null ? null : nested.name();
    }

    /** Returns the visit of the flow around this one, or null for the root flow's. */
    @Nullable
    VisitState enclosing() {
        return frame == null ? null : frame.owner;
    }

    /** Returns the names of the nodes on the way here, through the flows that are nodes. */
    List<String> path() {
        return Location.pathTo(this);
    }

    /** Returns what interceptors and listeners keep with the visit until it has ended. */
    synchronized Map<String, Object> attributes() {
        if (attributes == null) {
            attributes = new ConcurrentHashMap<>(4);
        }
        return attributes;
    }

    /** Records every write of this part of the visit from now on. */
    void recordWrites() {
        writes = writes == null || writes.hasEnded() ? new Writes(pathWrites != null) : writes;
        writes.recordAll();
    }

    /** Returns what has recorded writes in this part of the visit, or null if nothing has. */
    @Nullable
    Writes recorded() {
        return writes;
    }

    /** Returns what records the writes of a part of the visit that begins, or null if nothing needs them. */
    @Nullable
    Writes beginWrites() {
        if (writes == null && pathWrites != null) {
            writes = new Writes(true);
        }
        return writes;
    }

    /** Ends the recording and the view of the memory, the user's code having returned. */
    void endWrites() {
        Memory own = writes == null ? null : writes.end();
        memory = own == null ? memory : own;
    }

    /** Adds what the part of the visit that has ended wrote to the writes of its path. */
    void flushWrites() {
        if (pathWrites != null && writes != null) {
            addToPath(writes.written());
        }
        writes = null;
    }

    /** Adds what was written, by key, to the writes of the path. */
    void addToPath(Map<String, Object> written) {
        PathWrites own = written.isEmpty() ? null : ownPathWrites();
        if (own != null) {
            own.add(this, written);
        }
    }

    /** Returns the writes of the path, which only this branch writes from now on; null if no conflicts are looked for. */
    @Nullable
    PathWrites ownPathWrites() {
        if (pathWrites != null) {
            pathWrites = pathWrites.own();
        }
        return pathWrites;
    }

    /** Returns a hash of the number, which is cheaper than one of the object. */
    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    /** Returns number, node, flow and run. */
    @Override
    public String toString() {
        return "Visit " + number + " (" + description() + ", run " + runId() + ")";
    }
}
