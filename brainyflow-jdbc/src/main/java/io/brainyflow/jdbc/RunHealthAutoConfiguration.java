package io.brainyflow.jdbc;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Shows in the health endpoint, as {@code brainyFlowRuns}, whether runs can go on. */
@AutoConfiguration(after = JdbcRunsAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(JdbcRuns.class)
@ConditionalOnEnabledHealthIndicator("brainyflow-runs")
public final class RunHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "brainyFlowRunsHealthIndicator")
    HealthIndicator brainyFlowRunsHealthIndicator(RunDatabase database, JdbcRuns runs) {
        return new RunHealthIndicator(new JdbcTemplate(database.source()), runs.clock(), runs.compatibility());
    }
}
