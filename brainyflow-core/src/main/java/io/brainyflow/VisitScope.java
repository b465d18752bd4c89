package io.brainyflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread is within the visit it performs, which is what binds {@code trigger} and {@code curRetry} to that visit
 * and not to the node, however many threads visit it. A run opens one scope on each thread that takes part; runs within
 * a node's own code stack up, so that the innermost visit counts.
 */
final class VisitScope implements AutoCloseable {

    private static final ThreadLocal<VisitScope> CURRENT = new ThreadLocal<>();

    private static final List<Trigger> IMPLIED = List.of(Trigger.IMPLIED);

    /** The triggers of the visit; reused by the next. */
    private final List<Trigger> triggers = new ArrayList<>();

    private final @Nullable VisitScope outer = CURRENT.get();
    private Phase phase = Phase.OUTSIDE;
    private @Nullable VisitState visit;
    private @Nullable Listeners listeners;
    private int attempt;
    private boolean exhausted;

    /** The last trigger, to be reused: a loop triggers the same action again and again. */
    private @Nullable Trigger last;

    enum Phase {
        OUTSIDE,
        EXEC,
        FALLBACK,
        POST
    }

    /** The interruption of this thread for when the run ends elsewhere, or null if there is no run. */
    private @Nullable Interruption interruption;

    private VisitScope() {
        interruption = outer == null ? null : outer.interruption;
    }

    /** Opens a scope within the one that is open on this thread, if any. */
    static VisitScope open() {
        VisitScope scope = new VisitScope();
        CURRENT.set(scope);
        return scope;
    }

    /** Begins an interruption nested in the current one, and makes it the current one. */
    Interruption beginInterruption() {
        interruption = new Interruption(interruption);
        return interruption;
    }

    /** Ends what {@link #beginInterruption} has begun, and returns whether it was fired in time. */
    boolean endInterruption(Interruption begun) {
        if (interruption == begun) {
            interruption = begun.outer();
        }
        return begun.end();
    }

    /** Returns whether the run that the visit is part of, or one around it, is being ended. */
    boolean isInterrupted() {
        return interruption != null && interruption.isFired();
    }

    /** Keeps interruptions of this thread from setting its flag, or lets them again; {@link #isInterrupted} reports them all the same. */
    void shield(boolean shielded) {
        if (interruption != null) {
            interruption.rest(shielded);
        }
    }

    /** Returns whether this thread is performing visits. */
    static boolean isOpen() {
        return CURRENT.get() != null;
    }

    void setPhase(Phase phase) {
        this.phase = phase;
    }

    void beginVisit(VisitState visit, Listeners listeners) {
        this.visit = visit;
        this.listeners = listeners;
        phase = Phase.OUTSIDE;
        attempt = 0;
        if (!triggers.isEmpty()) {
            triggers.clear();
        }
    }

    void beginAttempt(int attempt) {
        this.attempt = attempt;
        if (visit != null) {
            visit.beginAttempt(attempt + 1);
        }
        phase = Phase.EXEC;
    }

    int attempt() {
        return attempt;
    }

    /** Begins the fallback, after attempts that are used up, or one whose failure is not retried. */
    void beginFallback(boolean exhausted) {
        this.exhausted = exhausted;
        phase = Phase.FALLBACK;
    }

    /**
     * Returns what was triggered in the visit that has just ended, the implied action where nothing was; until the next one
     * begins.
     */
    List<Trigger> endVisit() {
        visit = null;
        phase = Phase.OUTSIDE;
        return triggers();
    }

    /** Returns what was triggered last, until another visit begins. */
    List<Trigger> triggers() {
        return triggers.isEmpty() ? IMPLIED : triggers;
    }

    @SuppressWarnings("unchecked") // the record's constructor copies; it never writes
    static void trigger(String action, Map<String, ?> forkingData) {
        VisitScope scope = CURRENT.get();
        if (scope == null || scope.phase != Phase.POST) {
            throw new IllegalStateException("An action can only be triggered inside post()");
        }
        Trigger last = scope.last;
        if (last == null || !forkingData.isEmpty() || !last.isPlain(action)) {
            Actions.checkTriggered(action);
            last = new Trigger(action, (Map<String, Object>) forkingData);
            scope.last = last;
        }
        scope.triggers.add(last);
    }

    /** Returns the visit under way on this thread, the innermost where runs are within nodes. */
    static VisitState visit() {
        VisitScope scope = CURRENT.get();
        if (scope == null || scope.visit == null) {
            throw new IllegalStateException("No visit is under way on this thread");
        }
        return scope.visit;
    }

    VisitState currentVisit() {
        return Objects.requireNonNull(visit, "visit");
    }

    static void emit(Object event) {
        VisitState visit = visit();
        Listeners listeners = Objects.requireNonNull(CURRENT.get()).listeners;
        if (listeners != null) {
            listeners.tell(visit, (listener, seen) -> listener.emitted(seen, event));
        }
    }

    static int curRetry() {
        VisitScope scope = CURRENT.get();
        if (scope == null || (scope.phase != Phase.EXEC && scope.phase != Phase.FALLBACK)) {
            throw new IllegalStateException("The attempt is known inside exec() and execFallback() only");
        }
        return scope.attempt;
    }

    static boolean attemptsExhausted() {
        VisitScope scope = CURRENT.get();
        if (scope == null || scope.phase != Phase.FALLBACK) {
            throw new IllegalStateException("Whether attempts are used up is known inside execFallback() only");
        }
        return scope.exhausted;
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
