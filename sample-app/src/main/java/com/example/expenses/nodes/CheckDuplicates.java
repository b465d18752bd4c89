package com.example.expenses.nodes;

import com.example.expenses.ExpenseReport;
import com.example.expenses.Finding;
import com.example.expenses.Finding.Kind;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.util.Optional;

/** Looks for the same expense among the items before this one; those of a revised report have been looked at. */
@FlowNode
class CheckDuplicates extends Node<CheckDuplicates.Placed, Optional<Finding>> {

    record Placed(int place, ExpenseReport report, boolean revised) {}

    @Override
    public Placed prep(Memory memory) {
        return new Placed(memory.get(Keys.PLACE), memory.get(Keys.REPORT), memory.contains(Keys.REVISIONS));
    }

    @Override
    public Optional<Finding> exec(Placed placed) {
        LineItem item = placed.report().items().get(placed.place() - 1);
        for (int i = 0; i < placed.place() - 1 && !placed.revised(); i++) {
            if (item.isSameAs(placed.report().items().get(i))) {
                return Optional.of(new Finding(placed.place(), Kind.DUPLICATE, "the same expense as item " + (i + 1)));
            }
        }
        return Optional.empty();
    }

    @Override
    public void post(Memory memory, Placed placed, Optional<Finding> finding) {
        finding.ifPresent(found -> memory.putLocal(Keys.FINDING, found));
    }
}
