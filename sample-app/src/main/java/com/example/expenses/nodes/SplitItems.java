package com.example.expenses.nodes;

import com.example.expenses.ExpenseReport;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.util.List;
import java.util.Map;

/** Gives each line item a branch of its own. */
@FlowNode
class SplitItems extends Node<ExpenseReport, Void> {

    @Override
    public ExpenseReport prep(Memory memory) {
        return memory.get(Keys.REPORT);
    }

    @Override
    public void post(Memory memory, ExpenseReport report, Void result) {
        List<LineItem> items = report.items();
        for (int i = 0; i < items.size(); i++) {
            trigger("item", Map.of(Keys.ITEM.name(), items.get(i), Keys.PLACE.name(), i + 1));
        }
    }
}
