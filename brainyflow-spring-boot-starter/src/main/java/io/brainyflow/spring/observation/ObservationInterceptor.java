package io.brainyflow.spring.observation;

import io.brainyflow.FlowCancelledException;
import io.brainyflow.FlowListener;
import io.brainyflow.Invocation;
import io.brainyflow.NodeException;
import io.brainyflow.NodeInterceptor;
import io.brainyflow.Visit;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Observes each visit of a node and each execution of a flow; of a wait, its asking and its going on, and not the time between. The
 * parent of an observation is that of the flow around it, on whatever thread a branch runs; that of a run is the caller's. A flow of a
 * run that goes on later, or elsewhere, is observed once for each stretch of that.
 */
public final class ObservationInterceptor implements NodeInterceptor, FlowListener {

    private static final String ATTRIBUTE = ObservationInterceptor.class.getName();
    private static final String ENTERED = ATTRIBUTE + ".entered";

    private final ObservationRegistry registry;
    private final NodeObservationConvention nodeConvention;
    private final FlowObservationConvention flowConvention;

    /** One observation that was started, and its context. */
    private record Started(Observation observation, VisitObservationContext context) {

        void stop(@Nullable Throwable failure) {
            if (failure instanceof FlowCancelledException) {
                context.outcome("CANCELLED");
                observation.error(failure);
            } else if (failure != null) {
                context.outcome("ERROR");
                observation.error(
                        failure instanceof NodeException && failure.getCause() != null ? failure.getCause() : failure);
            } else {
                boolean fallback = context instanceof NodeObservationContext node && node.hasFallback();
                context.outcome(fallback ? "FALLBACK" : "SUCCESS");
            }
            observation.stop();
        }

        void endAs(String outcome) {
            context.outcome(outcome);
            observation.stop();
        }
    }

    /**
     * What observes a flow from its entering to its leaving.
     *
     * @param node the observation of the node that the flow is, unless it is the root
     * @param live the innermost that is not switched off, or else what was current around them
     */
    private record ObservedFlow(
            @Nullable Started node, Started flow, @Nullable Observation live) {

        void stop(@Nullable Throwable failure) {
            flow.stop(failure);
            if (node != null) {
                node.stop(failure);
            }
        }

        void suspend() {
            flow.endAs("SUSPENDED");
            if (node != null) {
                node.endAs("SUSPENDED");
            }
        }
    }

    /** Creates an interceptor that names its observations by the given conventions. */
    public ObservationInterceptor(
            ObservationRegistry registry,
            NodeObservationConvention nodeConvention,
            FlowObservationConvention flowConvention) {
        this.registry = registry;
        this.nodeConvention = nodeConvention;
        this.flowConvention = flowConvention;
    }

    /** Starts what is to be observed before the step, and stops it after the visit's last step. */
    @Override
    public void intercept(Visit visit, Invocation step) throws Exception {
        if (registry.isNoop()) {
            step.proceed();
            return;
        }
        switch (visit.part()) {
            case WHOLE, ASK, ANSWER -> visitNode(visit, step);
            case ENTER, RESUME -> enter(visit, step);
            case LEAVE -> leave(visit, step);
        }
    }

    private void visitNode(Visit visit, Invocation step) throws Exception {
        Observation around = parent(visit);
        Started node = startNode(visit, around);
        try (Observation.Scope scope = scope(innermost(node, around))) {
            step.proceed();
        } catch (Throwable e) {
            node.stop(e);
            throw e;
        }
        node.stop(null);
    }

    private void enter(Visit visit, Invocation step) throws Exception {
        Observation around = parent(visit);
        Started node = visit.enclosing() == null ? null : startNode(visit, around);
        Observation live = node == null ? around : innermost(node, around);
        FlowObservationContext context = new FlowObservationContext(visit);
        Started flow = start(Observation.createNotStarted(flowConvention, () -> context, registry), context, live);
        ObservedFlow observed = new ObservedFlow(node, flow, innermost(flow, live));
        try (Observation.Scope scope = scope(observed.live())) {
            step.proceed();
        } catch (Throwable e) {
            observed.stop(e);
            throw e;
        }
        visit.attributes().put(ATTRIBUTE, observed);
        entered(visit).add(visit);
    }

