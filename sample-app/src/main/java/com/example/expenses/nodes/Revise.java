package com.example.expenses.nodes;

import com.example.expenses.ExpensePolicy;
import com.example.expenses.ExpenseReport;
import com.example.expenses.Finding;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Cuts items down to their limits, leaves duplicates out, and hands the report in again. */
@FlowNode
@Successor(node = "validate")
class Revise extends Node<Revise.Draft, ExpenseReport> {

    private final ExpensePolicy policy;

    record Draft(ExpenseReport report, List<Finding> findings) {}

    Revise(ExpensePolicy policy) {
        this.policy = policy;
    }

    @Override
    public Draft prep(Memory memory) {
        return new Draft(memory.get(Keys.REPORT), memory.get(Keys.FINDINGS));
    }

    @Override
    public ExpenseReport exec(Draft draft) {
        Map<Integer, Finding> findings = draft.findings().stream()
                .collect(Collectors.toMap(
                        Finding::item,
                        Function.identity(),
                        (first, second) -> first.kind() == Finding.Kind.DUPLICATE ? first : second));
        List<LineItem> items = new ArrayList<>();
        for (int i = 0; i < draft.report().items().size(); i++) {
            LineItem item = draft.report().items().get(i);
            Finding finding = findings.get(i + 1);
            if (finding == null) {
                items.add(item);
            } else if (finding.kind() == Finding.Kind.OVER_LIMIT) {
                items.add(item.inEuros(policy.limits().get(item.category())));
            }
        }
        return new ExpenseReport(draft.report().id(), draft.report().employee(), items);
    }

    @Override
    public void post(Memory memory, Draft draft, ExpenseReport revised) {
        memory.put(Keys.REPORT, revised);
        memory.add(Keys.REVISIONS, 1);
    }
}
