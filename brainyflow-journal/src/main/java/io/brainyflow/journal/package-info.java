/**
 * The entries of journaled runs as JSON, and the values that they can hold. For engines that keep runs outside of the process, such
 * as in a database. {@link io.brainyflow.journal.EntryCodec} is where to begin; the format is described field by field in
 * {@code docs/journal-format.md}.
 */
@NullMarked
package io.brainyflow.journal;

import org.jspecify.annotations.NullMarked;
