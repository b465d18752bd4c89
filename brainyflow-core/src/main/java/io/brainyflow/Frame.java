package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A flow that is being visited: what waits inside it, and what is to leave it. Part of a {@link Traversal}. */
final class Frame {

    final VisitState owner;
    final FlowDefinition flow;
    final FlowGraph graph;

    /** The result of the flow's {@code prep}, kept for its {@code post}. */
    final @Nullable Object prepared;

    final VisitState start;

    /** How many permits there are: how many visits may be under way at once; one in a sequential flow. */
    final int limit;

    /** Visits that wait for their turn, in the order of a sequential run. */
    final Deque<VisitState> waiting = new ArrayDeque<>(4);

    /** Branches that have reached joins and wait for others, by the index of the join; and how many they are. */
    final Map<Integer, List<VisitState>> arrived = new TreeMap<>();

    private int arrivals;

    /** Visits whose turn has come and that have not ended; one that is a flow is among them until it has been left. */
    int underWay;

    /** Visits that gave up their permit while they wait, and want it back before others begin. */
    int resuming;

    /** How many visits have been created and have not ended, including those that wait at joins. */
    int unended;

    /** Whether the owner has been handed out to leave the flow. */
    boolean ownerTaken;

    /** The tree of the first visit, once it has ended. */
    @Nullable
    ExecutionTree tree;

    final Departures departures;

    /** The failures in a flow that collects them. */
    final List<Failure> failures = new ArrayList<>(0);

    /** Whether the flow is ended before it is through, because something in it or around it has failed. */
    boolean cancelled;

    /** The failure of the flow if something in it has ended it. */
    @Nullable
    BrainyFlowException failure;

    /** Detects conflicts among the branches; null if none are detected. */
    @Nullable
    ConflictDetector conflicts;

    /** A visit that failed, and with what. */
    record Failure(VisitState visit, BrainyFlowException failure) {}

    Frame(VisitState owner, FlowDefinition flow, @Nullable Object prepared, Memory memory, int limit) {
        this.owner = owner;
        this.flow = flow;
        this.graph = flow.graph();
        this.prepared = prepared;
        this.limit = limit;
        this.departures = new Departures(graph.parallel());
        this.start = visit(null, 0, 0, memory);
    }

    /** Returns a visit of a node in here. */
    VisitState visit(@Nullable ExecutionTree previous, int index, int branch, Memory memory) {
        VisitPart first = graph.traits(index).first();
        return first == VisitPart.ASK
                ? new WaitVisit(this, previous, index, branch, memory)
                : new VisitState(first, this, previous, index, branch, memory);
    }

    /** Returns how many visits are ready: those waiting that the limit allows, or the owner's leaving in the end. */
    int ready() {
        if (unended == 0) {
            return ownerTaken ? 0 : 1;
        }
        return Math.max(0, Math.min(limit - underWay - resuming, waiting.size()));
    }

    /** Returns the visit whose turn comes next, one being ready. */
    VisitState peek() {
        return unended == 0 ? owner : waiting.element();
    }

    /** Returns the visit whose turn has come, one being ready. */
    VisitState poll() {
        VisitState visit = peek();
        take(visit);
        return visit;
    }

    /**
     * Takes a visit that waits, or the owner to leave the flow, whether or not its turn has come.
     *
     * @throws IllegalStateException if it is not ready
     */
    void take(VisitState visit) {
        if (visit == owner) {
            require(visit, unended == 0 && !ownerTaken);
            ownerTaken = true;
        } else {
            require(visit, waiting.peek() == visit ? waiting.pop() == visit : waiting.remove(visit));
            underWay++;
        }
    }

    private static void require(VisitState visit, boolean ready) {
        if (!ready) {
            throw new IllegalStateException(visit + " is not ready");
        }
    }

    /** Ends a visit of the flow. */
    void endVisit() {
        unended--;
        underWay--;
    }

    /** Takes the permit of a visit that waits. */
    void suspend() {
        underWay--;
    }

    /** Gives a permit to a visit that is cut short while it waits, even if none is free. */
    void restore(boolean wanted) {
        underWay++;
        if (wanted) {
            resuming--;
        }
    }

    /** Notes that a visit wants its permit back. */
    void want() {
        resuming++;
    }

