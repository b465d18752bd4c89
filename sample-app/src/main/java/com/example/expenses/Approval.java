package com.example.expenses;

import jakarta.validation.constraints.NotBlank;

/**
 * What a manager has decided on a report.
 *
 * @param approved whether it is paid
 * @param by who says so
 */
public record Approval(boolean approved, @NotBlank String by) {}
