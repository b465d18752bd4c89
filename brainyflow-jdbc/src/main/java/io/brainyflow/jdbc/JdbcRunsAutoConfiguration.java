package io.brainyflow.jdbc;

import io.brainyflow.FlowRuns;
import io.brainyflow.MemoryKey;
import io.brainyflow.journal.EntryCipher;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.journal.StorableTypes;
import io.brainyflow.spring.FlowBeans;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties.Engine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ReflectionUtils;

/** Keeps the runs that are handed over to {@link FlowRuns} in the application's database. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class, before = BrainyFlowAutoConfiguration.class)
@ConditionalOnMissingBean(value = FlowRuns.class, search = SearchStrategy.CURRENT)
@Conditional(OnJdbcEngine.class)
@EnableConfigurationProperties(JdbcRunsProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class JdbcRunsAutoConfiguration {

    @Bean
    RunDatabase brainyFlowRunDatabase(BeanFactory beans, JdbcRunsProperties properties) {
        return RunDatabase.of(beans, properties);
    }

    @Bean
    RunSchemaInitializer brainyFlowRunSchemaInitializer(RunDatabase database, JdbcRunsProperties properties) {
        return new RunSchemaInitializer(database, properties.initializeSchema());
    }

    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    EntryCodec brainyFlowEntryCodec(
            BrainyFlowProperties properties,
            ObjectProvider<MemoryKey<?>> keys,
            ObjectProvider<EntryCipher> ciphers,
            BeanFactory beans) {
        List<String> types = properties.runs().types();
        if (types == null) {
            types = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        EntryCodec codec = withKeys(
                EntryCodec.of(StorableTypes.in(types, loader))
                        .withMaxValueSize(properties.runs().maxValueSize()),
                keys.orderedStream().toList());
        EntryCipher cipher = ciphers.getIfAvailable();
        return cipher == null ? codec : codec.withCipher(cipher);
    }

    private static EntryCodec withKeys(EntryCodec codec, List<MemoryKey<?>> keys) {
        try {
            return codec.withKeys(keys);
        } catch (IllegalArgumentException e) {
            throw new UnkeepableRunsException(
                    e.getMessage() + ".", "Give each bean of type MemoryKey a name of its own.", e);
        }
    }

    @Bean
    DurableFlows brainyFlowDurableFlows(
            FlowBeans flows,
            BrainyFlowProperties properties,
            EntryCodec codec,
            RunDatabase database,
            ObjectProvider<PlatformTransactionManager> transactions) {
        boolean sharesTransactions =
                transactions.stream().findAny().isEmpty() || ofApplication(database, transactions) != null;
        return new DurableFlows(flows, properties, codec, sharesTransactions);
    }

    @Bean
    @DependsOnDatabaseInitialization
    JdbcRuns brainyFlowJdbcRuns(
            RunDatabase database,
            RunSchemaInitializer made,
            DurableFlows flows,
            EntryCodec codec,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<DataSourcePoolMetadataProvider> pools,
            ObjectProvider<PlatformTransactionManager> transactions,
            JdbcRunsProperties properties,
            BrainyFlowProperties brainyflow,
            Environment environment) {
        database.prepare();
        return new JdbcRuns(
                database.source(),
                database.dialect(),
                Objects.requireNonNullElseGet(
                        ofApplication(database, transactions),
                        () -> new DataSourceTransactionManager(database.source())),
                instance(environment),
                flows,
                codec,
                new RunMeters(meters.getIfAvailable(CompositeMeterRegistry::new)),
                new RunTraces(observations.getIfAvailable(() -> ObservationRegistry.NOOP), codec),
                budget(pools, database.source()),
                properties,
                brainyflow);
    }

    /**
     * Returns the application's own manager of the data source, whose transactions runs are started in: one of JPA has the same
     * connections, and does not let another manager know. Null if there is none.
     */
    private static @Nullable PlatformTransactionManager ofApplication(
            RunDatabase database, ObjectProvider<PlatformTransactionManager> all) {
        PlatformTransactionManager own = all.getIfUnique();
        if (own != null && isOf(own, database.source())) {
            return own;
        }
        return all.stream()
                .filter(manager -> isOf(manager, database.source()))
                .findFirst()
                .orElse(null);
    }

    /** Returns whether the transactions are of that data source: a manager of JDBC or JPA says so, one of messages has none. */
    private static boolean isOf(PlatformTransactionManager manager, DataSource source) {
        Method getter = ReflectionUtils.findMethod(manager.getClass(), "getDataSource");
        return getter != null && source.equals(ReflectionUtils.invokeMethod(getter, manager));
    }

    private static ConnectionBudget budget(ObjectProvider<DataSourcePoolMetadataProvider> pools, DataSource source) {
        DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(
                        pools.orderedStream().toList())
                .getDataSourcePoolMetadata(source);
        Integer most = pool == null ? null : pool.getMax();
        return most == null ? ConnectionBudget.ofUnknownPool() : ConnectionBudget.of(most);
    }

    /** Returns a name that no other instance has, even one that is started again. */
    private static String instance(Environment environment) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return environment.getProperty("spring.application.name", "application") + " on " + host + " "
                + UUID.randomUUID().toString().substring(0, 8);
    }

    @Bean
    FlowRuns brainyFlowRuns(JdbcRuns runs, DurableFlows durable, FlowBeans flows, BrainyFlowProperties properties) {
        boolean isMixed = properties.runs().engine() == Engine.MEMORY
                || properties.flows().keySet().stream().anyMatch(durable::isInMemory);
        return isMixed
                ? new FlowRunsByEngine(
                        runs.runs(),
                        FlowRuns.inMemory(
                                name -> flows.all().get(name), properties.runs().maxEnded()),
                        durable::isInMemory)
                : runs.runs();
    }
}
