package com.example.expenses;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** A report that an employee hands in. */
public record ExpenseReport(
        @NotBlank String id,
        @NotBlank String employee,
        @NotEmpty @Size(max = 200) List<@NotNull @Valid LineItem> items) {}
