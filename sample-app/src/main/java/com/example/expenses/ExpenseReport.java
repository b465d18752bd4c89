package com.example.expenses;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;

/** What an employee hands in. */
public record ExpenseReport(
        @NotBlank String id,
        @NotBlank String employee,
        @NotEmpty List<@Valid LineItem> items) {}
