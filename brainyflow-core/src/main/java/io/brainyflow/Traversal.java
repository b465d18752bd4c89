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
 * <p>A sequential flow has one ready visit at a time and the others wait in its {@link Frame}, first come first; a
 * parallel flow's are all ready. Ready visits are handed out depth first, so that a parallel flow performed by one thread
 * runs in the order of a sequential one.
 */
final class Traversal {

    final Visit root;
    final long maxSteps;
    final Deque<Visit> ready = new ArrayDeque<>();

    /** The flows that were entered and have not ended, outer ones before inner ones. */
    final Set<Visit> entered = new LinkedHashSet<>();

    long lastNumber;
    long steps;

    Traversal(Visit root, long maxSteps) {
        this.root = root;
        this.maxSteps = maxSteps;
        ready.add(root);
    }

    /** Answers the visit whose turn comes next, or null if none is ready. */
    @Nullable
    Visit peek() {
        return ready.peek();
    }

    int readyCount() {
        return ready.size();
    }

    /**
     * Answers the visit whose turn has come, counted, or null if none is ready.
     *
     * @throws VisitLimitException if the visit is one too many
     */
    @Nullable
    Visit next() {
        Visit visit = ready.poll();
        if (visit == null) {
            return null;
        }
        if (visit.inside == null && visit.frame != null) {
            count(visit, visit.frame.graph);
        }
        visit.active = true;
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
                throw VisitLimitException.ofVisits(visit, graph.maxVisits());
            }
        }
        if (steps == maxSteps) {
            throw VisitLimitException.ofSteps(visit, root.node(), maxSteps);
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
        } else if (completion instanceof Completion.Ended end) {
            end(visit, end);
        }
    }

    private void enter(Visit visit, Completion.Entered flow) {
        Frame frame = new Frame(visit, flow.graph(), flow.prepared(), flow.memory());
        visit.inside = frame;
        entered.add(visit);
        frame.start.number = ++lastNumber;
        ready.push(frame.start);
    }

    private void end(Visit visit, Completion.Ended end) {
        Frame frame = visit.frame;
        entered.remove(visit);
        visit.release();
        if (frame == null) {
            return;
        }
        frame.departures.addAll(end.departures());
        Visit[] next = end.next();
        frame.unended += next.length - 1;
        for (Visit branch : next) {
            branch.number = ++lastNumber;
        }
        boolean parallel = frame.graph.parallel();
        Deque<Visit> queue = parallel ? ready : frame.waiting;
        for (int i = next.length - 1; i >= 0; i--) {
            queue.push(next[i]);
        }
        if (!parallel && !queue.isEmpty()) {
            ready.push(queue.pop());
        }
        if (frame.unended == 0) {
            ready.push(frame.owner);
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
