package io.brainyflow.jdbc;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Shows at {@code /actuator/brainyflowcompatibility}, where the endpoint is exposed, which runs cannot go on here. */
@AutoConfiguration(after = JdbcRunsAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(JdbcRuns.class)
@ConditionalOnAvailableEndpoint(CompatibilityEndpoint.class)
public final class CompatibilityEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CompatibilityEndpoint brainyFlowCompatibilityEndpoint(JdbcRuns runs) {
        return new CompatibilityEndpoint(runs.compatibility());
    }
}
