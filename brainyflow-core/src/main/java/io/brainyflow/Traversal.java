package io.brainyflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bookkeeping of a run: which visits are ready, and what follows when one has been performed. It is data and nothing
 * else: no threads, no clock, no chance, none of the user's code. Not thread-safe; a runner guards it.
 *
 * <p>Visits wait in the {@link Frame} of their flow, in the order of a sequential run; at most as many of them as the
 * flow has permits are under way at once, one in a sequential flow. They are handed out depth first, the innermost flow's
 * before those of the flow around it, so that a parallel flow performed by one thread runs in the order of a sequential
 * one.
 */
final class Traversal {

    final VisitState root;
    final long maxSteps;

    /** The limit of parallel flows that state none. */
    final int maxConcurrency;

    /** The flows that have something ready, the one whose turn is next first. */
    final Deque<Frame> listed = new ArrayDeque<>(4);

    /** The flows that were entered and have not ended, outer ones before inner ones. */
    final Set<VisitState> entered = new LinkedHashSet<>();

    final OpenWaits waits = new OpenWaits();

    boolean begun;
    int readyCount = 1;
    long lastNumber;
    long steps;

    Traversal(VisitState root, long maxSteps, int maxConcurrency) {
        this.root = root;
        this.maxSteps = maxSteps;
        this.maxConcurrency = maxConcurrency;
    }

    /** Returns the visit whose turn comes next, or null if none is ready. */
    @Nullable
    VisitState peek() {
        if (!begun) {
            return root;
        }
        Frame frame = listed.peek();
        return frame == null ? null : frame.peek();
    }

    /**
     * Returns the visit whose turn has come, counted, or null if none is ready.
     *
     * @throws VisitLimitException if the visit is one too many
     */
    @Nullable
    VisitState next() {
        VisitState visit = poll();
        if (visit == null) {
            return null;
        }
        readyCount--;
        if (visit.inside == null && visit.frame != null && !visit.isGoingOn()) {
            count(visit, visit.frame.graph);
        }
        visit.setActive(true);
        return visit;
    }

    /**
     * Takes the visit of a replayed entry, regardless of whose turn is next and of the limits.
     *
     * @throws IllegalStateException if it is not ready
     */
    void retake(VisitState visit) {
        if (visit == root && !begun) {
            begun = true;
            readyCount--;
        } else {
            Frame frame = Objects.requireNonNull(visit.inside == null ? visit.frame : visit.inside, "frame");
            changePermits(frame, taking -> taking.take(visit));
            if (visit.inside == null && !visit.isGoingOn()) {
                note(visit, frame.graph);
            }
        }
        visit.setActive(true);
    }

    private @Nullable VisitState poll() {
        if (!begun) {
            begun = true;
            return root;
        }
        Frame frame = listed.peek();
        if (frame == null) {
            return null;
        }
        VisitState visit = frame.poll();
        if (frame.ready() == 0) {
            listed.pop();
        }
        return visit;
    }

    private void count(VisitState visit, FlowGraph graph) {
        if (note(visit, graph) > graph.maxVisits()) {
            throw VisitLimitException.ofVisits(visit.location(), graph.maxVisits());
        }
        if (steps > maxSteps) {
            throw VisitLimitException.ofSteps(visit.location(), root.node(), maxSteps);
        }
    }

    /** Counts a visit, and returns how many of its node there were on the path; 0 for one that is on no cycle. */
    private int note(VisitState visit, FlowGraph graph) {
        steps++;
        int size = graph.cycles().size(visit.index);
        return size == 0 ? 0 : visit.count(size, graph.cycles().slot(visit.index));
    }

    /** Applies the result of a part of a visit. Does nothing if no part of it is under way. */
    void complete(VisitState visit, Completion completion) {
        if (!visit.active) {
            return;
        }
        visit.setActive(false);
        if (completion instanceof Completion.Entered flow) {
            enter(visit, flow);
        } else if (completion instanceof Completion.Asked asked && visit.frame != null && !visit.frame.cancelled) {
            waits.ask(this, (WaitVisit) visit, visit.frame, asked);
        } else if (completion instanceof Completion.Paused pause && visit.frame != null && !visit.frame.cancelled) {
            waits.pause(this, visit, visit.frame, pause);
        } else if (visit.frame != null) {
            endVisit(visit, visit.frame, completion);
        } else {
            forget(visit);
        }
    }

