package com.example.expenses;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import org.springframework.stereotype.Service;

/** Runs the {@code expense} flow over a report. */
@Service
public class ExpenseService {

    private final Flow expense;

    ExpenseService(Flow expense) {
        this.expense = expense;
    }

    /** Returns what becomes of a report that says all it must. */
    public Decision decide(ExpenseReport report) {
        Memory memory = Memory.of(Keys.REPORT, report);
        expense.run(memory);
        return memory.require(Keys.DECISION);
    }
}
