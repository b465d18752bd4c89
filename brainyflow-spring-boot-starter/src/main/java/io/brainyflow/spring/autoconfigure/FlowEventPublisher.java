package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowListener;
import io.brainyflow.Visit;
import io.brainyflow.spring.FlowEvent;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes what happens in runs as application events. */
final class FlowEventPublisher implements FlowListener {

    private final ApplicationEventPublisher application;

    FlowEventPublisher(ApplicationEventPublisher application) {
        this.application = application;
    }

    @Override
    public void runStarted(Visit run) {
        application.publishEvent(new FlowEvent.RunStarted(run.runId(), run.flow()));
    }

    @Override
    public void runEnded(Visit run, @Nullable Throwable failure) {
        application.publishEvent(new FlowEvent.RunEnded(run.runId(), run.flow(), failure));
    }

    @Override
    public void runSuspended(Visit run) {
        application.publishEvent(new FlowEvent.RunSuspended(run.runId(), run.flow()));
    }

    @Override
    public void runResumed(Visit run) {
        application.publishEvent(new FlowEvent.RunResumed(run.runId(), run.flow()));
    }

    @Override
    public void visitStarted(Visit visit) {
        application.publishEvent(new FlowEvent.VisitStarted(visit.runId(), visit.flow(), visit.node(), visit.number()));
    }

    @Override
    public void visitCompleted(Visit visit) {
        ended(visit, null);
    }

    @Override
    public void visitFailed(Visit visit, Throwable failure) {
        ended(visit, failure);
    }

    private void ended(Visit visit, @Nullable Throwable failure) {
        application.publishEvent(
                new FlowEvent.VisitEnded(visit.runId(), visit.flow(), visit.node(), visit.number(), failure));
    }

    @Override
    public void emitted(Visit visit, Object event) {
        application.publishEvent(
                new FlowEvent.Emitted(visit.runId(), visit.flow(), visit.node(), visit.number(), event));
    }
}
