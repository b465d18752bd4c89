package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One execution of one node within a run, as the bookkeeping keeps it. Nobody but this class writes its fields. */
final class VisitState {

    final @Nullable Frame frame;

    /** The place of the visit that led here; null for the first of a flow. */
    final @Nullable ExecutionTree previous;

    final int place;
    final int branch;
    private final @Nullable Alone alone;
    private @Nullable Map<String, Object> attributes;

    long number;
    boolean active;
    boolean leaving;
    boolean sharesCounts;
    int attempt;
    int @Nullable [] counts;

    @Nullable
    Memory memory;

    @Nullable
    Frame inside;

    /** What the branch has left in the global store, where conflicts are looked for. */
    @Nullable
    Trail trail;

    private @Nullable Writes writes;

    private VisitState(
            @Nullable Alone alone,
            @Nullable Frame frame,
            @Nullable ExecutionTree previous,
            int place,
            int branch,
            Memory memory) {
        this.alone = alone;
        this.frame = frame;
        this.previous = previous;
        this.place = place;
        this.branch = branch;
        this.memory = memory;
    }

    /** Answers the visit that a run consists of, which gets an id if it has none. */
    static VisitState root(String flow, @Nullable String runId, Memory memory) {
        return new VisitState(new Alone(flow, true, runId), null, null, 0, 0, memory);
    }

    /** Answers the visit of a node that is run without a flow. */
    static VisitState alone(String node, Memory memory) {
        return new VisitState(new Alone(node, false, ""), null, null, 0, 0, memory);
    }

    /** Answers the visit of a node's place in the flow that is being visited as {@code frame}. */
    static VisitState in(Frame frame, @Nullable ExecutionTree previous, int place, int branch, Memory memory) {
        return new VisitState(null, frame, previous, place, branch, memory);
    }

    private boolean isRoot() {
        return alone != null && alone.isRoot;
    }

    /** Answers how many visits led here from the flow's start. */
    int depth() {
        return previous == null ? 0 : previous.depth + 1;
    }

    /** Gives the visit its number, when it begins to exist. */
    void begin(long number) {
        this.number = number;
    }

    /** Notes whether a part of the visit is under way. */
    void setActive(boolean active) {
        this.active = active;
    }

    void beginAttempt(int attempt) {
        this.attempt = attempt;
    }

    /** Marks a flow as entered; {@code frame} is what is visited inside. */
    void enter(Frame frame) {
        inside = frame;
    }

    /** Marks a flow as being left. */
    void beginLeaving() {
        leaving = true;
    }

    void use(Memory memory) {
        this.memory = memory;
    }

    void follow(@Nullable Trail trail) {
        this.trail = trail;
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

    /** Lets go of all that nobody asks for when the visit has ended. */
    void release() {
        memory = null;
        counts = null;
        inside = null;
        attributes = null;
        trail = null;
        writes = null;
    }

    /** Puts the tree of the visit, which has ended, in its place. */
    void foldInto(Frame frame, ExecutionTree ended) {
        if (previous == null) {
            frame.grow(ended);
        } else {
            previous.attach(branch, ended);
        }
    }

    /** Answers the node as messages name it. */
    String description() {
        if (frame != null) {
            return "Node '" + node() + "' of flow '" + frame.graph.name() + "'";
        }
        return (isRoot() ? "Flow '" : "Node '") + node() + "'";
    }

    /** Returns where this is, as data. */
    Location location() {
        return new Location(flow(), node(), description(), path());
    }

    Memory memory() {
        if (memory == null) {
            throw new IllegalStateException(this + " has ended");
        }
        return memory;
    }

    /** Answers the id of the run. */
    String runId() {
        VisitState outermost = this;
        while (outermost.frame != null) {
            outermost = outermost.frame.owner;
        }
        return outermost.alone().runId();
    }

    long number() {
        return number;
    }

    int attempt() {
        return attempt;
    }

    String flow() {
        return frame == null ? alone().name : frame.graph.name();
    }

    String node() {
        return frame == null ? alone().name : frame.graph.name(place);
    }

    private Alone alone() {
        return Objects.requireNonNull(alone, "alone");
    }

    /** Answers the name of the flow that this visit executes, or null if the node is no flow. */
    @Nullable
    String executes() {
        if (inside != null) {
            return inside.graph.name();
        }
        if (frame == null) {
            return isRoot() ? node() : null;
        }
        FlowGraph nested = frame.graph.nestedGraph(place);
        return nested == null ? null : nested.name();
    }

    /** Returns whether this is a flow that was entered, and so is left next. */
    boolean isEntered() {
        return inside != null || leaving;
    }

    /** Answers the visit of the flow around this one, or null for the root flow's. */
    @Nullable
    VisitState enclosing() {
        return frame == null ? null : frame.owner;
    }

    /** Returns the names of the nodes on the way here, through the flows that are nodes. */
    List<String> path() {
        List<String> names = new ArrayList<>();
        VisitState visit = this;
        while (visit.frame != null) {
            names.add(visit.node());
            for (ExecutionTree before = visit.previous; before != null; before = before.previous) {
                names.add(before.node());
            }
            visit = visit.frame.owner;
        }
        if (names.isEmpty()) {
            names.add(node());
        }
        Collections.reverse(names);
        return Collections.unmodifiableList(names);
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
        if (writes == null) {
            writes = new Writes();
        }
        writes.recordAll();
    }

    /** Returns the writes recorded so far in this part of the visit. */
    List<Write> writes() {
        return writes == null ? List.of() : writes.all();
    }

    /** Answers what is to note the writes of a part of the visit that begins, or null if nobody wants to know them. */
    @Nullable
    Writes beginWrites() {
        if (trail != null) {
            if (writes == null) {
                writes = new Writes();
            }
            writes.noteLeft();
        }
        return writes;
    }

    /** Adds to the trail what the part of the visit that has ended left. */
    void endWrites() {
        if (trail != null && writes != null) {
            trail.leave(this, writes.takeLeft());
        }
        writes = null;
    }

    /** Answers a hash of the number, which is had sooner than one of the object. */
    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    /** Answers whether the other object is this visit. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** Answers number, node, flow and run. */
    @Override
    public String toString() {
        return "Visit " + number + " (" + description() + ", run " + runId() + ")";
    }
}
