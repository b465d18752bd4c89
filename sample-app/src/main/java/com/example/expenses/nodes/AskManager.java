package com.example.expenses.nodes;

import com.example.expenses.Approval;
import com.example.expenses.ApprovalRequest;
import com.example.expenses.ExpenseReport;
import com.example.expenses.Keys;
import io.brainyflow.Memory;
import io.brainyflow.Visit;
import io.brainyflow.WaitNode;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Asks a manager to decide, and notes who was asked. The answer always goes to {@code approval}.
 *
 * <p>The beans of this class are transactional: there is a note if and only if the run has gone on by it.
 */
class AskManager extends WaitNode<ApprovalRequest, Approval> {

    private final JdbcTemplate jdbc;

    AskManager(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

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
        jdbc.update(
                "insert into approval (submission, report, total, approved, decided_by) values (?, ?, ?, ?, ?)",
                Visit.current().runId(),
                asked.report(),
                asked.total(),
                approval.approved(),
                approval.by());
        trigger(approval.approved() ? "approved" : "rejected");
    }
}
