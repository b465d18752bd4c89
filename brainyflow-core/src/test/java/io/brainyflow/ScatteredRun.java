package io.brainyflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A run whose visits are performed elsewhere, of nothing but requests, and end in random order; it may die in between. */
final class ScatteredRun {

    private final Flow flow;
    private final Map<String, Object> begin;
    private final Random random;
    private final List<JournalEntry> entries = new ArrayList<>();
    private Function<Wait, Object> answers = wait -> {
        throw new IllegalStateException("No answer to " + wait);
    };
    private UnaryOperator<JournalEntry> entryForm = entry -> entry;
    private UnaryOperator<VisitRequest> requestForm = request -> request;
    private int living = Integer.MAX_VALUE;
    private int requests;

    private ScatteredRun(Flow flow, Map<String, Object> begin, long seed) {
        this.flow = flow;
        this.begin = new HashMap<>(begin);
        this.random = new Random(seed);
    }

    static ScatteredRun of(Flow flow, Map<String, Object> begin, long seed) {
        return new ScatteredRun(flow, begin, seed);
    }

    ScatteredRun answering(Function<Wait, Object> answers) {
        this.answers = answers;
        return this;
    }

    /** Has entries and requests go through a form in which they are sent. */
    ScatteredRun sending(UnaryOperator<JournalEntry> entries, UnaryOperator<VisitRequest> requests) {
        entryForm = entries;
        requestForm = requests;
        return this;
    }

    /** Has it live for so many visits each time. */
    ScatteredRun living(int visits) {
        living = visits;
        return this;
    }

    int requests() {
        return requests;
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /** Returns the tree that the run comes to, whose memory is what the map has then. */
    ExecutionTree run(ConcurrentMap<String, Object> global) {
        while (true) {
            ConcurrentMap<String, Object> values = new ConcurrentHashMap<>(begin);
            JournaledRun run = JournaledRun.of(flow, Memory.over(values), RunOptions.create(), new Entries());
            entries.forEach(entry -> run.replay(entry, Set.of()));
            try {
                live(run);
            } finally {
                global.clear();
                global.putAll(values);
            }
            if (run.failure().isPresent()) {
                throw run.failure().get();
            }
            if (run.tree().isPresent()) {
                return run.tree().get();
            }
        }
    }

    private void live(JournaledRun run) {
        List<VisitRequest> sent = new ArrayList<>();
        for (int visits = 0; visits < living; ) {
            for (Visit ready : run.takeReady()) {
                sent.add(requestForm.apply(run.request(ready)));
            }
            if (run.isOver()) {
                return;
            }
            if (!sent.isEmpty()) {
                VisitRequest request = sent.remove(random.nextInt(sent.size()));
                JournalEntry entry = JournaledRun.perform(name -> flow, request, ScatteredRun.this::stored)
                        .entry();
                requests++;
                entries.add(entry);
                run.replay(entry, Set.of());
                visits++;
            } else if (!run.wake(Instant.MAX)) {
                Wait wait = run.waits().get(random.nextInt(run.waits().size()));
                run.answer(wait.visit(), answers.apply(wait));
            }
        }
    }

    private Journal.Stored stored(JournalEntry entry) {
        JournalEntry kept = entryForm.apply(entry);
        return () -> kept;
    }

    private final class Entries implements Journal {

        @Override
        public Stored store(JournalEntry entry) {
            return stored(entry);
        }

        @Override
        public Pending append(long number, Stored entry) {
            if (number != entries.size() + 1) {
                throw new IllegalStateException("Entry " + number + " after " + entries.size());
            }
            entries.add(entry.entry());
            return Pending.DURABLE;
        }
    }
}