    /** Gives a visit that wants it a permit, and returns whether there was one. */
    boolean resume() {
        if (underWay >= limit) {
            return false;
        }
        resuming--;
        underWay++;
        return true;
    }

    /** Makes a visit that was answered the next one, since its permit is free. */
    void resumeAnswered(VisitState visit) {
        if (!graph.parallel()) {
            underWay--;
        }
        waiting.push(visit);
    }

    /** Ends a visit that waits to be answered. */
    void dropAsked() {
        unended--;
        if (!graph.parallel()) {
            underWay--;
        }
    }

    /** Returns whether this is {@code outer}, or is nested in it. */
    boolean isWithin(Frame outer) {
        Frame at = this;
        while (at != null && at != outer) {
            at = at.owner.frame;
        }
        return at == outer;
    }

    /** Returns whether the failure of a visit in here lets others go on: it is collected, or has successors. */
    boolean catches(VisitState visit, BrainyFlowException failure) {
        return graph.options().collects()
                || (failure.caught() != null && graph.exits(visit.index).catchFailures());
    }

    /** Marks the flow as ended before it is through. */
    void cancel() {
        cancelled = true;
    }

    void failWith(BrainyFlowException failure) {
        this.failure = failure;
    }

    /** Adds the tree of a visit that has ended to that of the visit before. */
    void grow(ExecutionTree ended) {
        if (ended.previous == null) {
            tree = ended;
        } else {
            ended.previous.attach(ended.branch, ended);
        }
    }

    /** Adds a branch that begins: it waits for its turn, or at a join for what else reaches it. */
    void add(VisitState branch, @Nullable PathWrites pathWrites) {
        branch.follow(pathWrites);
        if (graph.joins().contains(branch.index)) {
            arrive(branch);
        } else {
            waiting.push(branch);
        }
        unended++;
    }

    /** Adds branches that begin, the first to be the next; in a sequential flow, all write to one record. */
    void addAll(VisitState[] branches, @Nullable PathWrites pathWrites) {
        if (pathWrites != null && graph.parallel() && branches.length > 1) {
            pathWrites.share();
        }
        for (int i = branches.length - 1; i >= 0; i--) {
            add(branches[i], pathWrites);
        }
    }

    void arrive(VisitState branch) {
        arrived.computeIfAbsent(branch.index, join -> new ArrayList<>()).add(branch);
        arrivals++;
    }

    /** Begins to look for conflicts, if there can be any here or in a flow around that looks for them. */
    void lookForConflicts() {
        boolean parallel = graph.parallel();
        if (parallel && (owner.pathWrites != null || graph.options().onConflict() != OnConflict.IGNORE)) {
            conflicts = new ConflictDetector(this);
            start.follow(new PathWrites(conflicts));
        } else if (!parallel) {
            start.follow(owner.ownPathWrites());
        }
    }

    /** Adds what a visit that ended wrote to the writes of its path, and returns those; null if no conflicts are looked for. */
    @Nullable
    PathWrites addWrites(VisitState visit) {
        if (visit.pathWrites != null) {
            if (visit.inside != null && visit.inside.conflicts != null) {
                visit.addToPath(visit.inside.conflicts.outcome());
            }
            visit.flushWrites();
        }
        return visit.pathWrites;
    }

    /**
     * Joins branches if the flow is quiescent: every live branch is waiting at a join. Once something has failed, the join is
     * not visited any more.
     */
    void joinIfQuiescent() {
        if (arrivals == 0 || unended > arrivals) {
            return;
        }
        if (failures.isEmpty()) {
            departures.sort();
            List<VisitState> ready = Joins.join(graph.joins(), arrived);
            waiting.addAll(ready);
            arrivals = arrived.values().stream().mapToInt(List::size).sum();
            unended = arrivals + ready.size();
        } else {
            dropArrived();
        }
    }

    /** Ends what waits, for its turn or for others. */
    void dropWaiting() {
        unended -= waiting.size();
        waiting.clear();
        dropArrived();
    }

    private void dropArrived() {
        unended -= arrivals;
        arrivals = 0;
        arrived.values().forEach(branches -> branches.forEach(VisitState::release));
        arrived.clear();
    }

    /** Returns the tree of what ran inside. */
    ExecutionTree tree() {
        if (tree == null) {
            throw new IllegalStateException(start + " has not ended");
        }
        return tree;
    }
}
