package io.brainyflow.journal;

import io.brainyflow.MemoryKey;
import io.brainyflow.Write;

/** The names of the format. */
final class Fields {

    static final String VERSION = "v";
    static final String FLOW = "flow";
    static final String INPUT = "input";
    static final String DEADLINE = "deadline";
    static final String OWNER = "owner";
    static final String EPOCH = "epoch";
    static final String END = "end";
    static final String MESSAGE = "message";
    static final String VOID = "void";
    static final String BY = "by";
    static final String RULES = "rules";
    static final String VISIT = "n";
    static final String NODE = "o";
    static final String PART = "p";
    static final String BRANCHES = "b";
    static final String TRIGGERS = "t";
    static final String WRITES = "w";
    static final String LOCAL = "l";
    static final String PREPARED = "r";
    static final String ASKED = "q";
    static final String KEY = "key";
    static final String FAILURE = "f";
    static final String PAUSED = "a";
    static final String ATTEMPTS = "attempts";
    static final String UNTIL = "until";

    private Fields() {}

    static String operation(Write.Operation operation) {
        return switch (operation) {
            case PUT -> "put";
            case REMOVE -> "remove";
            case ADD -> "add";
            case APPEND -> "append";
            case MERGE -> throw new IllegalStateException("a merge is named by its reduction");
        };
    }

    static String merge(MemoryKey.Reduction reduction) {
        return switch (reduction) {
            case SUM -> "merge-sum";
            case APPEND -> "merge-append";
            case UNION -> "merge-union";
            case LAST -> "merge-last";
            case OWN -> "merge";
            case NONE -> throw new IllegalStateException("nothing is merged by a key without a reducer");
        };
    }
}
