package io.brainyflow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The warnings that a run has given, so that a loop does not fill the log. Thread-safe. */
final class Warnings {

    private final Set<List<String>> given = new HashSet<>(0);

    /** Warns, unless it was warned about the same before. */
    synchronized void giveOnce(Supplier<String> message, String... about) {
        if (given.add(List.of(about))) {
            Log.warn(message.get());
        }
    }
}
