package com.example.expenses.nodes;

import com.example.expenses.ExpensePolicy;
import com.example.expenses.Finding;
import com.example.expenses.Finding.Kind;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Holds a line item against the limit of its category. */
@FlowNode
class CheckLimit extends Node<CheckLimit.Placed, Optional<Finding>> {

    private final ExpensePolicy policy;

    record Placed(int place, LineItem item) {}

    CheckLimit(ExpensePolicy policy) {
        this.policy = policy;
    }

    @Override
    public Placed prep(Memory memory) {
        return new Placed(memory.get(Keys.PLACE), memory.get(Keys.ITEM));
    }

    @Override
    public Optional<Finding> exec(Placed placed) {
        LineItem item = placed.item();
        BigDecimal limit = policy.limits().get(item.category());
        if (limit == null) {
            return Optional.of(
                    new Finding(placed.place(), Kind.NOT_ALLOWED, "expenses for " + item.category() + " are not paid"));
        }
        return item.amount().compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        placed.place(),
                        Kind.OVER_LIMIT,
                        item.amount() + " EUR is above the limit of " + limit + " EUR"));
    }

    @Override
    public void post(Memory memory, Placed placed, Optional<Finding> finding) {
        finding.ifPresent(found -> memory.putLocal(Keys.FINDING, found));
    }
}
