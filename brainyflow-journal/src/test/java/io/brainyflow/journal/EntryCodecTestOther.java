package io.brainyflow.journal;

/** A record whose name begins as that of a class does whose types may be kept, and is not one of them. */
record EntryCodecTestOther() {}
