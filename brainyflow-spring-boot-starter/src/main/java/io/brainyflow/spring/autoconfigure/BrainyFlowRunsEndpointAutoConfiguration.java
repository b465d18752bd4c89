package io.brainyflow.spring.autoconfigure;

import io.brainyflow.FlowRuns;
import io.brainyflow.spring.actuate.BrainyFlowRunsEndpoint;
import io.brainyflow.spring.actuate.BrainyFlowRunsEndpointProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Shows the runs at {@code /actuator/brainyflowruns}, where the endpoint is exposed. */
@AutoConfiguration(
        after = BrainyFlowAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(BrainyFlowRunsEndpoint.class)
@EnableConfigurationProperties(BrainyFlowRunsEndpointProperties.class)
public final class BrainyFlowRunsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    BrainyFlowRunsEndpoint brainyFlowRunsEndpoint(
            ObjectProvider<FlowRuns> runs,
            ObjectProvider<BrainyFlowRunsEndpoint.AnswerReader> answers,
            BrainyFlowRunsEndpointProperties properties) {
        BrainyFlowRunsEndpoint.AnswerReader reader = answers.getIfUnique(() -> (json, type) -> {
            throw new IllegalStateException("there is no JsonMapper");
        });
        return new BrainyFlowRunsEndpoint(runs::getObject, reader, properties.showValues(), properties.roles());
    }

    /** Reads answers by the application's own mapper of JSON. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {

        @Bean
        @ConditionalOnSingleCandidate(JsonMapper.class)
        BrainyFlowRunsEndpoint.AnswerReader brainyFlowAnswerReader(JsonMapper mapper) {
            return mapper::readValue;
        }
    }
}
