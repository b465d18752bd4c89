package com.example.expenses.nodes;

import com.example.expenses.Decision;
import com.example.expenses.Decision.Outcome;
import com.example.expenses.Finding;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** Ends the flow with a decision. */
abstract class Conclude extends Node<Void, Void> {

    private final Outcome outcome;

    Conclude(Outcome outcome) {
        this.outcome = outcome;
    }

    @Override
    public void post(Memory memory, Void prepared, Void result) {
        List<Finding> findings = memory.get(Keys.FINDINGS);
        List<String> reasons = findings == null
                ? List.of()
                : findings.stream()
                        .sorted(Comparator.comparingInt(Finding::item))
                        .map(finding -> "Item " + finding.item() + ": " + finding.text())
                        .toList();
        Integer revisions = memory.get(Keys.REVISIONS);
        memory.put(
                Keys.DECISION,
                new Decision(
                        memory.get(Keys.REPORT).id(),
                        outcome,
                        outcome == Outcome.APPROVED ? memory.get(Keys.TOTAL) : BigDecimal.ZERO,
                        revisions == null ? 0 : revisions,
                        reasons));
    }
}
