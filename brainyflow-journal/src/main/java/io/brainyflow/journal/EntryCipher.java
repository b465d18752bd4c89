package io.brainyflow.journal;

/**
 * Encrypts the texts of entries and values before they are kept, and decrypts them when they are read; not those of entries by which an
 * instance becomes the owner of a run, which have its name alone. Thread-safe.
 */
public interface EntryCipher {

    /** Returns what is kept of a text; it may be another each time. */
    String encrypt(String text);

    /**
     * Returns the text of what was kept.
     *
     * @throws RuntimeException if it cannot be decrypted
     */
    String decrypt(String kept);
}
