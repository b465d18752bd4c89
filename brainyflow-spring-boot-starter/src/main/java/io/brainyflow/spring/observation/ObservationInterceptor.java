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

    /** The observations of one visit, the outer one first: a flow that is a node has two. */
    private record Observed(List<Observation> observations, List<VisitObservationContext> contexts) {

        Observation innermost() {
            return observations.get(observations.size() - 1);
        }
    }

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
        Observed observed = (Observed)
                (visit.part() == Visit.Part.LEAVE ? visit.attributes().get(ATTRIBUTE) : null);
        if (observed == null) {
            observed = start(visit);
        }
        boolean entering = visit.part() == Visit.Part.ENTER;
        try (Observation.Scope scope = observed.innermost().openScope()) {
            step.proceed();
        } catch (Throwable e) {
            stop(observed, e);
            throw e;
        }
        if (!entering) {
            stop(observed, null);
        }
    }

    private Observed start(Visit visit) {
        Observed observed = new Observed(new ArrayList<>(2), new ArrayList<>(2));
        Observation parent = parent(visit);
        if (visit.enclosing() != null) {
            NodeObservationContext context = new NodeObservationContext(visit);
            Observation node = Observation.createNotStarted(nodeConvention, () -> context, registry);
            add(observed, start(node, parent), context);
            parent = node;
        }
        if (visit.executes() != null) {
            FlowObservationContext context = new FlowObservationContext(visit);
            Observation flow = Observation.createNotStarted(flowConvention, () -> context, registry);
            add(observed, start(flow, parent), context);
            visit.attributes().put(ATTRIBUTE, observed);
        }
        return observed;
    }

    private static void add(Observed observed, Observation observation, VisitObservationContext context) {
        observed.observations().add(observation);
        observed.contexts().add(context);
    }

    private static Observation start(Observation observation, @Nullable Observation parent) {
        return (parent == null ? observation : observation.parentObservation(parent)).start();
    }

    private static @Nullable Observation parent(Visit visit) {
        Visit enclosing = visit.enclosing();
        Observed observed =
                enclosing == null ? null : (Observed) enclosing.attributes().get(ATTRIBUTE);
        return observed == null ? null : observed.innermost();
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
