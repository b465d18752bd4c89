package com.example.expenses;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;
import java.time.LocalDate;

/** One expense of a report. */
public record LineItem(
        @NotNull @PastOrPresent LocalDate date,
        @NotBlank String category,

        @NotNull @Positive @Digits(integer = 9, fraction = 2)
        BigDecimal amount,

        @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be a currency code such as EUR")
        String currency,

        String description) {

    /** Returns whether the other item is the same expense, however many zeros its amount is written with. */
    public boolean isSameAs(LineItem other) {
        return amount.compareTo(other.amount) == 0
                && new LineItem(date, category, other.amount, currency, description).equals(other);
    }

    /** Returns the same expense with another amount, in euros. */
    public LineItem inEuros(BigDecimal amount) {
        return new LineItem(date, category, amount, "EUR", description);
    }
}
