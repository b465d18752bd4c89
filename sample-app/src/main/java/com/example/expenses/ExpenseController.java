package com.example.expenses;

import com.example.expenses.Decision.Outcome;
import com.example.expenses.ExpenseService.Submission;
import com.example.expenses.ExpenseService.Waiting;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/expenses")
class ExpenseController {

    private final ExpenseService service;

    ExpenseController(ExpenseService service) {
        this.service = service;
    }

    /** Decides at once, or accepts a report that a manager is asked about, and says where to look for what becomes of it. */
    @PostMapping
    ResponseEntity<Decision> submit(@Valid @RequestBody ExpenseReport report) {
        Submission submission = service.submit(report);
        return ResponseEntity.status(status(submission.decision().outcome()))
                .location(URI.create("/expenses/" + submission.id()))
                .body(submission.decision());
    }

    private static HttpStatus status(Outcome outcome) {
        return switch (outcome) {
            case WAITING -> HttpStatus.ACCEPTED;
            case FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
            case APPROVED, REJECTED, INVALID -> HttpStatus.OK;
        };
    }

    @GetMapping("/{id}")
    ResponseEntity<Decision> find(@PathVariable String id) {
        return ResponseEntity.of(service.find(id));
    }

    @GetMapping("/waiting")
    List<Waiting> waiting() {
        return service.waiting();
    }

    /** Takes what a manager says; 409 if nothing is asked about the report, or not any more. */
    @PostMapping("/{id}/approval")
    ResponseEntity<Void> approve(@PathVariable String id, @Valid @RequestBody Approval approval) {
        return ResponseEntity.status(service.approve(id, approval) ? HttpStatus.ACCEPTED : HttpStatus.CONFLICT)
                .build();
    }
}
