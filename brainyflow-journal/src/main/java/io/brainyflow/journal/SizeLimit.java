package io.brainyflow.journal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How large a value may be. One that takes long to write and read is warned of, once for each node. */
final class SizeLimit {

    private static final Logger LOGGER = System.getLogger("io.brainyflow.journal");
    private static final int LARGE = 64 * 1024;

    private final int most;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    SizeLimit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxValueSize must be at least 1, but was " + most);
        }
        this.most = most;
    }

    void check(String owner, int size) {
        if (size > most) {
            throw new ValueWriter.Refusal(
                    "takes " + size + " characters as JSON, and " + most
                            + " is the limit (brainyflow.runs.max-value-size); store it elsewhere, and keep only a reference here");
        }
        if (size > LARGE && warned.add(owner)) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} has a value that takes {1} characters as JSON, which is written with each entry that has it; keep"
                            + " what is above {2} elsewhere, and here what it is found again by",
                    owner,
                    Integer.toString(size),
                    Integer.toString(LARGE));
        }
    }
}
