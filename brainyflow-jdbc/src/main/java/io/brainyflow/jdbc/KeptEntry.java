package io.brainyflow.jdbc;

import io.brainyflow.JournalEntry;

/**
 * An entry as it is kept.
 *
 * @param seq its number in its run, from 1
 * @param epoch the ownership that it was made in
 * @param kind what it is, so that entries that take others back are found without being read
 * @param text the entry as JSON
 */
record KeptEntry(long seq, int epoch, Kind kind, String text) {

    /** The kind of an entry. */
    enum Kind {
        BEGUN('B'),
        TAKEN_OVER('T'),
        VISITED('V'),
        ENDED('E'),
        VOIDED('X');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        String letter() {
            return String.valueOf(letter);
        }

        static Kind of(String letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter.charAt(0)) {
                    return kind;
                }
            }
            throw new IllegalStateException("There is no kind of entry '" + letter + "'");
        }

        static Kind of(JournalEntry entry) {
            if (entry instanceof JournalEntry.Visited) {
                return VISITED;
            }
            if (entry instanceof JournalEntry.Voided) {
                return VOIDED;
            }
            if (entry instanceof JournalEntry.Ended) {
                return ENDED;
            }
            return entry instanceof JournalEntry.Begun ? BEGUN : TAKEN_OVER;
        }
    }
}
