package io.brainyflow;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Performs the parts of visits, of flows, waits and other nodes, each in a transaction where it is to be. Used by one thread. */
final class VisitWork {

    private final Run run;
    private final VisitScope scope;
    private final NodeWork nodeWork;

    /** The transaction of the active visit, or of one to be settled; null if there is none. */
    private Journal.@Nullable Transaction transaction;

    VisitWork(Run run, VisitScope scope, NodeWork nodeWork) {
        this.run = run;
        this.scope = scope;
        this.nodeWork = nodeWork;
    }

    /**
     * Performs what is ready of the visit.
     *
     * @throws BrainyFlowException if it fails or is interrupted
     */
    Completion perform(VisitState visit) {
        if (Thread.currentThread().isInterrupted()) {
            throw new FlowCancelledException(visit.location(), null);
        }
        scope.beginVisit(visit, run.listeners);
        view(visit);
        BaseNode<?, ?> node = node(run, visit);
        if (node instanceof Flow flow) {
            WiredFlow wired = entered(run, visit);
            if (wired == null) {
                return completion(visit, scope.endVisit());
            }
            return visit.inside == null ? enter(flow, wired, visit) : leave(flow, visit, visit.inside);
        }
        if (node instanceof PerVisitNode perVisit) {
            Node<?, ?> instance = perVisit.instance(visit);
            try {
                return visitNode(instance, visit);
            } finally {
                perVisit.dispose(instance);
            }
        }
        if (visit instanceof WaitVisit wait) {
            beginTransaction(visit);
            return visitWait((WaitNode<?, ?>) node, wait);
        }
        return visitNode((Node<?, ?>) node, visit);
    }

    /** Returns the node that is visited. */
    static BaseNode<?, ?> node(Run run, VisitState visit) {
        return visit.frame == null ? run.flow : ((WiredFlow) visit.frame.flow).nodes()[visit.index];
    }

    /** Returns what a visit of a flow enters; null if the node is no flow. */
    static @Nullable WiredFlow entered(Run run, VisitState visit) {
        return visit.frame == null ? run.wired : ((WiredFlow) visit.frame.flow).nested(visit.index);
    }

    /** Returns the effects of the node that is visited; those of the root flow are not known. */
    static NodeTraits.Effects effects(VisitState visit) {
        return visit.frame == null
                ? NodeTraits.Effects.ANY
                : visit.frame.graph.traits(visit.index).effects();
    }

    private void beginTransaction(VisitState visit) {
        if (effects(visit) != NodeTraits.Effects.TRANSACTIONAL) {
            return;
        }
        // An interrupt could close the database, or the connection; what is to end the visit waits for its end.
        scope.shield(true);
        if (Thread.currentThread().isInterrupted()) {
            throw new FlowCancelledException(visit.location(), null);
        }
        try {
            transaction = run.transaction();
        } catch (LostOwnershipException e) {
            throw e; // the run goes on when there are transactions again
        } catch (Throwable e) {
            throw Failures.of(visit, "beginning its transaction", 0, e);
        }
        scope.shield(transaction != null);
    }

    /** Returns the transaction of the last visit, to be committed with its entry; null if there is none. */
    Journal.@Nullable Transaction transaction() {
        return transaction;
    }

    /** Takes back what was done in a transaction that is not committed, if there is one. */
    void endTransaction() {
        if (transaction != null) {
            transaction.rollBack();
            transaction = null;
            scope.shield(false);
        }
    }

    /** Takes back what the visit has done in a transaction, if there is one, and what it has written. */
    void rollBack(VisitState visit) {
        if (transaction != null) {
            endTransaction();
            drop(visit);
        }
    }

    /** Drops what the visit has written. */
    private static void drop(VisitState visit) {
        visit.endWrites();
        Objects.requireNonNull(visit.recorded(), "recorded")
                .restore(visit.memory().localStore());
        visit.recordWrites(); // anew
    }

    /** Gives the visit a view of the memory that records its writes, if they are needed. */
    private void view(VisitState visit) {
        Writes recorded = visit.beginWrites();
        if (recorded != null) {
            visit.view(run.view(visit.memory(), recorded), recorded);
        }
    }

    private Completion visitWait(WaitNode<?, ?> node, WaitVisit visit) {
        if (visit.answer() != null) {
            nodeWork.answer(node, visit);
            return completion(visit, scope.endVisit());
        }
        Completion asked =
                nodeWork.ask(node, visit, run.graphOf(visit).traits(visit.index).answerWithin());
        visit.endWrites();
        scope.endVisit();
        return asked;
    }

    /** Gives a join's visit its local store. */
    static void forkForJoin(VisitState visit) {
        if (visit.frame != null && beginsJoin(visit, visit.frame)) {
            try {
                visit.use(visit.frame.owner.memory().forkForJoin(visit.memory().joined()));
            } catch (RuntimeException e) {
                throw Failures.of(visit, "copying the local store for its branch", 0, e);
            }
        }
    }

    /** Returns whether the visit is one of a join that has no local store of its own yet. */
    static boolean beginsJoin(VisitState visit, Frame frame) {
        return visit.inside == null && !visit.isGoingOn() && frame.graph.joins().contains(visit.index);
    }

    private Completion visitNode(Node<?, ?> node, VisitState visit) {
        beginTransaction(visit);
        RetryPolicy retries = run.graphOf(visit).traits(visit.index).retries();
        try {
            nodeWork.visit(node, visit, retries, transaction == null ? null : anew(visit));
        } catch (AttemptPaused e) {
            drop(visit);
            scope.endVisit();
            return e.completion;
        }
        return completion(visit, scope.endVisit());
    }

    private NodeWork.Anew anew(VisitState visit) {
        return new NodeWork.Anew() {
            @Override
            public void undo() {
                rollBack(visit);
            }

            @Override
            public void begin() {
                beginTransaction(visit);
                view(visit);
            }
        };
    }

    private static Completion enter(Flow flow, WiredFlow wired, VisitState visit) {
        try {
            Object prepared = flow.prep(visit.memory());
            visit.endWrites();
            return new Completion.Entered(wired, prepared, visit.memory().fork());
        } catch (Throwable e) {
            throw Failures.of(visit, "prep", 0, e);
        }
    }

    @SuppressWarnings("NullAway") // what a flow prepares may be null, as its type says
    private Completion leave(Flow flow, VisitState visit, Frame inside) {
        BrainyFlowException failure = Catching.failureToLeaveWith(inside);
        if (failure != null) {
            throw failure;
        }
        WriteConflicts.check(visit, inside, run.warnings);
        nodeWork.post(flow, visit, inside.prepared, inside.tree());
        return completion(visit, Branching.leaving(inside, scope.endVisit()));
    }

    private Completion completion(VisitState visit, List<Trigger> triggers) {
        visit.endWrites();
        Completion completion;
        try {
            completion = visit.frame == null
                    ? new Completion.Finished(List.copyOf(triggers))
                    : Branching.follow(visit, visit.frame, triggers);
        } catch (RuntimeException e) {
            throw Failures.of(visit, "copying the local store for its branches", scope.attempt(), e);
        }
        UnmatchedActions.reject(visit, completion, scope.attempt());
        return completion;
    }
}
