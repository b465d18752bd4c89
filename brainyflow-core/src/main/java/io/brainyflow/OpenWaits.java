package io.brainyflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The visits that have asked and are not answered. Part of a {@link Traversal}, and data as it is.
 *
 * <p>In a parallel flow, one that waits gives up its permit. In a sequential flow it keeps it, so that the next path does not begin
 * before this one has ended.
 */
final class OpenWaits {

    private final Map<Long, WaitVisit> open = new LinkedHashMap<>(0);

    /** Returns them in the order in which they asked; to be read only. */
    Collection<WaitVisit> all() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Takes note of a visit that has asked. */
    void ask(Traversal traversal, WaitVisit visit, Frame frame, Completion.Asked asked) {
        visit.ask(asked);
        visit.flushWrites();
        open.put(visit.number, visit);
        if (frame.graph.parallel()) {
            traversal.changePermits(frame, Frame::suspend);
        }
    }

    /** Has a visit go on with its answer, before all others of its flow; returns false if it does not wait for one any more. */
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
    }
}
