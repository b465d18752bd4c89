package io.brainyflow.benchmarks;

import io.brainyflow.Flow;
import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournaledRun;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Measures what a journal costs that is kept in a list, without a form of its own, and how fast it is replayed. */
final class Journals {

    private static final int ROUNDS = 5;
    private static final int VISITS = 200_000;
    private static final int MANY = 1_000_000;
    private static final int APPENDS = 40_000;

    private Journals() {}

    /** Keeps entries by reference. */
    private record Entries(List<JournalEntry> kept) implements Journal {

        @Override
        public Stored store(JournalEntry entry) {
            return () -> entry;
        }

        @Override
        public Pending append(long number, Stored entry) {
            kept.add(entry.entry());
            return Pending.DURABLE;
        }
    }

    public static void main(String[] args) throws Exception {
        Flow loop = Flows.loop(VISITS);
        double perSecond = VISITS / seconds(() -> performed(loop));
        System.out.printf("journaled: %,.0f visits/s%n", perSecond);
        List<JournalEntry> entries = performed(loop);
        System.out.printf("replayed: %,.0f entries/s%n", entries.size() / seconds(() -> replayed(loop, entries)));
        Flow longLoop = Flows.loop(MANY);
        List<JournalEntry> million = performed(longLoop);
        System.out.printf("a million entries: %.1f s%n", seconds(() -> replayed(longLoop, million)));
        Flow appending = Flow.builder("appending")
                .start(Node.of("append", memory -> {
                    for (int i = 0; i < APPENDS; i++) {
                        memory.append("list", i);
                    }
                }))
                .build();
        System.out.printf("%,d appends in a visit: %.0f ms%n", APPENDS, 1_000 * seconds(() -> performed(appending)));
    }

    private static List<JournalEntry> performed(Flow flow) {
        Entries entries = new Entries(new ArrayList<>());
        JournaledRun.of(flow, Flows.memory(), RunOptions.create(), entries).perform();
        return entries.kept();
    }

    private static JournaledRun replayed(Flow flow, List<JournalEntry> entries) {
        Memory memory = Flows.memory();
        JournaledRun run = JournaledRun.of(flow, memory, RunOptions.create(), new Entries(new ArrayList<>()));
        for (JournalEntry entry : entries) {
            run.replay(entry, Set.of());
        }
        return run;
    }

    /** Returns the median of some rounds, the first of which warms up. */
    private static double seconds(Callable<?> work) throws Exception {
        double[] seconds = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            work.call();
            seconds[Math.max(0, round)] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[ROUNDS / 2];
    }
}
