package com.example.expenses;

import java.math.BigDecimal;
import java.util.List;

/** The decision on a report. */
public record Decision(String report, Outcome outcome, BigDecimal amount, int revisions, List<String> reasons) {

    /** How a report can end. */
    public enum Outcome {
        APPROVED,
        REJECTED,
        /** A manager is asked. */
        WAITING,
        /** It could not be read, or does not say what it must. */
        INVALID,
        /** Something broke while it was decided. */
        FAILED
    }

    static Decision invalid(String report, List<String> reasons) {
        return new Decision(report, Outcome.INVALID, BigDecimal.ZERO, 0, reasons);
    }

    static Decision waiting(String report) {
        return new Decision(report, Outcome.WAITING, BigDecimal.ZERO, 0, List.of());
    }

    static Decision failed(String report, String reason) {
        return new Decision(report, Outcome.FAILED, BigDecimal.ZERO, 0, List.of(reason));
    }
}
