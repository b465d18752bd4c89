package io.brainyflow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one node within a run, as listeners and interceptors see it. The root flow's execution has a visit
 * too, which stands for the run and has nothing around it. Two objects that show the same visit are equal.
 */
public final class Visit {

    private final VisitState state;
    private final @Nullable VisitPart part;

    Visit(VisitState state) {
        this(state, null);
    }

    /** Creates a view that shows {@code part} in place of the visit's current part. */
    Visit(VisitState state, @Nullable VisitPart part) {
        this.state = state;
        this.part = part;
        state.markSeen();
    }

    /**
     * Returns the visit under way on this thread, so that a node, or what it calls, knows where it is.
     *
     * @throws IllegalStateException if there is none, as outside of a node's steps
     */
    public static Visit current() {
        return new Visit(VisitScope.visit());
    }

    VisitState state() {
        return state;
    }

    /** Returns the id of the run. */
    public String runId() {
        return state.runId();
    }

    /**
     * Returns the visit's number, which no other visit of the run has, from 1 on; the root flow's visit has 0. A branch that
     * ends in a join uses one up, too.
     */
    public long number() {
        return state.number;
    }

    /**
     * Returns a unique key of this visit, the same for all of its attempts and, in a journaled run, in every process that
     * performs it: the run's id, the number and the node, such as {@code run/7/charge}. Use it as the idempotency key in
     * calls to services.
     */
    public String key() {
        return runId() + '/' + number() + '/' + node();
    }

    /**
     * Returns the number of the attempt under way or made last, from 1; 0 before the first, and for a flow. Exact on the
     * thread of the visit; another may see an earlier one.
     */
    public int attempt() {
        return state.attempt;
    }

    /**
     * Returns how often a {@linkplain JournaledRun journaled} run was retried after a failure of this visit; 0 in any other run. Together
     * with the {@link #key()}, it is the same for all attempts between two retries.
     */
    public int retries() {
        return state.retries;
    }

    /** Returns the name of the flow that the node stands in; of the root flow itself, its own. */
    public String flow() {
        return state.flow();
    }

    /** Returns the name of the node; of the root flow, its own. */
    public String node() {
        return state.node();
    }

    /** Returns the name of the flow that this visit executes, or null if the node is no flow. */
    public @Nullable String executes() {
        return state.executes();
    }

    /** Returns the part of this visit that is under way, or is next. */
    public VisitPart part() {
        return part == null ? state.part() : part;
    }

    /** Returns the visit of the flow around this one, or null for the root flow's. */
    public @Nullable Visit enclosing() {
        VisitState enclosing = state.enclosing();
        return enclosing == null ? null : new Visit(enclosing);
    }

    /**
     * Returns the names of the nodes on the way here, from the root flow's start to this node, through the flows that
     * are nodes. Made anew by each call.
     */
    public List<String> path() {
        return state.path();
    }

    /**
     * Returns a map of data that interceptors and listeners keep with the visit; visits inside a flow reach the flow's map
     * by {@link #enclosing}. Discarded when the visit has ended. Thread-safe.
     */
    public Map<String, Object> attributes() {
        return state.attributes();
    }

    /**
     * Records every write to the global store that is made in this part of the visit from now on, for a
     * {@link NodeInterceptor} that calls this before it proceeds. Without it, nothing is recorded. Calling it again changes
     * nothing.
     */
    public void recordWrites() {
        state.recordWrites();
    }

    /**
     * Returns the writes recorded so far in this part of the visit, in order, after a failure too; empty if none were made,
     * {@link #recordWrites} was not called, or the part has ended. What is written through a {@linkplain Memory#fork fork} of its
     * memory is among them.
     */
    public List<Write> writes() {
        Writes recorded = state.recorded();
        return recorded == null ? List.of() : recorded.all();
    }

    /** Returns a hash of the number. */
    @Override
    public int hashCode() {
        return state.hashCode();
    }

    /** Returns whether the other object shows the same visit. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Visit that && state == that.state;
    }

    /** Returns number, node, flow and run. */
    @Override
    public String toString() {
        return state.toString();
    }
}
