package io.brainyflow;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The waits of a run: their timers, their answers, and the thread that the run gives up while it has nothing else to do. Guarded
 * by the run's lock.
 */
final class RunWaits {

    /** From this length on, a wait between two attempts releases its thread, and the failed attempts are recorded. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Traversal traversal;
    private final Timing timing;
    private final Warnings warnings;
    private final Consumer<WaitVisit> timeOut;
    private final Map<Long, Runnable> timers = new HashMap<>(0);

    /** Continues the run on another thread; null if it keeps its thread. */
    private @Nullable Runnable resume;

    /** The answers that are there before their questions; null where none is kept. */
    private @Nullable EarlyAnswers early;

    /** Whether the caller, and not this, times the waits out. */
    private boolean untimed;

    /** Whether a thread performs the run. */
    private boolean performed;

    /** Whether none does, since it waits to be answered. */
    private volatile boolean suspended;

    /** Creates the waits of a run; {@code timeOut} continues a visit whose time is up. */
    RunWaits(Traversal traversal, Timing timing, Warnings warnings, Consumer<WaitVisit> timeOut) {
        this.traversal = traversal;
        this.timing = timing;
        this.warnings = warnings;
        this.timeOut = timeOut;
    }

    void releaseThread(Runnable resume) {
        this.resume = resume;
    }

    /** Sets where waits find answers that were given before they ask. */
    void keepFrom(EarlyAnswers early) {
        this.early = early;
    }

    /** Continues the waits whose answers are there; returns whether there are any. */
    boolean answerEarly() {
        return List.copyOf(traversal.waits.all()).stream()
                        .filter(this::answerEarly)
                        .count()
                > 0;
    }

    private boolean answerEarly(WaitVisit visit) {
        Object answer = early == null ? null : early.take(describe(visit));
        return answer != null && goOn(visit, answer);
    }

    /** Leaves it to the caller to time the waits out. */
    void leaveTimes() {
        untimed = true;
    }

    /** Returns whether the next attempt is too far off to keep a thread for it, so that the caller has to wake the visit. */
    boolean leaves(Duration time) {
        return untimed && time.compareTo(LONG) >= 0;
    }

    /** Notes that a thread performs the run from now on. */
    void begin() {
        performed = true;
    }

    boolean isPerformed() {
        return performed;
    }

    boolean isSuspended() {
        return suspended;
    }

    /** Continues a visit that has asked if its answer is there, and otherwise sets its timer. */
    void asked(WaitVisit visit) {
        forgetDropped();
        if (untimed || answerEarly(visit)) {
            return;
        }
        if (visit.deadline() != null) {
            Duration time = Duration.between(timing.clock().instant(), visit.deadline());
            Duration left = time.isNegative() ? Duration.ZERO : time;
            timers.put(visit.number, timing.timer().set(left, () -> timeOut.accept(visit)));
        } else if (resume == null) {
            warnings.giveOnce(
                    () -> "A run of flow '" + traversal.root.node() + "' waits at node '" + visit.node() + "' of flow '"
                            + visit.flow()
                            + "', has no handle by which it could be answered, and does not time out: start"
                            + " it by FlowRuns or runAsync, or state how long the wait may take by answerWithin",
                    visit.flow(),
                    visit.node());
        }
    }

    /** Suspends the run and returns true if its thread is to be released while it only waits for an answer. */
    boolean suspend() {
        suspended = resume != null;
        performed = !suspended;
        return suspended;
    }

    /** Returns the task that continues a suspended run on another thread, to be called without the lock; otherwise empty. */
    Optional<Runnable> resume() {
        if (!suspended) {
            return Optional.empty();
        }
        suspended = false;
        return Optional.ofNullable(resume);
    }

    List<Wait> open() {
        return traversal.waits.all().stream().map(this::describe).toList();
    }

    private Wait describe(WaitVisit visit) {
        VisitState root = traversal.root;
        return new Wait(
                root.runId(),
                root.node(),
                visit.node(),
                visit.number,
                visit.key(),
                visit.asked(),
                answerType(visit),
                Optional.ofNullable(visit.deadline()));
    }

    private static Class<?> answerType(WaitVisit visit) {
        Frame frame = Objects.requireNonNull(visit.frame, "frame");
        return Objects.requireNonNull(frame.graph.traits(visit.index).answerType(), "answerType");
    }

    /**
     * Gives an answer to the first of the waits that are meant.
     *
     * @return false if none of them waits
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    boolean answer(Predicate<Wait> meant, Object answer) {
        for (WaitVisit visit : traversal.waits.all()) {
            Wait wait = describe(visit);
            if (meant.test(wait)) {
                if (!wait.answerType().isInstance(answer)) {
                    throw new IllegalArgumentException("Wait " + Log.quote(wait.key()) + " of run "
                            + Log.quote(wait.runId()) + " of flow '" + wait.flow() + "' is to be answered by a "
                            + wait.answerType().getName() + ", not by a "
                            + answer.getClass().getName());
                }
                return goOn(visit, answer);
            }
        }
        return false;
    }

    /** Times out the wait of a visit; returns false if it does not wait for an answer. */
    boolean timeOut(long number) {
        return traversal.waits.all().stream()
                .filter(visit -> visit.number == number)
                .findFirst()
                .map(visit -> goOn(visit, WaitVisit.TIMEOUT))
                .orElse(false);
    }

    /** Continues a visit; returns false if it does not wait any more. */
    boolean goOn(WaitVisit visit, Object answer) {
        Runnable timer = timers.remove(visit.number);
        if (timer != null) {
            timer.run();
        }
        return traversal.waits.answer(traversal, visit, answer);
    }

    /** Calls off the timers of those that were dropped with their flows. */
    private void forgetDropped() {
        if (timers.size() > traversal.waits.all().size()) {
            Set<Long> open =
                    traversal.waits.all().stream().map(visit -> visit.number).collect(Collectors.toSet());
            timers.entrySet().removeIf(timer -> {
                boolean dropped = !open.contains(timer.getKey());
                if (dropped) {
                    timer.getValue().run();
                }
                return dropped;
            });
        }
    }

    /** Calls off what was to come, the run being over. */
    void close() {
        timers.values().forEach(Runnable::run);
        timers.clear();
    }
}
