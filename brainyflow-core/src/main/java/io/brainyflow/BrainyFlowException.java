package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown when a run does not succeed; the subclasses indicate the reason. */
public abstract sealed class BrainyFlowException extends RuntimeException
        permits NodeException,
                BranchesFailedException,
                WriteConflictException,
                VisitLimitException,
                FlowCancelledException {

    private static final long serialVersionUID = 1L;

    private static final int FIRST_NAMES = 3;
    private static final int LAST_NAMES = 10;

    private final String reason;
    private final String flow;
    private final String node;
    private final transient List<String> path;

    BrainyFlowException(String message, Location at, @Nullable Throwable cause) {
        super(message + pathText(at.path()), cause);
        this.reason = message;
        this.flow = at.flow();
        this.node = at.node();
        this.path = at.path();
    }

    /**
     * Keeps what was thrown beside what ends a run. Only exceptions of the engine's own are made for one run; a user's may
     * be a constant, which would collect more with every run.
     */
    static void suppress(Throwable ending, Throwable beside) {
        if (ending instanceof BrainyFlowException && ending != beside) {
            ending.addSuppressed(beside);
        }
    }

    /** Returns the name of the flow that the node stands in. */
    public String flow() {
        return flow;
    }

    /** Returns the name of the node whose visit ended the run. */
    public String node() {
        return node;
    }

    /**
     * Returns the names of the nodes on the way from the root flow's start to the node, both included, through the flows
     * that are nodes. Empty after deserialisation.
     */
    public List<String> path() {
        return path == null ? List.of() : path;
    }

    /** Returns the failure that is passed to the node's successors for it; null if successors cannot handle this exception. */
    @Nullable
    Failure caught() {
        return null;
    }

    /** Returns the message without the path. */
    String reason() {
        return reason;
    }

    /** Returns this as a journal keeps it. */
    Failure toFailure() {
        Failure failure = caught();
        return failure == null ? new Failure(node, "", 0, this) : failure;
    }

    private static String pathText(List<String> path) {
        return path.size() < 2 ? "" : " (path: " + abridged(path) + ")";
    }

    /** Returns a path as messages show it: whole, or its first and last names. */
    static String abridged(List<String> path) {
        int size = path.size();
        if (size <= FIRST_NAMES + LAST_NAMES) {
            return String.join(" > ", path);
        }
        return String.join(" > ", path.subList(0, FIRST_NAMES))
                + " > … " + (size - FIRST_NAMES - LAST_NAMES) + " more … > "
                + String.join(" > ", path.subList(size - LAST_NAMES, size));
    }
}