    /** Returns the visits of flows of the run that have been entered and not left, outer ones before inner ones. */
    @SuppressWarnings("unchecked")
    private static Queue<Visit> entered(Visit visit) {
        Visit root = visit;
        for (Visit around = visit.enclosing(); around != null; around = around.enclosing()) {
            root = around;
        }
        return (Queue<Visit>) root.attributes().computeIfAbsent(ENTERED, key -> new ConcurrentLinkedDeque<>());
    }

    /** Stops what is observed of a run that goes on later, or elsewhere, where it is observed anew. */
    @Override
    public void runHandedOver(Visit run) {
        Deque<Visit> innerFirst = new ArrayDeque<>();
        entered(run).forEach(innerFirst::push);
        for (Visit visit : innerFirst) {
            ObservedFlow observed = (ObservedFlow) visit.attributes().remove(ATTRIBUTE);
            if (observed != null) {
                observed.suspend();
            }
        }
    }

    private void leave(Visit visit, Invocation step) throws Exception {
        ObservedFlow observed = observed(visit);
        if (observed == null) {
            step.proceed();
            return;
        }
        entered(visit).remove(visit);
        try (Observation.Scope scope = scope(observed.live())) {
            step.proceed();
        } catch (Throwable e) {
            visit.attributes().remove(ATTRIBUTE);
            observed.stop(e);
            throw e;
        }
        observed.stop(null);
    }

    private static Observation.Scope scope(@Nullable Observation live) {
        return live == null ? Observation.Scope.NOOP : live.openScope();
    }

    private Started startNode(Visit visit, @Nullable Observation parent) {
        NodeObservationContext context = new NodeObservationContext(visit);
        return start(Observation.createNotStarted(nodeConvention, () -> context, registry), context, parent);
    }

    /**
     * Starts an observation within the scope of its parent: a tracer takes the span that is current on the thread for the
     * parent where it differs from the parent observation's, as it does in a request, or on a branch's thread.
     */
    private static Started start(
            Observation observation, VisitObservationContext context, @Nullable Observation parent) {
        try (Observation.Scope scope = scope(parent)) {
            return new Started((parent == null ? observation : observation.parentObservation(parent)).start(), context);
        }
    }

    /** Notes a retried attempt as an event of the visit's observation, such as its span. */
    @Override
    public void attemptFailed(Visit visit, int attempt, Exception failure, boolean retrying) {
        if (retrying && find(visit) instanceof Observation observation) {
            observation.event(
                    Observation.Event.of("attempt.failed", failure.getClass().getName() + " in attempt " + attempt));
        }
    }

    /** Notes that the visit's result is its fallback's. */
    @Override
    public void fallbackAnswered(Visit visit, Exception failure) {
        ObservationView found = find(visit);
        if (found != null && found.getContextView() instanceof NodeObservationContext context) {
            context.noteFallback();
        }
    }

    /**
     * Returns the observation of the visit on whose thread this is called, or null if it is not observed. Interceptors further
     * in may have observations of their own within it.
     */
    private @Nullable ObservationView find(Visit visit) {
        ObservationView at = registry.isNoop() ? null : registry.getCurrentObservation();
        while (at != null
                && !(at.getContextView() instanceof NodeObservationContext context
                        && context.visit().equals(visit))) {
            at = at.getContextView().getParentObservation();
        }
        return at;
    }

    private static @Nullable Observation innermost(Started started, @Nullable Observation around) {
        return started.observation().isNoop() ? around : started.observation();
    }

    private @Nullable Observation parent(Visit visit) {
        Visit enclosing = visit.enclosing();
        if (enclosing == null) {
            return registry.getCurrentObservation();
        }
        ObservedFlow observed = observed(enclosing);
        return observed == null ? null : observed.live();
    }

    private static @Nullable ObservedFlow observed(Visit visit) {
        return (ObservedFlow) visit.attributes().get(ATTRIBUTE);
    }
}
