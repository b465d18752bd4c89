package io.brainyflow.spring.observation;

import io.brainyflow.FlowCancelledException;
import io.brainyflow.NodeException;
import io.brainyflow.NodeInterceptor;
import io.brainyflow.Step;
import io.brainyflow.Visit;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes each visit of a node and each execution of a flow. The parent of an observation is that of the flow around it,
 * on whatever thread a branch runs; that of a run is the caller's.
 */
public final class ObservationInterceptor implements NodeInterceptor {

    private static final String ATTRIBUTE = ObservationInterceptor.class.getName();

    private final ObservationRegistry registry;
    private final NodeObservationConvention nodeConvention;
    private final FlowObservationConvention flowConvention;

    /**
     * The observations of one visit, the outer one first: a flow that is a node has two.
     *
     * @param live the innermost that is not switched off, or else what was current around them
     */
    private record Observed(
            List<Observation> observations,
            List<VisitObservationContext> contexts,
            @Nullable Observation live) {}

    /** Makes an interceptor that names what it observes by the given conventions. */
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
    public void intercept(Visit visit, Step step) throws Exception {
        if (registry.isNoop()) {
            step.proceed();
            return;
        }
        boolean leaving = visit.part() == Visit.Part.LEAVE;
        Observed observed = leaving ? observed(visit) : start(visit);
        if (observed == null) {
            step.proceed();
            return;
        }
        try (Observation.Scope scope = scope(observed.live())) {
            step.proceed();
        } catch (Throwable e) {
            visit.attributes().remove(ATTRIBUTE);
            stop(observed, e);
            throw e;
        }
        if (visit.part() == Visit.Part.ENTER) {
            visit.attributes().put(ATTRIBUTE, observed);
        } else {
            stop(observed, null);
        }
    }

    private static Observation.Scope scope(@Nullable Observation live) {
        return live == null ? Observation.Scope.NOOP : live.openScope();
    }

    private Observed start(Visit visit) {
        List<Observation> observations = new ArrayList<>(2);
        List<VisitObservationContext> contexts = new ArrayList<>(2);
        Observation live = parent(visit);
        if (visit.enclosing() != null) {
            NodeObservationContext context = new NodeObservationContext(visit);
            Observation node = Observation.createNotStarted(nodeConvention, () -> context, registry);
            observations.add(start(node, live));
            contexts.add(context);
            live = node.isNoop() ? live : node;
        }
        if (visit.executes() != null) {
            FlowObservationContext context = new FlowObservationContext(visit);
            Observation flow = Observation.createNotStarted(flowConvention, () -> context, registry);
            observations.add(start(flow, live));
            contexts.add(context);
            live = flow.isNoop() ? live : flow;
        }
        return new Observed(observations, contexts, live);
    }

    private static Observation start(Observation observation, @Nullable Observation parent) {
        return (parent == null ? observation : observation.parentObservation(parent)).start();
    }

    private @Nullable Observation parent(Visit visit) {
        Visit enclosing = visit.enclosing();
        if (enclosing == null) {
            return registry.getCurrentObservation();
        }
        Observed observed = observed(enclosing);
        return observed == null ? null : observed.live();
    }

    private static @Nullable Observed observed(Visit visit) {
        return (Observed) visit.attributes().get(ATTRIBUTE);
    }

    private static void stop(Observed observed, @Nullable Throwable failure) {
        for (int i = observed.observations().size() - 1; i >= 0; i--) {
            Observation observation = observed.observations().get(i);
            if (failure instanceof FlowCancelledException) {
                observed.contexts().get(i).outcome("CANCELLED");
                observation.error(failure);
            } else if (failure != null) {
                observed.contexts().get(i).outcome("ERROR");
                observation.error(
                        failure instanceof NodeException && failure.getCause() != null ? failure.getCause() : failure);
            } else {
                observed.contexts().get(i).outcome("SUCCESS");
            }
            observation.stop();
        }
    }
}
