package com.example.expenses;

import jakarta.validation.Valid;
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

    @PostMapping
    Decision decide(@Valid @RequestBody ExpenseReport report) {
        return service.decide(report);
    }
}
