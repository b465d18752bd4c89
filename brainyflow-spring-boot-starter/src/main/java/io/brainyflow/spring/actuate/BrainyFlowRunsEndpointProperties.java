package io.brainyflow.spring.actuate;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint of runs shows.
 *
 * @param showValues Who is shown what runs ask, and the messages of their failures.
 * @param roles Roles used to determine whether a user is authorized to be shown values. When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.brainyflowruns")
public record BrainyFlowRunsEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
