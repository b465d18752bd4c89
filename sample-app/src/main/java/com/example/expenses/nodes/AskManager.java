package com.example.expenses.nodes;

import com.example.expenses.Approval;
import com.example.expenses.ApprovalRequest;
import com.example.expenses.ExpenseReport;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.WaitNode;

/** Has a manager decide. Whoever is asked, the answer goes to {@code approval}. */
class AskManager extends WaitNode<ApprovalRequest, Approval> {

    @Override
    public ApprovalRequest prep(Memory memory) {
        ExpenseReport report = memory.require(Keys.REPORT);
        return new ApprovalRequest(report.id(), report.employee(), memory.require(Keys.TOTAL));
    }

    @Override
    public String key(ApprovalRequest asked) {
        return "approval";
    }

    @Override
    public void post(Memory memory, ApprovalRequest asked, Approval approval) {
        memory.put(Keys.APPROVAL, approval);
        trigger(approval.approved() ? "approved" : "rejected");
    }
}
