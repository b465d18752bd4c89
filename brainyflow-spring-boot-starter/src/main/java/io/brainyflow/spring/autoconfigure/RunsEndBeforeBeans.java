package io.brainyflow.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * Ends the runs before the first bean is destroyed, where the application has not started: a lifecycle is stopped only if it
 * was started, and a run may use beans that no node is known to depend on.
 */
final class RunsEndBeforeBeans implements DestructionAwareBeanPostProcessor {

    private final ConfigurableListableBeanFactory beans;

    RunsEndBeforeBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    private @Nullable FlowRuntimeLifecycle lifecycle() {
        return (FlowRuntimeLifecycle) beans.getSingleton(BrainyFlowAutoConfiguration.LIFECYCLE);
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        FlowRuntimeLifecycle lifecycle = lifecycle();
        return lifecycle == null || !lifecycle.isRunning();
    }

    /** A visit's own instance, which is no singleton, ends with the visit. */
    @Override
    public void postProcessBeforeDestruction(Object bean, String beanName) {
        FlowRuntimeLifecycle lifecycle = bean instanceof FlowRuntimeLifecycle itself ? itself : lifecycle();
        if (lifecycle != null
                && beans.containsBeanDefinition(beanName)
                && beans.getMergedBeanDefinition(beanName).isSingleton()) {
            lifecycle.endUnlessStarted();
        }
    }
}
