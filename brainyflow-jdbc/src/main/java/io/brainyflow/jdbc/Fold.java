package io.brainyflow.jdbc;

import io.brainyflow.Failure;
import io.brainyflow.Flow;
import io.brainyflow.FlowRules;
import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournaledRun;
import io.brainyflow.Memory;
import io.brainyflow.RunOptions;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.UnreadableEntryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A run as its entries have it. */
final class Fold {

    /** Of one that is only looked at. */
    private static final Journal NOWHERE = new Journal() {
        @Override
        public Stored store(JournalEntry entry) {
            return () -> entry;
        }

        @Override
        public Pending append(long number, Stored entry) {
            throw new IllegalStateException("this run is only looked at");
        }
    };

    private final JournaledRun run;
    private final ConcurrentMap<String, Object> memory;
    private final List<JournalEntry> entries;

    private Fold(JournaledRun run, ConcurrentMap<String, Object> memory, List<JournalEntry> entries) {
        this.run = run;
        this.memory = memory;
        this.entries = entries;
    }

    /** Returns a run to ask things of. */
    static Fold toLookAt(Flow flow, RunRow row, List<KeptEntry> kept, EntryCodec codec) {
        return of(flow, RunOptions.create().withRunId(row.id()), kept, codec, NOWHERE);
    }

    /** Returns a run to go on with. */
    static Fold toPerform(Flow flow, RunRow row, List<KeptEntry> kept, EntryCodec codec, Journal journal, Instant now) {
        RunOptions options = RunOptions.create().withRunId(row.id());
        if (row.allowed() != null) {
            options = options.withDeadline(row.allowed());
        }
        Fold fold = of(flow, options, kept, codec, journal);
        if (row.deadline() != null) {
            fold.run.leaveTime(Duration.between(now, row.deadline()));
        }
        return fold;
    }

    private static Fold of(Flow flow, RunOptions options, List<KeptEntry> kept, EntryCodec codec, Journal journal) {
        List<JournalEntry> entries = new ArrayList<>(kept.size());
        for (KeptEntry entry : kept) {
            try {
                entries.add(codec.read(entry.text()));
            } catch (UnreadableEntryException e) {
                throw new UnusableEntryException("Entry " + entry.seq() + " cannot be read: " + e.getMessage(), e);
            }
        }
        Set<Long> voided = JournalEntry.voided(entries);
        FlowRules rules = JournalEntry.rules(entries);
        ConcurrentMap<String, Object> memory = new ConcurrentHashMap<>(input(entries));
        JournaledRun run =
                JournaledRun.of(flow, Memory.over(memory), rules == null ? options : options.withRules(rules), journal);
        entries.forEach(entry -> run.replay(entry, voided));
        return new Fold(run, memory, entries);
    }

    private static Map<String, Object> input(List<JournalEntry> entries) {
        if (!entries.isEmpty() && entries.get(0) instanceof JournalEntry.Begun begun) {
            return begun.input();
        }
        throw new UnusableEntryException("Entry 1 does not say how the run began", null);
    }

    /** Returns the rules of the run for a retry under the present limits; null if it uses those of the flow. */
    @Nullable
    FlowRules rulesUnderLimitsOf(Flow flow) {
        FlowRules rules = JournalEntry.rules(entries);
        return rules == null ? null : rules.withLimitsOf(flow.graph());
    }

    JournaledRun run() {
        return run;
    }

    Map<String, Object> memory() {
        return new HashMap<>(memory);
    }

    /** Returns the visits that the run has failed by, in the form in which they are kept. */
    List<Map<String, Object>> failures() {
        List<Map<String, Object>> failures = new ArrayList<>();
        for (long seq : run.failedEntries().stream().sorted().toList()) {
            if (entries.get((int) seq - 1) instanceof JournalEntry.Visited visited && visited.failure() != null) {
                failures.add(kept(visited, visited.failure()));
            }
        }
        return failures;
    }

    private static Map<String, Object> kept(JournalEntry.Visited visited, Failure failure) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("visit", visited.visit());
        kept.put("node", visited.node());
        kept.put("failure", failure);
        return kept;
    }
}
