package io.brainyflow.benchmarks;

import io.brainyflow.Flow;
import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;
import io.brainyflow.JournaledRun;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RunOptions;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.StorableTypes;
import io.brainyflow.journal.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Measures what a journal costs whose entries are kept in a list as text, and how fast it is replayed. */
final class Journals {

    private static final int ROUNDS = 5;
    private static final int VISITS = 200_000;
    private static final int MANY = 1_000_000;
    private static final int APPENDS = 40_000;
    private static final int MEGABYTE = 1 << 20;
    private static final EntryCodec CODEC =
            EntryCodec.of(StorableTypes.in(List.of("io.brainyflow.benchmarks"), Journals.class.getClassLoader()));

    private Journals() {}

    /** Keeps entries as text. */
    private record Texts(List<String> kept) implements Journal {

        @Override
        public Stored store(JournalEntry entry) {
            return CODEC.store(entry);
        }

        @Override
        public Pending append(long number, Stored entry) {
            kept.add(((StoredEntry) entry).text());
            return Pending.DURABLE;
        }
    }

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
        System.out.printf(
                "journaled by reference: %,.0f visits/s%n",
                VISITS / seconds(() -> performed(loop, new Entries(new ArrayList<>()))));
        System.out.printf("journaled as text: %,.0f visits/s%n", VISITS / seconds(() -> texts(loop)));
        List<String> entries = texts(loop);
        System.out.printf(
                "replayed from text: %,.0f entries/s%n", entries.size() / seconds(() -> replayed(loop, entries)));
        Flow longLoop = Flows.loop(MANY);
        List<String> million = texts(longLoop);
        System.out.printf("a million entries from text: %.1f s%n", seconds(() -> replayed(longLoop, million)));
        Runtime runtime = Runtime.getRuntime();
        JournaledRun replayed = replayed(longLoop, million);
        System.gc();
        System.out.printf(
                "after %,d entries, with their texts, there are %,d MB in use%n",
                replayed.entries(), (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE);
        Flow appending = Flow.builder("appending")
                .start(Node.of("append", memory -> {
                    for (int i = 0; i < APPENDS; i++) {
                        memory.append("list", i);
                    }
                }))
                .build();
        System.out.printf("%,d appends in a visit: %.0f ms%n", APPENDS, 1_000 * seconds(() -> texts(appending)));
    }

    private static List<String> texts(Flow flow) {
        Texts texts = new Texts(new ArrayList<>());
        performed(flow, texts);
        return texts.kept();
    }

    private static Object performed(Flow flow, Journal journal) {
        return JournaledRun.of(flow, Flows.memory(), RunOptions.create(), journal)
                .perform();
    }

    private static JournaledRun replayed(Flow flow, List<String> entries) {
        Memory memory = Flows.memory();
        JournaledRun run = JournaledRun.of(flow, memory, RunOptions.create(), new Texts(new ArrayList<>()));
        for (String entry : entries) {
            run.replay(CODEC.read(entry), Set.of());
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
