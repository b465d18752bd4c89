package io.brainyflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A run that dies after each of its entries, and goes on as another. */
final class DyingRun {

    private final Flow flow;
    private final Map<String, Object> begin;
    private final List<JournalEntry> entries = new ArrayList<>();

    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    DyingRun(Flow flow, Map<String, Object> begin) {
        this.flow = flow;
        this.begin = new HashMap<>(begin);
    }

    /** Returns the tree that the last of its lives comes to, whose memory is what the map has then. */
    ExecutionTree run(ConcurrentMap<String, Object> global) {
        while (true) {
            ConcurrentMap<String, Object> values = new ConcurrentHashMap<>(begin);
            try {
                return new JournaledRun(flow, Memory.over(values), RunOptions.create(), entries, this::dieAfter)
                        .execute()
                        .result();
            } catch (Died e) {
                continue;
            } finally {
                global.clear();
                global.putAll(values);
            }
        }
    }

    private void dieAfter(JournalEntry entry) {
        entries.add(entry);
        throw new Died();
    }

    int lives() {
        return entries.size() + 1;
    }
}
