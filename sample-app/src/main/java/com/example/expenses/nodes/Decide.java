package com.example.expenses.nodes;

import com.example.expenses.ExpensePolicy;
import com.example.expenses.Finding;
import com.example.expenses.Finding.Kind;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.math.BigDecimal;
import java.util.List;

/** Approves what nothing was found about or has a manager do so, rejects what must not be paid, and has the rest revised. */
@FlowNode
@Successor(on = "approve", node = "approve")
@Successor(on = "ask", node = "approval")
@Successor(on = "reject", node = "reject")
@Successor(on = "revise", value = Revise.class)
class Decide extends Node<Decide.Screened, String> {

    private final ExpensePolicy policy;

    record Screened(List<Finding> findings, BigDecimal total, int revisions) {}

    Decide(ExpensePolicy policy) {
        this.policy = policy;
    }

    @Override
    public Screened prep(Memory memory) {
        return new Screened(
                memory.require(Keys.FINDINGS), memory.require(Keys.TOTAL), memory.getOrDefault(Keys.REVISIONS, 0));
    }

    @Override
    public String exec(Screened screened) {
        if (screened.findings().isEmpty()) {
            return screened.total().compareTo(policy.approvalAbove()) > 0 ? "ask" : "approve";
        }
        boolean hopeless = screened.findings().stream().anyMatch(finding -> finding.kind() == Kind.NOT_ALLOWED);
        return hopeless || screened.revisions() == policy.maxRevisions() ? "reject" : "revise";
    }

    @Override
    public void post(Memory memory, Screened screened, String action) {
        trigger(action);
    }
}
