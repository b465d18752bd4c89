package io.brainyflow.spring.autoconfigure;

import io.brainyflow.spring.actuate.BrainyFlowEndpoint;
import io.brainyflow.spring.actuate.BrainyFlowEndpointWebExtension;
import io.brainyflow.spring.actuate.RunCounts;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Shows the flows at {@code /actuator/brainyflow}, where the endpoint is exposed. */
@AutoConfiguration(after = BrainyFlowAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(BrainyFlowEndpoint.class)
public final class BrainyFlowEndpointAutoConfiguration {

    @Bean
    RunCounts brainyFlowRunCounts() {
        return new RunCounts();
    }

    @Bean
    @ConditionalOnMissingBean
    BrainyFlowEndpoint brainyFlowEndpoint(
            ListableBeanFactory beans, ObjectProvider<FlowConfigurer> configurer, RunCounts counts) {
        FlowConfigurer settings = configurer.getIfAvailable();
        EffectiveSettings.Origins origins =
                settings == null ? (flow, node, setting, value) -> SettingLayers.CODE : settings::origin;
        return new BrainyFlowEndpoint(() -> FlowAssembler.flows(beans), new EffectiveSettings(origins), counts);
    }

    @Bean
    @ConditionalOnMissingBean
    BrainyFlowEndpointWebExtension brainyFlowEndpointWebExtension(BrainyFlowEndpoint endpoint) {
        return new BrainyFlowEndpointWebExtension(endpoint);
    }
}
