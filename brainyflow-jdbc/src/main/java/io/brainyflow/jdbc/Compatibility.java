package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.JournalMismatchException;
import io.brainyflow.journal.EntryCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Finds the runs that have not ended and that this instance's flows cannot continue. */
final class Compatibility {

    private final Supplier<Map<String, Flow>> flows;
    private final Tables tables;
    private final EntryCodec codec;
    private final ConnectionBudget budget;
    private volatile Map<String, Finding> findings = Map.of();

    /**
     * Runs of one flow that cannot go on for the same reason.
     *
     * @param flow the name of the flow
     * @param runs their numbers
     * @param example the reason for one of them, without its values
     */
    record Finding(String flow, List<Long> runs, String example) {}

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
        return findings.values().stream()
                .mapToInt(finding -> finding.runs().size())
                .sum();
    }

    /** Checks all runs that have not ended, until this instance stops. */
    synchronized void look(BooleanSupplier stopping) {
        Map<String, Finding> found = new TreeMap<>();
        flows.get().forEach((name, flow) -> look(flow, tables.runs().unended(name), found, stopping));
        findings = Map.copyOf(found);
    }

    /** Logs what was found last. */
    void warn() {
        new TreeMap<>(findings)
                .forEach((where, finding) -> RunLog.LOG.warn(finding.runs().size() + " run(s) of " + where
                        + " cannot go on with what is deployed here, and fail when this instance picks them, until a fitting"
                        + " flow retries them; one of them: " + finding.example()));
    }

    /** Looks again at what was found: it may have ended since, or have been deleted. */
    synchronized void lookAgain(BooleanSupplier stopping) {
        Map<String, Finding> found = new TreeMap<>();
        findings.values().forEach(finding -> {
            Flow flow = flows.get().get(finding.flow());
            if (flow != null) {
                look(flow, finding.runs(), found, stopping);
            }
        });
        findings = Map.copyOf(found);
    }

    private void look(Flow flow, List<Long> runs, Map<String, Finding> found, BooleanSupplier stopping) {
        for (long number : runs) {
            if (stopping.getAsBoolean()) {
                return;
            }
            try {
                look(flow, number, found);
            } catch (RuntimeException e) { // one that cannot be looked at is no reason not to look at the others
                RunLog.LOG.debug("Run number " + number + " could not be looked at", e);
            }
        }
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
            String where = "flow '" + row.flow() + "' at node '" + e.node() + "'";
            add(found, where, new Finding(row.flow(), List.of(number), String.valueOf(e.getMessage())));
        } catch (UnusableEntryException e) {
            RunLog.LOG.debug(row + " cannot go on here", e);
            String example = row + ", of which an entry cannot be read; at DEBUG, the log says why";
            add(found, "flow '" + row.flow() + "'", new Finding(row.flow(), List.of(number), example));
        }
    }

    private static void add(Map<String, Finding> found, String where, Finding finding) {
        found.merge(where, finding, (present, added) -> {
            List<Long> runs = new ArrayList<>(present.runs());
            runs.addAll(added.runs());
            return new Finding(present.flow(), runs, present.example());
        });
    }
}
