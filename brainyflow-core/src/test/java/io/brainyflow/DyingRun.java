package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A run that dies after each of its entries, or before each has been kept, and goes on as another. */
final class DyingRun {

    private final Flow flow;
    private final Map<String, Object> begin;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final boolean beforeCommit;
    private Function<Wait, Object> answers = wait -> {
        throw new IllegalStateException("No answer to " + wait);
    };
    private UnaryOperator<JournalEntry> form = entry -> entry;
    private int living = 1;
    private int lives;
    private int waits;

    private DyingRun(Flow flow, Map<String, Object> begin, boolean beforeCommit) {
        this.flow = flow;
        this.begin = new HashMap<>(begin);
        this.beforeCommit = beforeCommit;
    }

    /** Returns a run that dies as soon as an entry is there. */
    static DyingRun afterEachEntry(Flow flow, Map<String, Object> begin) {
        return new DyingRun(flow, begin, false);
    }

    /** Returns a run that dies as soon as a second entry is to be kept, which is lost. */
    static DyingRun beforeEachCommit(Flow flow, Map<String, Object> begin) {
        return new DyingRun(flow, begin, true);
    }

    DyingRun answering(Function<Wait, Object> answers) {
        this.answers = answers;
        return this;
    }

    /** Has entries kept in a form, which is what they are read from. */
    DyingRun keeping(UnaryOperator<JournalEntry> form) {
        this.form = form;
        return this;
    }

    /** Has it live for so many entries each time. */
    DyingRun living(int entries) {
        living = entries;
        return this;
    }

    /** Returns the tree that the last of its lives comes to, whose memory is what the map has then. */
    ExecutionTree run(ConcurrentMap<String, Object> global) {
        while (true) {
            ConcurrentMap<String, Object> values = new ConcurrentHashMap<>(begin);
            try {
                Optional<ExecutionTree> tree = live(Memory.over(values));
                if (tree.isPresent()) {
                    return tree.get();
                }
            } catch (LostOwnershipException e) {
                continue;
            } finally {
                global.clear();
                global.putAll(values);
            }
        }
    }

    private Optional<ExecutionTree> live(Memory memory) {
        lives++;
        JournaledRun run = replayed(memory, new SomeEntries());
        if (run.failure().isPresent()) {
            throw run.failure().get();
        }
        if (run.tree().isPresent()) {
            return run.tree();
        }
        List<Wait> waiting = run.waits();
        Optional<ExecutionTree> tree = waiting.isEmpty() || lives % 2 == 0 ? run.perform() : Optional.empty();
        if (tree.isEmpty() && !run.waits().isEmpty()) {
            Wait wait = run.waits().get(lives % run.waits().size());
            waits++;
            run.answer(wait.visit(), answers.apply(wait));
            return run.perform();
        }
        return tree;
    }

    private JournaledRun replayed(Memory memory, Journal journal) {
        JournaledRun run = JournaledRun.of(flow, memory, RunOptions.create(), journal);
        Set<Long> voided = JournalEntry.voided(entries);
        entries.forEach(entry -> run.replay(entry, voided));
        return run;
    }

    /** Voids what the run has failed by. */
    void retry() {
        JournaledRun run = replayed(Memory.over(new ConcurrentHashMap<>(begin)), new SomeEntries());
        entries.add(new JournalEntry.Voided(new HashSet<>(run.failedEntries()), null, null));
    }

    List<JournalEntry> entries() {
        return entries;
    }

    int lives() {
        return lives;
    }

    int waits() {
        return waits;
    }

    /** Keeps some entries, and then no more. */
    private final class SomeEntries implements Journal {

        private final int taken = entries.size();
        private boolean closed;

        @Override
        public Stored store(JournalEntry entry) {
            JournalEntry kept = form.apply(entry);
            return () -> kept;
        }

        @Override
        public Pending append(long number, Stored entry) {
            if (closed || (beforeCommit && entries.size() >= taken + living)) {
                closed = true;
                throw new LostOwnershipException("died before entry " + number);
            }
            if (number != entries.size() + 1) {
                throw new IllegalStateException("Entry " + number + " after " + entries.size());
            }
            entries.add(entry.entry());
            boolean last = !beforeCommit && entries.size() >= taken + living;
            closed = last;
            return new Pending() {
                @Override
                public boolean isDurable() {
                    return !last;
                }

                @Override
                public void await() {
                    if (last) {
                        throw new LostOwnershipException("died after entry " + number);
                    }
                }
            };
        }
    }
}
