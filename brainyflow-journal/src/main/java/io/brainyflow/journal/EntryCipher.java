package io.brainyflow.journal;

/**
 * Encrypts the texts of entries and values before they are stored, and decrypts them when they are read. Entries by which an
 * instance becomes the owner of a run, which contain only its name and a number, are not encrypted. Thread-safe.
 */
public interface EntryCipher {

    /** Returns the encrypted text, which may differ between calls. */
    String encrypt(String text);

    /**
     * Returns the text of what was kept.
     *
     * @throws RuntimeException if it cannot be decrypted
     */
    String decrypt(String kept);
}
