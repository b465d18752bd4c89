package io.brainyflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One execution of a root flow, from start to end. The subclasses say who performs the ready visits, and when. */
abstract class Run implements ActiveRun {

    final Flow flow;
    final WiredFlow wired;
    final FlowGraph graph;
    final FlowRuntime runtime;
    Traversal traversal;
    private final CallersClassLoader classLoader = new CallersClassLoader();

    final Warnings warnings = new Warnings();

    final RunFailure failure = new RunFailure();

    /** The visit that was begun last, for observers. */
    private final AtomicReference<@Nullable VisitState> latest = new AtomicReference<>();

    /** Whether a handle shows the visit that was begun last. */
    private boolean watched;

    private final @Nullable String givenId;
    private final @Nullable Duration deadline;
    final Listeners listeners;
    private @Nullable VisitResult<ExecutionTree> result;

    /** Held by the thread that performs the run, so that one which goes on after a wait does so when the one before is done. */
    private final ReentrantLock stretch = new ReentrantLock();

    /** Ends what cancels the run at its deadline; null before the run has begun. */
    private @Nullable Runnable endDeadline;

    Run(Flow flow, Memory memory, RunOptions options) {
        this.flow = flow;
        this.wired = flow.wired().under(options);
        this.graph = wired.graph();
        this.deadline = options.deadline().orElse(null);
        this.givenId = options.runId().orElse(null);
        this.runtime = wired.runtime();
        this.listeners = runtime.listeners().and(options.listeners());
        this.traversal = new Traversal(
                RootVisit.ofFlow(graph.name(), givenId, memory), graph.options().maxSteps(), runtime.maxConcurrency());
    }

    static Run of(Flow flow, Memory memory, RunOptions options) {
        return flow.graph().concurrent()
                ? new ConcurrentRun(flow, memory, options)
                : new SequentialRun(flow, memory, options);
    }

    /** Prepares the run for a handle that shows the visit that was begun last. Called before the run begins. */
    void watch() {
        watched = true;
    }

    /**
     * Releases the thread of the run while it waits for an answer. Called before the run begins.
     *
     * @param resume has another thread go on with the run, by {@link #executeUntilItWaits}
     */
    void releaseThread(Runnable resume) {}

    /** Returns the visits that are to be answered, in the order in which they asked. */
    List<Wait> waits() {
        return List.of();
    }

