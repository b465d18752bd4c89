package io.brainyflow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a part of a visit that has been performed: what a {@link Traversal} needs to know of it. */
sealed interface Completion {

    /** Returns the tree of a node's visit that ended, its branches still to come; null for anything else. */
    default @Nullable ExecutionTree tree() {
        return null;
    }

    /** Returns the actions that lead nowhere though no one declared it, as far as the flow does not ignore them. */
    default List<String> unmatched() {
        return List.of();
    }

    /** A flow was entered: its graph runs next, from {@code memory}. */
    record Entered(FlowDefinition flow, @Nullable Object prepared, Memory memory) implements Completion {}

    /**
     * A wait has asked, and is to be answered.
     *
     * @param key what it is known by in its run
     * @param asked what its {@code prep} returned
     * @param deadline until when it is to be answered; null for ever
     */
    record Asked(
            String key, @Nullable Object asked, @Nullable Instant deadline) implements Completion {}

    /**
     * A node's visit has made some attempts, and goes on later.
     *
     * @param attempts how many it has made
     * @param until when it makes the next
     */
    record Paused(int attempts, Instant until) implements Completion {}

    /** The root flow was left, and with it the run ends. */
    record Finished(List<Trigger> triggers) implements Completion {}

    /**
     * The visit of a node ended, and its branch continues alone, as most do.
     *
     * @param next the visit that follows; the visit itself if it moves on to the node at index {@code target}
     */
    record Continued(ExecutionTree tree, VisitState next, int target) implements Completion {}

    /**
     * The visit of a node ended, and its branch ended or splits.
     *
     * @param next the visits of the branches that begin, in order
     * @param departures what the flow passes on as its own trigger
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ended(ExecutionTree tree, VisitState[] next, List<Departures.Departure> departures, List<String> unmatched)
            implements Completion {}
}
