package com.example.expenses.nodes;

import com.example.expenses.ExpenseReport;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;

/** Starts the flow, and comes again after each revision: is anything left to pay? */
@FlowNode(startsFlow = "expense")
@Successor(on = "valid", value = Screen.class)
@Successor(on = "empty", value = Reject.class)
class Validate extends Node<ExpenseReport, Boolean> {

    @Override
    public ExpenseReport prep(Memory memory) {
        return memory.get(Keys.REPORT);
    }

    @Override
    public Boolean exec(ExpenseReport report) {
        return !report.items().isEmpty();
    }

    @Override
    public void post(Memory memory, ExpenseReport report, Boolean valid) {
        trigger(valid ? "valid" : "empty");
    }
}