    /**
     * Gives an answer to the first of the waits that are meant.
     *
     * @return false if none of them waits
     * @throws IllegalArgumentException if the answer is not of the type that the wait states
     */
    boolean answer(Predicate<Wait> meant, Object answer) {
        return false;
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    @Override
    public String flowName() {
        return graph.name();
    }

    @Override
    public @Nullable String givenId() {
        return givenId;
    }

    /** Performs work of the run on another thread, with the context class loader of the thread that began it. */
    void underContextClassLoader(Runnable work) {
        classLoader.run(work);
    }

    /** Returns the memory that a visit sees whose writes are recorded. */
    Memory view(Memory memory, Writes writes) {
        return memory.over(new RecordingStore(memory.global(), writes));
    }

    /** Begins, on this thread, what a visit of a transactional node is performed in; null where there is nothing. */
    Journal.@Nullable Transaction transaction() {
        return null;
    }

    /** Records that a visit begins. */
    void begin(VisitState visit) {
        if (watched) {
            visit.markSeen();
        }
        latest.setRelease(visit);
    }

    /** Returns the visit that was begun last, or null before the first and after the end. */
    @Nullable
    VisitState latest() {
        return latest.getAcquire();
    }

    /**
     * Ends the run as soon as possible: interrupts active visits, and lets no other begin.
     *
     * @return false if it has ended, or is ending, already
     */
    @Override
    public final boolean cancel(String reason) {
        return cancel(cancellation(reason));
    }

    /** Returns what ends the run on request. */
    final FlowCancelledException cancellation(String reason) {
        return FlowCancelledException.ofRequest(traversal.root.runId(), traversal.root.location(), reason);
    }

    abstract boolean cancel(FlowCancelledException why);

    /** Spends the wait between two attempts of a visit. */
    abstract void pause(Worker worker, VisitState visit, Duration time) throws InterruptedException;

    /**
     * Performs visits until none is ready or under way, or one has failed and none is under way. Returns false if the run is not over
     * then, since it waits to be answered.
     */
    abstract boolean performAll(Worker worker);

    /** Returns the graph of the flow that the visit is in, under the rules of this run. */
    final FlowGraph graphOf(VisitState visit) {
        return visit.frame == null ? graph : visit.frame.graph;
    }

    /**
     * Runs the flow to its end. The caller registers the run with the runtime, and removes it.
     *
     * @throws BrainyFlowException if the run fails or is interrupted
     */
    VisitResult<ExecutionTree> execute() {
        return Objects.requireNonNull(executeUntilItWaits(), "result");
    }

    /**
     * Begins the flow's run, or goes on with it, until it has ended. Returns null if it waits to be answered before that, and
     * the thread is not kept; see {@link #releaseThread}.
     *
     * @throws BrainyFlowException if the run fails or is interrupted
     */
    @Nullable
    VisitResult<ExecutionTree> executeUntilItWaits() {
        VisitResult<ExecutionTree> ended = null;
        boolean waits = false;
        stretch.lock();
        try {
            if (endDeadline == null) {
                begin();
            } else {
                listeners.tell(traversal.root, FlowListener::runResumed);
            }
            ended = perform();
            waits = ended == null;
            if (waits) {
                listeners.tell(traversal.root, FlowListener::runSuspended);
            }
            return ended;
        } finally {
            if (!waits) {
                Objects.requireNonNull(endDeadline, "endDeadline").run();
                latest.setRelease(null);
            }
            stretch.unlock();
        }
    }

    final void callOffDeadline() {
        if (endDeadline != null) {
            endDeadline.run();
        }
    }

    private void begin() {
        endDeadline = deadline == null
                ? () -> {}
                : runtime.timing()
                        .timer()
                        .set(
                                timeLeft(deadline),
                                () -> cancel(FlowCancelledException.ofDeadline(
                                        traversal.root.runId(), traversal.root.location(), deadline)));
        listeners.tell(traversal.root, isResumed() ? FlowListener::runResumed : FlowListener::runStarted);
    }

    /** Returns how much of the time is left that the run may take. */
    Duration timeLeft(Duration deadline) {
        return deadline;
    }

    /** Returns whether the run had begun before, elsewhere. */
    boolean isResumed() {
        return false;
    }

    /** Returns the result of the run; null if it has not succeeded. */
    final @Nullable VisitResult<ExecutionTree> result() {
        return result;
    }

    private @Nullable VisitResult<ExecutionTree> perform() {
        VisitState root = traversal.root;
        try (Worker worker = new Worker(this)) {
            if (!performAll(worker)) {
                return null;
            }
            if (failure.thrown() != null) {
                abandonAll(worker, failure.thrown());
            }
        }
        Throwable thrown = failure.thrown();
        listeners.tell(root, (listener, run) -> listener.runEnded(run, thrown));
        if (thrown != null) {
            throw Throwables.asUnchecked(thrown);
        }
        if (result == null) {
            throw new IllegalStateException("Run " + root.runId() + " did not end");
        }
        return result;
    }

    /** Applies the result of a part of a visit to the tree and the traversal. */
    void complete(VisitState visit, Completion completion) {
        ExecutionTree tree = completion.tree();
        if (tree != null && visit.frame != null) {
            visit.frame.grow(tree);
        } else if (completion instanceof Completion.Finished finished && visit.inside != null) {
            result = new VisitResult<>(visit.inside.tree(), finished.triggers());
        }
        traversal.complete(visit, completion);
    }

    /**
     * Applies the result as {@link #complete} does if another visit follows whose turn has come by that, and returns that one.
     * Otherwise returns null, and {@link #complete} is to be called.
     */
    @Nullable
    VisitState advance(VisitState visit, Completion completion) {
        if (visit.frame == null || !(completion instanceof Completion.Continued alone)) {
            return null;
        }
        visit.frame.grow(alone.tree());
        return traversal.advance(visit, alone);
    }

    private void abandonAll(Worker worker, Throwable thrown) {
        Set<VisitState> around = new HashSet<>();
        for (VisitState visit = failure.at(); visit != null; visit = visit.enclosing()) {
            around.add(visit);
        }
        List<VisitState> flows = new ArrayList<>(traversal.entered);
        Collections.reverse(flows); // inner ones before outer ones
        flows.removeIf(visit -> visit.leaving);
        for (VisitState visit : flows) {
            worker.abandon(visit, around.contains(visit) ? thrown : new FlowCancelledException(visit.location(), null));
        }
    }
}
