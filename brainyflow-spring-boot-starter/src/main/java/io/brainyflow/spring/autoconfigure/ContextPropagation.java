package io.brainyflow.spring.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.util.List;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

/**
 * Carries to branches and asynchronous runs what the thread that hands them over has: everything that is registered with
 * Micrometer's context propagation (such as the observation, and Spring Security's context), and the MDC, which is not
 * registered by itself. What that thread does not have is cleared meanwhile, so that nothing of another run's shows.
 */
final class ContextPropagation {

    private ContextPropagation() {}

    static List<TaskDecorator> decorators() {
        ContextRegistry mdc = new ContextRegistry().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        return List.of(carrying(ContextRegistry.getInstance()), carrying(mdc));
    }

    private static TaskDecorator carrying(ContextRegistry registry) {
        return new ContextPropagatingTaskDecorator(ContextSnapshotFactory.builder()
                .contextRegistry(registry)
                .clearMissing(true)
                .build());
    }
}
