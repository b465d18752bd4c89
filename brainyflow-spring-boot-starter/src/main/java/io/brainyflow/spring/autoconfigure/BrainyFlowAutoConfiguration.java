package io.brainyflow.spring.autoconfigure;

import io.brainyflow.ExecInterceptor;
import io.brainyflow.FlowListener;
import io.brainyflow.FlowRuns;
import io.brainyflow.FlowRuntime;
import io.brainyflow.NodeInterceptor;
import io.brainyflow.spring.FlowBeans;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.scheduler.Schedulers;

/** Registers the flows that annotations and properties declare as beans, and sets up what they run with. */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@EnableConfigurationProperties(BrainyFlowProperties.class)
@Import(FlowBeansRegistrar.class)
@ImportRuntimeHints(BrainyFlowRuntimeHints.class)
public final class BrainyFlowAutoConfiguration {

    /** The bean that carries branches and asynchronous runs, where a user defines one. */
    static final String TASK_EXECUTOR = "brainyFlowTaskExecutor";

    static final String ASSEMBLER = "brainyFlowAssembler";

    static final String LIFECYCLE = "brainyFlowRuntimeLifecycle";

    @Bean(ASSEMBLER)
    FlowAssembler brainyFlowAssembler(ConfigurableListableBeanFactory beans, Environment environment) {
        Settings settings = new Settings(environment);
        return new FlowAssembler(beans, settings.bind(), settings);
    }

    @Bean
    static FlowConfigurer brainyFlowConfigurer(
            ObjectProvider<FlowAssembler> assembler, ConfigurableListableBeanFactory beans, Environment environment) {
        return new FlowConfigurer(
                new Settings(environment),
                SingletonSupplier.of(() -> assembler.getObject().properties()),
                SingletonSupplier.of(() -> assembler.getObject().nodes()),
                SingletonSupplier.of(
                        () -> beans.getBean(FlowRuntimeLifecycle.class).runtime()));
    }

    /** Each context has one of its own, which ends with it. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    FlowRuntime brainyFlowRuntime(
            ObjectProvider<FlowListener> listeners,
            ObjectProvider<NodeInterceptor> interceptors,
            ObjectProvider<ExecInterceptor> execInterceptors,
            @Qualifier(TASK_EXECUTOR) ObjectProvider<Executor> executor,
            ObjectProvider<TaskDecorator> decorators,
            ListableBeanFactory beans,
            Environment environment) {
        if (beans.containsBean(TASK_EXECUTOR) && !beans.isTypeMatch(TASK_EXECUTOR, Executor.class)) {
            throw new MisconfigurationException(
                    "Bean '" + TASK_EXECUTOR + "' is a " + ClassUtils.getQualifiedName(typeOf(beans, TASK_EXECUTOR))
                            + ", which is no " + Executor.class.getName() + ".",
                    "Make it an executor, or give it another name: branches and asynchronous runs are handed to the bean of"
                            + " this name.");
        }
        FlowRuntime.Builder runtime = FlowRuntime.builder();
        listeners.orderedStream().forEach(runtime::listener);
        interceptors.orderedStream().forEach(runtime::interceptor);
        execInterceptors.orderedStream().forEach(runtime::execInterceptor);
        if (!environment.getProperty("spring.threads.virtual.enabled", Boolean.class, true)) {
            runtime.platformThreads();
        }
        executor.ifAvailable(runtime::executor);
        List<TaskDecorator> all = new ArrayList<>(decorators.orderedStream().toList());
        if (ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory", null)
                && ClassUtils.isPresent("org.slf4j.MDC", null)) {
            all.addAll(ContextPropagation.decorators());
        }
        runtime.taskDecorator(new CompositeTaskDecorator(all)::decorate);
        if (ClassUtils.isPresent("reactor.core.scheduler.Schedulers", null)) {
            runtime.nonBlocking(ReactorThreads::current);
        }
        return runtime.build();
    }

    private static Class<?> typeOf(ListableBeanFactory beans, String name) {
        Class<?> type = beans.getType(name);
        return type == null ? Object.class : type;
    }

    /** Apart, since Reactor need not be there. */
    private static final class ReactorThreads {

        static boolean current() {
            return Schedulers.isInNonBlockingThread();
        }
    }

    @Bean
    @ConditionalOnBooleanProperty("brainyflow.events.enabled")
    FlowEventPublisher brainyFlowEventPublisher(ApplicationEventPublisher application) {
        return new FlowEventPublisher(application);
    }

    /** Each context has its own. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    FlowBeans brainyFlowBeans(ListableBeanFactory beans) {
        return () -> FlowAssembler.flows(beans);
    }

    /** Each context has its own, as it has its own flows. */
    @Bean
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    FlowRuns brainyFlowRuns(ListableBeanFactory beans, FlowAssembler assembler) {
        RunEngines.check(assembler.properties());
        return FlowRuns.inMemory(
                name -> FlowAssembler.flows(beans).get(name),
                assembler.properties().runs().maxEnded());
    }

    @Bean
    static NodeBeanNamer brainyFlowNodeBeanNamer(ObjectProvider<FlowAssembler> assembler) {
        return new NodeBeanNamer(() -> assembler.getObject().nodes());
    }

    @Bean
    static RunsEndBeforeBeans brainyFlowRunsEndBeforeBeans(ConfigurableListableBeanFactory beans) {
        return new RunsEndBeforeBeans(beans);
    }

    @Bean(LIFECYCLE)
    FlowRuntimeLifecycle brainyFlowRuntimeLifecycle(ListableBeanFactory beans, FlowAssembler assembler) {
        return new FlowRuntimeLifecycle(
                runtime(beans), assembler.properties().shutdown().awaitTerminationPeriod());
    }

    /** Returns the context's own runtime, whatever a parent context has. */
    private static FlowRuntime runtime(ListableBeanFactory beans) {
        String[] own = beans.getBeanNamesForType(FlowRuntime.class);
        return own.length == 1 ? beans.getBean(own[0], FlowRuntime.class) : beans.getBean(FlowRuntime.class);
    }
}
