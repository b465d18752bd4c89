package io.brainyflow.benchmarks;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.jdbc.JdbcRunsAutoConfiguration;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application whose runs are in the database that the environment variable {@code BRAINYFLOW_JDBC_URL} leads to. */
record DatabaseInstance(ConfigurableApplicationContext context) implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        BrainyFlowAutoConfiguration.class,
        JdbcRunsAutoConfiguration.class
    })
    static class Application {}

    static DatabaseInstance start(Map<String, Flow> flows, String... properties) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off", "logging.level.root=WARN", "spring.datasource.url=" + url())
                .properties(properties)
                .initializers(context -> flows.forEach((name, flow) ->
                        ((GenericApplicationContext) context).registerBean(name, Flow.class, () -> flow)));
        return new DatabaseInstance(builder.run());
    }

    static String url() {
        String url = System.getenv("BRAINYFLOW_JDBC_URL");
        if (url == null) {
            throw new IllegalStateException(
                    "Set BRAINYFLOW_JDBC_URL to the URL of a PostgreSQL or H2 database to measure in");
        }
        return url;
    }

    FlowRuns runs() {
        return context.getBean(FlowRuns.class);
    }

    JdbcTemplate jdbc() {
        return new JdbcTemplate(context.getBean(DataSource.class));
    }

    @Override
    public void close() {
        context.close();
    }
}
