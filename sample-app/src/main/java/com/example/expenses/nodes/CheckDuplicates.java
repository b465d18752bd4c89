package com.example.expenses.nodes;

import com.example.expenses.ExpenseReport;
import com.example.expenses.Finding;
import com.example.expenses.Finding.Kind;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.util.Optional;

/** Looks for the same expense among the items before this one. */
@FlowNode
class CheckDuplicates extends Node<CheckDuplicates.Placed, Optional<Finding>> {

    record Placed(int place, ExpenseReport report) {}

    @Override
    public Placed prep(Memory memory) {
        return new Placed(memory.get(Keys.PLACE), memory.get(Keys.REPORT));
    }

    @Override
    public Optional<Finding> exec(Placed placed) {
        int first = placed.report().items().indexOf(placed.report().items().get(placed.place() - 1)) + 1;
        return first == placed.place()
                ? Optional.empty()
                : Optional.of(new Finding(placed.place(), Kind.DUPLICATE, "the same expense as item " + first));
    }

    @Override
    public void post(Memory memory, Placed placed, Optional<Finding> finding) {
        finding.ifPresent(found -> memory.append(Keys.FINDINGS.name(), found));
    }
}
