package io.brainyflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a run's journal. Entries are numbered from 1; in this order, they are all that is needed to continue the run from
 * there without performing any visit again, see {@link JournaledRun#replay}.
 */
public sealed interface JournalEntry {

    /**
     * A run was started; for an engine that stores a run's input with its entries. Ignored by a {@link JournaledRun}, which
     * receives the same data when it is created.
     *
     * @param flow the name of the root flow
     * @param input what the global store has at the beginning
     * @param deadline when the run is to have ended; null if it has any time
     * @param rules the rules that the run keeps to, even if those of the flow change; null if it uses the flow's
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
     * The result of a part of a visit.
     *
     * @param visit the visit's number
     * @param node the name of the node, by which a changed graph is detected
     * @param part the part that was performed
     * @param branches how many branches began as a result, which also detects a changed graph
     * @param triggers what the node itself triggered
     * @param writes what it wrote to the global store, in order
     * @param local the branch's local store afterwards; null if it is what it was before
     * @param prepared what {@code prep} returned, of a flow that was entered or a wait that has asked; otherwise null
     * @param asked the key and deadline of a wait that has asked; null for any other part
     * @param failure what the part failed with; null if it did not
     * @param paused the attempts made and when the next is due, if the visit is waiting for one; otherwise null
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
     * The run was ended by something other than the result of a visit; no further visit begins.
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
     * Entries are revoked: the failures in them are treated as if they had not happened.
     *
     * @param entries their numbers
     * @param by who has asked for that; null if it is not known
     * @param rules the rules that the run keeps to from now on; null for those it kept to before
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

    /** Returns the rules that the run keeps to; null if it uses those of its flow. */
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
