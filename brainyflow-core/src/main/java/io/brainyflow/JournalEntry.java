package io.brainyflow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one part of a visit came to: all that is needed to have the run go on from there without performing the part again.
 *
 * @param visit the visit's number
 * @param part the part that was performed
 * @param triggers what the node itself triggered
 * @param writes what it wrote to the global store, in order
 * @param local the branch's local store afterwards
 * @param prepared what the {@code prep} of a flow returned that was entered
 * @param failure what the part failed with, where the run goes on nevertheless
 */
record JournalEntry(
        long visit,
        VisitPart part,
        List<Trigger> triggers,
        List<Write> writes,
        Map<String, Object> local,
        @Nullable Object prepared,
        @Nullable BrainyFlowException failure) {}
