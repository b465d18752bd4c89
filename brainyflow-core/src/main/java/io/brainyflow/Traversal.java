package io.brainyflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bookkeeping of a run: which visits are ready, and what follows when one has been performed. It is data and nothing
 * else: no threads, no clock, no chance, none of the user's code. Not thread-safe; a runner guards it.
 *
 * <p>Visits wait in the {@link Frame} of their flow, in the order of a sequential run; how many of them may be under way
 * at once is what tells a sequential flow (one) from a parallel one. They are handed out depth first, the innermost flow's
 * before those of the flow around it, so that a parallel flow performed by one thread runs in the order of a sequential
 * one.
 */
final class Traversal {

    final Visit root;
    final long maxSteps;

    /** The limit of parallel flows that state none. */
    final int maxConcurrency;

    /** The flows that have something ready, the one whose turn is next first. */
    final Deque<Frame> listed = new ArrayDeque<>(4);

    /** The flows that were entered and have not ended, outer ones before inner ones. */
    final Set<Visit> entered = new LinkedHashSet<>();

    boolean begun;
    int readyCount = 1;
    long lastNumber;
    long steps;

    Traversal(Visit root, long maxSteps, int maxConcurrency) {
        this.root = root;
        this.maxSteps = maxSteps;
        this.maxConcurrency = maxConcurrency;
    }

    /** Answers the visit whose turn comes next, or null if none is ready. */
    @Nullable
    Visit peek() {
        if (!begun) {
            return root;
        }
        Frame frame = listed.peek();
        return frame == null ? null : frame.peek();
    }

    int readyCount() {
        return readyCount;
    }

    /**
     * Answers the visit whose turn has come, counted, or null if none is ready.
     *
     * @throws VisitLimitException if the visit is one too many
     */
    @Nullable
    Visit next() {
        Visit visit = take();
        if (visit == null) {
            return null;
        }
        readyCount--;
        if (visit.inside == null && visit.frame != null) {
            count(visit, visit.frame.graph);
        }
        visit.active = true;
        return visit;
    }

    private @Nullable Visit take() {
        if (!begun) {
            begun = true;
            return root;
        }
        Frame frame = listed.peek();
        if (frame == null) {
            return null;
        }
        Visit visit = frame.take();
        if (frame.ready() == 0) {
            listed.pop();
        }
        return visit;
    }

    private void count(Visit visit, FlowGraph graph) {
        int size = graph.cycles().size(visit.place);
        if (size > 0) {
            int[] inherited = visit.counts;
            int[] counts = inherited == null ? new int[size] : visit.sharesCounts ? inherited.clone() : inherited;
            visit.counts = counts;
            visit.sharesCounts = false;
            if (++counts[graph.cycles().slot(visit.place)] > graph.maxVisits()) {
                throw VisitLimitException.ofVisits(visit.location(), graph.maxVisits());
            }
        }
        if (steps == maxSteps) {
            throw VisitLimitException.ofSteps(visit.location(), root.node(), maxSteps);
        }
        steps++;
    }

    /** Takes note of what the visit came to. Telling it twice changes nothing. */
    void complete(Visit visit, Completion completion) {
        if (!visit.active) {
            return;
        }
        visit.active = false;
        if (completion instanceof Completion.Entered flow) {
            enter(visit, flow);
        } else if (visit.frame != null) {
            end(visit, visit.frame, completion);
        } else {
            forget(visit);
        }
    }

    /**
     * Takes note of a visit that failed, and answers whether the run goes on, as it does where a flow around the visit
     * collects failures. A flow in between that does not is cancelled as a whole.
     */
    boolean fail(Visit visit, BrainyFlowException failure) {
        Frame frame = visit.frame;
        if (!visit.active || frame == null) {
            return false;
        }
        if (frame.cancelled) {
            if (frame.failure != null && !(failure instanceof FlowCancelledException)) {
                BrainyFlowException.suppress(frame.failure, failure);
            }
        } else if (failure instanceof VisitLimitException || failure instanceof FlowCancelledException) {
            return false;
        } else if (frame.graph.collects()) {
            frame.failures.add(new Frame.Failure(visit, failure));
        } else if (!cancelUpToCollecting(frame, failure)) {
            return false;
        }
        visit.active = false;
        endBranch(visit, frame);
        return true;
    }

