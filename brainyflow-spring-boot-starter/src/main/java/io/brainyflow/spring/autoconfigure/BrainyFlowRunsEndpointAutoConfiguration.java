package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowRuns;
import io.brainyflow.spring.actuate.BrainyFlowRunsEndpoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Shows the runs at {@code /actuator/brainyflowruns}, where the endpoint is exposed. */
@AutoConfiguration(after = BrainyFlowAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(BrainyFlowRunsEndpoint.class)
public final class BrainyFlowRunsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    BrainyFlowRunsEndpoint brainyFlowRunsEndpoint(ObjectProvider<FlowRuns> runs) {
        return new BrainyFlowRunsEndpoint(runs::getObject);
    }
}
