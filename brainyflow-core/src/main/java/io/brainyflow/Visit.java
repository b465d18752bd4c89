package io.brainyflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one node within a run, as listeners and interceptors see it. The root flow's execution has a visit
 * too, which stands for the run and has nothing around it.
 */
public final class Visit {

    /** What can be done in a visit: all of a node's at once, a flow's in two steps around what runs inside. */
    public enum Part {
        /** A node's {@code prep}, {@code exec} with its attempts, and {@code post}. */
        WHOLE,
        /** A flow's {@code prep}, before its start node is visited. */
        ENTER,
        /** A flow's {@code post}, after its last branch has ended, or the failure that ended the flow. */
        LEAVE
    }

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

    private Visit(
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
    static Visit root(String flow, @Nullable String runId, Memory memory) {
        return new Visit(new Alone(flow, true, runId), null, null, 0, 0, memory);
    }

    /** Answers the visit of a node that is run without a flow. */
    static Visit alone(String node, Memory memory) {
        return new Visit(new Alone(node, false, ""), null, null, 0, 0, memory);
    }

    /** Answers the visit of a node's place in the flow that is being visited as {@code frame}. */
    static Visit in(Frame frame, @Nullable ExecutionTree previous, int place, int branch, Memory memory) {
        return new Visit(null, frame, previous, place, branch, memory);
    }

    private boolean isRoot() {
        return alone != null && alone.isRoot;
    }

    /** Answers how many visits led here from the flow's start. */
    int depth() {
        return previous == null ? 0 : previous.depth + 1;
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
            frame.tree = ended;
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

    /**
     * Answers the visit under way on this thread, so that a node, or what it calls, can tell where it is.
     *
     * @throws IllegalStateException if there is none, as outside of a node's steps
     */
    public static Visit current() {
        return VisitScope.visit();
    }

    /** Answers the id of the run. */
    public String runId() {
        Visit outermost = this;
        while (outermost.frame != null) {
            outermost = outermost.frame.owner;
        }
        return outermost.alone().runId();
    }

    /**
     * Answers the visit's number, which no other visit of the run has, from 1 on; the root flow's visit has 0. A branch that
     * ends in a join uses one up, too.
     */
    public long number() {
        return number;
    }

    /**
     * Answers the number of the attempt under way or made last, from 1; 0 before the first, and for a flow. Exact on the
     * thread of the visit; another may see an earlier one.
     */
    public int attempt() {
        return attempt;
    }

    /** Answers the name of the flow that the node stands in; of the root flow itself, its own. */
    public String flow() {
        return frame == null ? alone().name : frame.graph.name();
    }

    /** Answers the name of the node; of the root flow, its own. */
    public String node() {
        return frame == null ? alone().name : frame.graph.name(place);
    }

    private Alone alone() {
        return Objects.requireNonNull(alone, "alone");
    }

    /** Answers the name of the flow that this visit executes, or null if the node is no flow. */
    public @Nullable String executes() {
        if (inside != null) {
            return inside.graph.name();
        }
        if (frame == null) {
            return isRoot() ? node() : null;
        }
        FlowGraph nested = frame.graph.nestedGraph(place);
        return nested == null ? null : nested.name();
    }

    /** Answers what is done in this visit now. */
    public Part part() {
        if (executes() == null) {
            return Part.WHOLE;
        }
        return inside == null ? Part.ENTER : Part.LEAVE;
    }

    /** Answers the visit of the flow around this one, or null for the root flow's. */
    public @Nullable Visit enclosing() {
        return frame == null ? null : frame.owner;
    }

    /**
     * Answers the names of the nodes on the way here, from the root flow's start to this node, through the flows that
     * are nodes. Made anew by each call.
     */
    public List<String> path() {
        List<String> names = new ArrayList<>();
        Visit visit = this;
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

    /**
     * Answers a map for what interceptors and listeners keep with the visit, which can be read from the visits inside a
     * flow's. Gone when the visit has ended. Thread-safe.
     */
    public synchronized Map<String, Object> attributes() {
        if (attributes == null) {
            attributes = new ConcurrentHashMap<>(4);
        }
        return attributes;
    }

    /**
     * Has every write to the global store that is made in this part of the visit be recorded from now on, for a
     * {@link NodeInterceptor} that calls this before it proceeds. Without it, nothing is recorded. Calling it again changes
     * nothing.
     */
    public void recordWrites() {
        if (writes == null) {
            writes = new Writes();
        }
        writes.recordAll();
    }

    /**
     * Answers the writes recorded so far in this part of the visit, in order, after a failure too; empty if none were made,
     * {@link #recordWrites} was not called, or the part has ended. What a node writes through another memory, such as a
     * {@linkplain Memory#fork fork}, is not among them.
     */
    public List<Write> writes() {
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