    /**
     * Applies the result of a visit whose branch continues alone, if the visit that follows is the one whose turn is next
     * anyhow: returns it, counted, and otherwise null, having done nothing. It keeps the permit of the one before.
     *
     * @throws VisitLimitException if the visit that follows is one too many
     */
    @Nullable
    VisitState advance(VisitState visit, Completion.Continued result) {
        Frame frame = visit.frame;
        if (frame == null
                || !visit.active
                || frame.cancelled
                || frame.resuming > 0
                || frame.graph.joins().contains(result.target())
                || (frame.ready() > 0 && listed.peek() != frame)) {
            return null;
        }
        visit.setActive(false);
        PathWrites pathWrites = frame.addWrites(visit);
        VisitState next = begin(visit, result);
        next.follow(pathWrites);
        count(next, frame.graph);
        next.setActive(true);
        return next;
    }

    /** Begins the visit that follows the one that has ended. */
    private VisitState begin(VisitState ended, Completion.Continued result) {
        VisitState next = result.next();
        if (next == ended) {
            next.moveTo(result.tree(), result.target());
        } else {
            forget(ended);
        }
        next.begin(++lastNumber);
        return next;
    }

    /**
     * Records that a visit failed, and returns whether the run goes on, as it does where a flow around the visit
     * collects failures, or is a node that has successors for its own. Flows in between are cancelled as a whole.
     */
    boolean fail(VisitState visit, BrainyFlowException failure) {
        Frame frame = visit.frame;
        if (!visit.active || frame == null || !Catching.goesOnAfter(frame, failure)) {
            return false;
        }
        if (frame.cancelled) {
            if (frame.failure != null && !(failure instanceof FlowCancelledException)) {
                BrainyFlowException.suppress(frame.failure, failure);
            }
        } else if (frame.graph.options().collects()) {
            frame.failures.add(new Frame.Failure(visit, failure));
        } else {
            cancelWithin(Catching.failOutermost(frame, failure));
        }
        visit.setActive(false);
        frame.addWrites(visit);
        endBranch(visit, frame);
        return true;
    }

    private void cancelWithin(Frame outermost) {
        for (VisitState flow : entered) {
            if (flow.inside != null && flow.inside.isWithin(outermost)) {
                cancel(flow.inside);
            }
        }
    }

    private void cancel(Frame frame) {
        int before = frame.ready();
        frame.cancel();
        frame.dropWaiting();
        waits.drop(frame);
        list(frame, before);
    }

    /** Ends a visit that nothing follows. */
    private void endBranch(VisitState visit, Frame frame) {
        int before = frame.ready();
        forget(visit);
        frame.endVisit();
        list(frame, before);
    }

    private void enter(VisitState visit, Completion.Entered entered) {
        int limit = entered.flow().graph().maxConcurrency(maxConcurrency);
        Frame frame = new Frame(visit, entered.flow(), entered.prepared(), entered.memory(), limit);
        visit.enter(frame);
        visit.flushWrites();
        frame.lookForConflicts();
        this.entered.add(visit);
        if (visit.frame != null && visit.frame.cancelled) {
            frame.cancel();
        } else {
            frame.start.begin(++lastNumber);
            frame.add(frame.start, frame.start.pathWrites);
        }
        list(frame, 0);
    }

    private void endVisit(VisitState visit, Frame frame, Completion completion) {
        PathWrites pathWrites = frame.addWrites(visit);
        if (frame.cancelled) {
            endBranch(visit, frame);
            return;
        }
        int before = frame.ready();
        if (completion instanceof Completion.Continued alone) {
            frame.add(begin(visit, alone), pathWrites);
        } else if (completion instanceof Completion.Ended end) {
            forget(visit);
            frame.departures.addAll(end.departures());
            for (VisitState branch : end.next()) {
                branch.begin(++lastNumber);
            }
            frame.addAll(end.next(), pathWrites);
        }
        frame.endVisit();
        list(frame, before);
    }

    private void forget(VisitState visit) {
        if (visit.inside != null) {
            entered.remove(visit);
        }
        visit.release();
    }

    /** Changes who has permits of a flow, and with it what is ready. */
    void changePermits(Frame frame, Consumer<Frame> change) {
        int before = frame.ready();
        change.accept(frame);
        list(frame, before);
    }

    /** Lists the frame if it has something ready and had nothing before, or the other way round. */
    private void list(Frame frame, int readyBefore) {
        frame.joinIfQuiescent();
        int ready = frame.ready();
        readyCount += ready - readyBefore;
        if (ready > 0 && readyBefore == 0) {
            listed.push(frame);
        } else if (ready == 0 && readyBefore > 0) {
            listed.remove(frame);
        }
    }
}