    /** Cancels the flow and those around it that do not collect, if one of them at last does. */
    private boolean cancelUpToCollecting(Frame frame, BrainyFlowException failure) {
        Frame outermost = frame;
        Frame around = frame.owner.frame;
        while (around != null && !around.graph.collects()) {
            outermost = around;
            around = around.owner.frame;
        }
        if (around == null) {
            return false;
        }
        for (Frame failed = frame; failed != null && failed != around; failed = failed.owner.frame) {
            failed.failure = failure;
        }
        for (Visit flow : entered) {
            if (flow.inside != null && isWithin(flow.inside, outermost)) {
                cancel(flow.inside);
            }
        }
        return true;
    }

    private static boolean isWithin(Frame frame, Frame outer) {
        Frame at = frame;
        while (at != null && at != outer) {
            at = at.owner.frame;
        }
        return at == outer;
    }

    private void cancel(Frame frame) {
        int before = frame.ready();
        frame.cancelled = true;
        frame.endWaiting();
        list(frame, before);
    }

    /** Ends a visit that nothing follows. */
    private void endBranch(Visit visit, Frame frame) {
        int before = frame.ready();
        forget(visit);
        frame.unended--;
        frame.underWay--;
        list(frame, before);
    }

    private void enter(Visit visit, Completion.Entered entered) {
        int limit = entered.flow().graph().maxConcurrency(maxConcurrency);
        Frame frame = new Frame(visit, entered.flow(), entered.prepared(), entered.memory(), limit);
        visit.inside = frame;
        visit.endWrites();
        frame.lookForConflicts();
        this.entered.add(visit);
        if (visit.frame != null && visit.frame.cancelled) {
            frame.cancelled = true;
        } else {
            frame.start.number = ++lastNumber;
            frame.add(frame.start, frame.start.trail);
        }
        list(frame, 0);
    }

    private void end(Visit visit, Frame frame, Completion completion) {
        if (frame.cancelled) {
            endBranch(visit, frame);
            return;
        }
        Trail trail = frame.leaveTrail(visit);
        forget(visit);
        int before = frame.ready();
        if (completion instanceof Completion.WentOn alone) {
            alone.next().number = ++lastNumber;
            frame.add(alone.next(), trail);
        } else if (completion instanceof Completion.Ended end) {
            if (!end.departures().isEmpty()) {
                frame.departures.addAll(end.departures());
            }
            for (Visit branch : end.next()) {
                branch.number = ++lastNumber;
            }
            frame.addAll(end.next(), trail);
        }
        frame.unended--;
        frame.underWay--;
        list(frame, before);
    }

    private void forget(Visit visit) {
        if (visit.inside != null) {
            entered.remove(visit);
        }
        visit.release();
    }

    /** Has the visit give up its place under way, so that another of a parallel flow can begin. */
    void suspend(Frame frame) {
        int before = frame.ready();
        frame.underWay--;
        list(frame, before);
    }

    /** Has a visit that was cut short while it waited be under way as before, to be ended. */
    void restore(Frame frame, boolean wanted) {
        int before = frame.ready();
        frame.underWay++;
        if (wanted) {
            frame.resuming--;
        }
        list(frame, before);
    }

    /** Has a visit want its place back. */
    void want(Frame frame) {
        int before = frame.ready();
        frame.resuming++;
        list(frame, before);
    }

    /** Gives a visit that wants it its place back, and answers whether there was one. */
    boolean resume(Frame frame) {
        if (frame.underWay == frame.limit) {
            return false;
        }
        frame.resuming--;
        frame.underWay++;
        return true;
    }

    /** Lists the frame if it has something ready and had nothing before, or the other way round. */
    private void list(Frame frame, int readyBefore) {
        frame.meet();
        int ready = frame.ready();
        readyCount += ready - readyBefore;
        if (ready > 0 && readyBefore == 0) {
            listed.push(frame);
        } else if (ready == 0 && readyBefore > 0) {
            listed.remove(frame);
        }
    }

    /** Answers the flows that were entered and not left, inner ones before outer ones. */
    List<Visit> unleft() {
        List<Visit> flows = new ArrayList<>(entered);
        flows.removeIf(visit -> visit.leaving);
        Collections.reverse(flows);
        return flows;
    }
}
