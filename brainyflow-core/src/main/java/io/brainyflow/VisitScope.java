package io.brainyflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread is within the visit it performs, which is what binds {@code trigger} and {@code curRetry} to that visit
 * and not to the node, however many threads visit it. A run opens one scope on each thread that takes part; runs within
 * a node's own code stack up, so that the innermost visit counts.
 */
final class VisitScope implements AutoCloseable {

    private static final ThreadLocal<VisitScope> CURRENT = new ThreadLocal<>();

    private static final List<Trigger> IMPLIED = List.of(Trigger.IMPLIED);

    private final @Nullable VisitScope outer = CURRENT.get();
    private Phase phase = Phase.OUTSIDE;
    private int attempt;
    private @Nullable List<Trigger> triggers;

    enum Phase {
        OUTSIDE,
        EXEC,
        POST
    }

    private VisitScope() {}

    static VisitScope open() {
        VisitScope scope = new VisitScope();
        CURRENT.set(scope);
        return scope;
    }

    /** Answers whether this thread is performing visits. */
    static boolean isOpen() {
        return CURRENT.get() != null;
    }

    void enter(Phase phase) {
        this.phase = phase;
    }

    void beginVisit() {
        phase = Phase.OUTSIDE;
        attempt = 0;
        triggers = null;
    }

    void beginAttempt(int attempt) {
        this.attempt = attempt;
        phase = Phase.EXEC;
    }

    int attempt() {
        return attempt;
    }

    /** Answers what was triggered in the visit that has just ended, the implied action where nothing was. */
    List<Trigger> endVisit() {
        phase = Phase.OUTSIDE;
        return triggers == null ? IMPLIED : triggers;
    }

    @SuppressWarnings("unchecked") // the record's constructor copies; it never writes
    static void trigger(String action, Map<String, ?> forkingData) {
        VisitScope scope = CURRENT.get();
        if (scope == null || scope.phase != Phase.POST) {
            throw new IllegalStateException("An action can only be triggered inside post()");
        }
        if (scope.triggers == null) {
            scope.triggers = new ArrayList<>(1);
        }
        scope.triggers.add(new Trigger(action, (Map<String, Object>) forkingData));
    }

    static int curRetry() {
        VisitScope scope = CURRENT.get();
        if (scope == null || scope.phase != Phase.EXEC) {
            throw new IllegalStateException("The attempt is known inside exec() and execFallback() only");
        }
        return scope.attempt;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
