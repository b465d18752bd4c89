package io.brainyflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The visits that have asked and are not answered, and those that wait for their next attempt. Part of a {@link Traversal}, and data as it is.
 *
 * <p>In a parallel flow, one that waits gives up its permit. In a sequential flow it keeps it, so that the next path does not begin
 * before this one has ended.
 */
final class OpenWaits {

    private final Map<Long, WaitVisit> open = new LinkedHashMap<>(0);

    /** The visits that go on by themselves, at their time. */
    private final Map<VisitState, Instant> paused = new LinkedHashMap<>(0);

    /** Returns whether nothing waits, neither to be answered nor for its time. */
    boolean areNone() {
        return open.isEmpty() && paused.isEmpty();
    }

    /** Adds a visit that goes on later. */
    void pause(Traversal traversal, VisitState visit, Frame frame, Completion.Paused pause) {
        visit.pause(pause.attempts());
        visit.flushWrites();
        paused.put(visit, pause.until());
        if (frame.graph.parallel()) {
            traversal.changePermits(frame, Frame::suspend);
        }
    }

    /** Returns when the first of the visits goes on that are paused; empty if none is. */
    Optional<Instant> wakeAt() {
        return paused.values().stream().min(Comparator.naturalOrder());
    }

    /** Continues a visit that is paused. */
    void wake(Traversal traversal, VisitState visit) {
        Frame frame = visit.frame;
        if (paused.remove(visit) != null && frame != null) {
            traversal.changePermits(frame, flow -> flow.resumeAnswered(visit));
        }
    }

    /** Continues the visits whose time has come; returns whether there are any. */
    boolean wake(Traversal traversal, Instant now) {
        List<VisitState> due = paused.entrySet().stream()
                .filter(pause -> !pause.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(visit -> wake(traversal, visit));
        return !due.isEmpty();
    }

    /** Returns them in the order in which they asked; to be read only. */
    Collection<WaitVisit> all() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Adds a visit that has asked. */
    void ask(Traversal traversal, WaitVisit visit, Frame frame, Completion.Asked asked) {
        visit.ask(asked);
        visit.flushWrites();
        open.put(visit.number, visit);
        if (frame.graph.parallel()) {
            traversal.changePermits(frame, Frame::suspend);
        }
    }

    /** Continues a visit with its answer, before all others of its flow; returns false if it does not wait for one any more. */
    boolean answer(Traversal traversal, WaitVisit visit, Object answer) {
        Frame frame = visit.frame;
        if (frame == null || open.remove(visit.number) == null) {
            return false;
        }
        visit.answer(answer);
        traversal.changePermits(frame, flow -> flow.resumeAnswered(visit));
        return true;
    }

    /** Ends those of a flow that is ended before it is through. */
    void drop(Frame frame) {
        for (WaitVisit visit : new ArrayList<>(open.values())) {
            if (visit.frame == frame) {
                open.remove(visit.number);
                frame.dropAsked();
                visit.release();
            }
        }
        for (VisitState visit : new ArrayList<>(paused.keySet())) {
            if (visit.frame == frame) {
                paused.remove(visit);
                frame.dropAsked();
                visit.release();
            }
        }
    }
}
