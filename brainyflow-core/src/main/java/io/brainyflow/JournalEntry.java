package io.brainyflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a run's journal. Entries are numbered from 1; in this order, they are all that is needed to have the run go on from
 * there without performing any visit again, see {@link JournaledRun#replay}.
 */
public sealed interface JournalEntry {

    /**
     * A run was started, for an engine that keeps its beginning with its entries. Says nothing to a {@link JournaledRun}, which is
     * given the same when it is made.
     *
     * @param flow the name of the root flow
     * @param input what the global store has at the beginning
     * @param deadline when the run is to have ended; null if it has any time
     * @param rules what the run goes by, whatever the flow says later; null if it goes by what the flow says
     */
    record Begun(
            String flow,
            Map<String, Object> input,
            @Nullable Instant deadline,
            @Nullable FlowRules rules) implements JournalEntry {}

    /**
     * An instance has become the run's owner; what an earlier owner appends from now on is refused. Says nothing to a
     * {@link JournaledRun}.
     *
     * @param owner the name of the instance
     * @param epoch the number of the ownership, from 1
     */
    record TakenOver(String owner, int epoch) implements JournalEntry {}

    /**
     * What a part of a visit came to.
     *
     * @param visit the visit's number
     * @param node the name of the node, by which a graph that has changed is noticed
     * @param part the part that was performed
     * @param branches how many branches began by it, for the same reason
     * @param triggers what the node itself triggered
     * @param writes what it wrote to the global store, in order
     * @param local the branch's local store afterwards; null if it is what it was before
     * @param prepared what the {@code prep} of a flow returned that was entered, or of a wait that has asked
     * @param asked what a wait is known by that has asked; null for any other part
     * @param failure what the part failed with; null if it did not
     * @param paused why the visit is not through, some of its attempts having failed; null if it is
     */
    record Visited(
            long visit,
            String node,
            VisitPart part,
            int branches,
            List<Trigger> triggers,
            List<Write> writes,
            @Nullable Map<String, Object> local,
            @Nullable Object prepared,
            @Nullable Asked asked,
            @Nullable Failure failure,
            @Nullable Paused paused)
            implements JournalEntry {

        /** Takes lists of its own. */
        public Visited {
            triggers = List.copyOf(triggers);
            writes = List.copyOf(writes);
        }
    }

    /**
     * A visit is waiting for its next attempt, which begins with {@code prep}.
     *
     * @param attempts how many have failed
     * @param until when the next is made
     */
    record Paused(int attempts, Instant until) {}

    /**
     * What a wait is known by.
     *
     * @param key what it is known by in its run
     * @param deadline when it times out; null if it waits for ever
     */
    record Asked(String key, @Nullable Instant deadline) {}

    /**
     * The run was ended, and not by what a visit came to: none begins any more.
     *
     * @param reason why
     * @param visit the number of the visit that a limit did not allow; 0 if the run was cancelled
     * @param message the message of the exception that the run ended with
     */
    record Ended(Reason reason, long visit, String message) implements JournalEntry {}

    /** Why a run was ended. */
    enum Reason {
        /** On request. */
        CANCELLED,
        /** By its deadline. */
        DEADLINE,
        /** By a limit of visits. */
        LIMIT
    }

    /**
     * Entries are taken back: what they say of failures counts as if it had not happened.
     *
     * @param entries their numbers
     * @param by who has asked for that; null if it is not known
     * @param rules what the run goes by from now on; null if that is what it went by before
     */
    record Voided(
            Set<Long> entries,
            @Nullable String by,
            @Nullable FlowRules rules) implements JournalEntry {

        /** Takes a set of its own. */
        public Voided {
            entries = Set.copyOf(entries);
        }
    }

    /** Returns the rules that the run goes by; null if it goes by what its flow says. */
    static @Nullable FlowRules rules(Iterable<JournalEntry> entries) {
        FlowRules rules = null;
        for (JournalEntry entry : entries) {
            if (entry instanceof Begun begun) {
                rules = begun.rules();
            } else if (entry instanceof Voided voided && voided.rules() != null) {
                rules = voided.rules();
            }
        }
        return rules;
    }

    /** Returns the numbers of the entries that later ones have taken back. */
    static Set<Long> voided(Iterable<JournalEntry> entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(Voided.class::isInstance)
                .flatMap(entry -> ((Voided) entry).entries().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
