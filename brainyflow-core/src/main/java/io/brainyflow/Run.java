package io.brainyflow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One execution of a root flow, from start to end. The subclasses say who performs the ready visits, and when. */
abstract class Run {

    private static final System.Logger LOG = System.getLogger(Run.class.getName());

    final Flow flow;
    final FlowRuntime runtime;
    Traversal traversal;
    private final ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

    private final Set<List<String>> warnings = new HashSet<>(0);

    /** What ended the run before it was through, and where. */
    @Nullable
    Throwable failure;

    @Nullable
    Visit failedAt;

    private @Nullable VisitResult<ExecutionTree> result;

    Run(Flow flow, Memory memory, String id) {
        FlowGraph graph = flow.graph();
        this.flow = flow;
        this.runtime = flow.runtime();
        this.traversal = new Traversal(
                Visit.root(graph.name(), id, memory), graph.options().maxSteps(), runtime.maxConcurrency());
    }

    static Run of(Flow flow, Memory memory, String id) {
        return flow.graph().concurrent() ? new ConcurrentRun(flow, memory, id) : new SequentialRun(flow, memory, id);
    }

    /** Answers an id that no other run has, cheaply: it is no secret. */
    static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Answers whether nothing was logged yet about that action of that node: a loop is not to fill the log. */
    synchronized boolean warnsFirst(Visit visit, String action) {
        return warnings.add(List.of(visit.flow(), visit.node(), action));
    }

    /** Does work of the run on another thread, under the context class loader of the one that began the run. */
    void underContextClassLoader(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(contextClassLoader);
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    /** Performs visits until none is ready or under way, or one has failed and none is under way. */
    abstract void performAll(Performer performer);

    /**
     * Runs the flow, the runtime having been told that it is about to.
     *
     * @throws BrainyFlowException if the run fails or is interrupted
     */
    VisitResult<ExecutionTree> execute() {
        try {
            return executeWithin();
        } finally {
            runtime.leave(this);
        }
    }

    private VisitResult<ExecutionTree> executeWithin() {
        Visit root = traversal.root;
        runtime.tell(listener -> listener.runStarted(root));
        try (Performer performer = new Performer(this)) {
            performAll(performer);
            if (failure != null) {
                abandonAll(performer, failure);
            }
        }
        Throwable thrown = failure;
        runtime.tell(listener -> listener.runEnded(root, thrown));
        if (thrown != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0} of flow ''{1}'' ended: {2}",
                    root.runId(),
                    root.node(),
                    thrown);
            throw Throwables.asUnchecked(thrown);
        }
        if (result == null) {
            throw new IllegalStateException("Run " + root.runId() + " came to no end");
        }
        return result;
    }

    /** Takes note of what a visit came to, in the tree and in the traversal. */
    void complete(Visit visit, Completion completion) {
        if (completion instanceof Completion.Ended ended) {
            if (visit.frame != null) {
                visit.foldInto(ended.tree());
            } else if (visit.inside != null) {
                result = new VisitResult<>(visit.inside.tree(), ended.triggers());
            }
        }
        traversal.complete(visit, completion);
    }

    private void abandonAll(Performer performer, Throwable failure) {
        Set<Visit> around = new HashSet<>();
        for (Visit visit = failedAt; visit != null; visit = visit.enclosing()) {
            around.add(visit);
        }
        for (Visit visit : traversal.unleft()) {
            performer.abandon(visit, around.contains(visit) ? failure : new FlowCancelledException(visit, null));
        }
    }
}
