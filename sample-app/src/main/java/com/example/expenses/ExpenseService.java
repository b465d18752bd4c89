package com.example.expenses;

import io.brainyflow.FlowRuns;
import io.brainyflow.RunOptions;
import io.brainyflow.RunView;
import io.brainyflow.Wait;
import io.brainyflow.WaitQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Runs the {@code expense} flow over reports. */
@Service
public class ExpenseService {

    private static final String FLOW = "expense";
    private static final String APPROVAL = "approval";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FlowRuns runs;

    ExpenseService(FlowRuns runs) {
        this.runs = runs;
    }

    /** A report that was handed in, and what has become of it so far. */
    record Submission(String id, Decision decision) {}

    /** The question to a manager, its submission and its deadline. */
    record Waiting(String id, ApprovalRequest asked, Instant until) {}

    /** Hands in a report that says all it must, and returns what becomes of it, or that a manager is asked. */
    Submission submit(ExpenseReport report) {
        return submit(report, UUID.randomUUID().toString());
    }

    /** Hands in a report as {@link #submit(ExpenseReport)} does; if there is a submission of that id already, nothing new begins. */
    Submission submit(ExpenseReport report, String id) {
        runs.start(FLOW, Map.of(Keys.REPORT.name(), report), RunOptions.create().withRunId(id));
        try {
            return new Submission(id, decision(runs.await(id, PATIENCE)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Submission(id, Decision.waiting(report.id()));
        }
    }

    /** Returns what has become of a submission; empty if there is none, or not any more. */
    Optional<Decision> find(String id) {
        return runs.find(id).map(ExpenseService::decision);
    }

    private static Decision decision(RunView run) {
        String report = Keys.REPORT.in(run.memory()).id();
        return switch (run.status()) {
            case SUCCEEDED -> Keys.DECISION.in(run.memory());
            case READY, RUNNING, WAITING -> Decision.waiting(report);
            case FAILED, CANCELLED -> Decision.failed(report, run.reason().orElse("cancelled"));
        };
    }

    /** Returns what managers are asked. */
    List<Waiting> waiting() {
        return runs.waits(WaitQuery.all().ofFlow(FLOW)).stream()
                .map(ExpenseService::waiting)
                .toList();
    }

    private static Waiting waiting(Wait wait) {
        return new Waiting(
                wait.runId(), (ApprovalRequest) wait.asked(), wait.deadline().orElse(null));
    }

    /** Passes on what a manager has decided, and returns false if nothing is asked about the submission. */
    boolean approve(String id, Approval approval) {
        return runs.answer(id, APPROVAL, approval);
    }
}
