package io.brainyflow;

import org.jspecify.annotations.Nullable;

/** A visit whose entry was appended, and its result. */
record Appended(
        VisitState visit,
        @Nullable Completion completion,
        @Nullable Throwable thrown,
        JournalEntry.Visited entry,
        Journal.Pending pending) {}
