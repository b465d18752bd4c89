package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.observation.DefaultFlowObservationConvention;
import io.brainyflow.spring.observation.DefaultNodeObservationConvention;
import io.brainyflow.spring.observation.FlowObservationConvention;
import io.brainyflow.spring.observation.NodeObservationConvention;
import io.brainyflow.spring.observation.ObservationInterceptor;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Observes visits and flows, where there is an {@link ObservationRegistry}. */
@AutoConfiguration(after = ObservationAutoConfiguration.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class BrainyFlowObservationAutoConfiguration {

    /** Outermost, so that what a user's interceptor does is within the observation. */
    @Bean
    @ConditionalOnMissingBean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ObservationInterceptor brainyFlowObservationInterceptor(
            ObservationRegistry registry,
            ObjectProvider<NodeObservationConvention> node,
            ObjectProvider<FlowObservationConvention> flow) {
        return new ObservationInterceptor(
                registry,
                node.getIfAvailable(DefaultNodeObservationConvention::new),
                flow.getIfAvailable(DefaultFlowObservationConvention::new));
    }
}
