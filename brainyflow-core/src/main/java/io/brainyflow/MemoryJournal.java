package io.brainyflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a run that is kept in memory. Their containers are unmodifiable copies, so that a change in place throws
 * at once, and does not show only when a retry ends differently.
 */
final class MemoryJournal implements Journal {

    private final List<JournalEntry> entries = new ArrayList<>();

    /** Returns the entries so far. */
    synchronized List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    synchronized void add(JournalEntry entry) {
        entries.add(entry);
    }

    /** Removes the entries after the first {@code first}. */
    synchronized void removeFrom(int first) {
        entries.subList(first, entries.size()).clear();
    }

    @Override
    public Stored store(JournalEntry entry) {
        JournalEntry frozen = entry instanceof JournalEntry.Visited visited ? frozen(visited) : entry;
        return () -> frozen;
    }

    @Override
    public Pending append(long number, Stored entry) {
        add(entry.entry());
        return Pending.DURABLE;
    }

    private static JournalEntry.Visited frozen(JournalEntry.Visited entry) {
        return new JournalEntry.Visited(
                entry.visit(),
                entry.node(),
                entry.part(),
                entry.branches(),
                entry.triggers(),
                entry.writes().stream().map(MemoryJournal::frozen).toList(),
                entry.local() == null ? null : frozen(entry.local()),
                frozen("what prep returned", entry.prepared()),
                entry.asked(),
                entry.failure(),
                entry.paused());
    }

    private static Write frozen(Write write) {
        Object value = frozen(write.key(), write.value());
        if (write.memoryKey() != null && value != null) {
            write.memoryKey().cast(value); // a copy is of another class than a key may ask for, such as HashMap
        }
        return value == write.value() ? write : new Write(write.operation(), write.key(), value, write.memoryKey());
    }

    /** Returns a map of values none of whose containers can be changed. */
    static Map<String, Object> frozen(Map<String, Object> values) {
        Map<String, Object> frozen = new LinkedHashMap<>();
        DeepCopy copies = DeepCopy.unmodifiable();
        values.forEach((key, value) -> frozen.put(key, copies.of(key, value)));
        return frozen;
    }

    private static @Nullable Object frozen(String key, @Nullable Object value) {
        return value == null ? null : DeepCopy.unmodifiable().of(key, value);
    }
}
