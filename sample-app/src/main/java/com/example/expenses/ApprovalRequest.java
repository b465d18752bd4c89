package com.example.expenses;

import java.math.BigDecimal;

/** What a manager is asked: is so much paid to an employee? */
public record ApprovalRequest(String report, String employee, BigDecimal total) {}
