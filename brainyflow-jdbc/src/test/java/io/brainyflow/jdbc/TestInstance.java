package io.brainyflow.jdbc;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** An instance of an application that has some flows as beans. */
final class TestInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        BrainyFlowAutoConfiguration.class,
        JdbcRunsAutoConfiguration.class
    })
    static class Application {}

    private TestInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static TestInstance on(String url, Map<String, Flow> flows, String... properties) {
        return over(source -> source, url, flows, properties);
    }

    /** Returns an instance that has something between it and its database. */
    static TestInstance over(
            UnaryOperator<DataSource> between, String url, Map<String, Flow> flows, String... properties) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off", "logging.level.root=WARN", "spring.datasource.url=" + url)
                .properties("brainyflow.runs.types=io.brainyflow.journal,io.brainyflow.jdbc")
                .properties(properties)
                .initializers(context -> {
                    GenericApplicationContext made = (GenericApplicationContext) context;
                    flows.forEach((name, flow) -> made.registerBean(name, Flow.class, () -> flow));
                    made.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                        @Override
                        public Object postProcessAfterInitialization(Object bean, String name) {
                            return bean instanceof DataSource source ? between.apply(source) : bean;
                        }
                    });
                });
        return new TestInstance(builder.run());
    }

    FlowRuns runs() {
        return context.getBean(FlowRuns.class);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    void dropTables() {
        org.springframework.jdbc.core.JdbcTemplate jdbc =
                new org.springframework.jdbc.core.JdbcTemplate(context.getBean(DataSource.class));
        context.stop();
        for (String table : List.of("schema", "run", "entry", "wait", "request", "task")) {
            jdbc.execute("drop table brainyflow_" + table);
        }
    }

    /** Waits until no visit begins any more. */
    void awaitStopping() {
        JdbcRuns runs = context.getBean(JdbcRuns.class);
        while (runs.isRunning()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
