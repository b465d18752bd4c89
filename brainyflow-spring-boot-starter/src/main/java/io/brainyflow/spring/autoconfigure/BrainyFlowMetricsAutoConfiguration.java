package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.observation.RetryCounters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Counts retries and fallbacks, where there is a {@link MeterRegistry}. */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = BrainyFlowAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class BrainyFlowMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RetryCounters brainyFlowRetryCounters(MeterRegistry registry) {
        return new RetryCounters(registry);
    }

    /** The flows are known when all beans are made. */
    @Bean
    SmartInitializingSingleton brainyFlowRetryCountersRegistrar(ListableBeanFactory beans, RetryCounters counters) {
        return () -> FlowAssembler.flows(beans).values().forEach(flow -> counters.register(flow.graph()));
    }
}
