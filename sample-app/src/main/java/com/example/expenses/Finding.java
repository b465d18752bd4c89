package com.example.expenses;

/** Something that screening found about a line item, which is named by its position in the report, from 1. */
public record Finding(int item, Kind kind, String text) {

    /** The kind of a finding. */
    public enum Kind {
        /** Above the limit of its category: it can be cut down. */
        OVER_LIMIT,
        /** The same expense as an earlier item: it can be left out. */
        DUPLICATE,
        /** In a category that is never paid, or in an unknown currency. */
        NOT_ALLOWED
    }
}
