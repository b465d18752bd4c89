package io.brainyflow.journal;

import io.brainyflow.Journal;
import io.brainyflow.JournalEntry;

/**
 * An entry with the text that it is kept as.
 *
 * @param text the entry as JSON
 * @param entry the entry as it will be read
 */
public record StoredEntry(String text, JournalEntry entry) implements Journal.Stored {}
