package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.JournalMismatchException;
import io.brainyflow.journal.EntryCodec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Which runs that have not ended the flows of this instance cannot go on with. Looked at by one thread, read by others. */
final class Compatibility {

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final EntryCodec codec;
    private final ConnectionBudget budget;
    private volatile Map<String, Finding> findings = Map.of();

    /**
     * Runs of one flow that cannot go on for the same reason.
     *
     * @param runs how many there are
     * @param example what speaks against one of them
     */
    record Finding(int runs, String example) {}

    Compatibility(Supplier<Map<String, Flow>> flows, Tables tables, EntryCodec codec, ConnectionBudget budget) {
        this.flows = flows;
        this.tables = tables;
        this.codec = codec;
        this.budget = budget;
    }

    /** Returns what was found last, by the names of the flow and of the node that is not where it was. */
    Map<String, Finding> findings() {
        return findings;
    }

    /** Returns how many runs cannot go on. */
    int runs() {
        return findings.values().stream().mapToInt(Finding::runs).sum();
    }

    /** Looks at all runs that have not ended, unless this instance does, and has the log say what was found. */
    void look(BooleanSupplier stopping) {
        Map<String, Finding> found = new TreeMap<>();
        flows.get().forEach((name, flow) -> {
            for (long number : tables.runs().unended(name)) {
                if (stopping.getAsBoolean()) {
                    return;
                }
                look(flow, number, found);
            }
        });
        findings = Map.copyOf(found);
        found.forEach((where, finding) -> RunLog.LOG.warn(finding.runs() + " run(s) of " + where
                + " cannot go on with what is deployed here, and fail when this instance comes to them, until a fitting"
                + " flow retries them; one of them: " + finding.example()));
    }

    private void look(Flow flow, long number, Map<String, Finding> found) {
        RunRow row = tables.runs().find(number).orElse(null);
        if (row == null || row.hasEnded()) {
            return;
        }
        List<KeptEntry> entries = budget.spend(() -> tables.entries().of(number));
        try {
            Fold.toLookAt(flow, row, entries, codec);
        } catch (JournalMismatchException e) {
            add(found, "flow '" + row.flow() + "' at node '" + e.node() + "'", e);
        } catch (UnusableEntryException e) {
            add(found, "flow '" + row.flow() + "'", e);
        }
    }

    private static void add(Map<String, Finding> found, String where, RuntimeException why) {
        found.merge(
                where,
                new Finding(1, String.valueOf(why.getMessage())),
                (present, added) -> new Finding(present.runs() + 1, present.example()));
    }
}
