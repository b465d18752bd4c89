package com.example.expenses;

import java.math.BigDecimal;

/** The question to a manager: is this amount paid to an employee? */
public record ApprovalRequest(String report, String employee, BigDecimal total) {}
