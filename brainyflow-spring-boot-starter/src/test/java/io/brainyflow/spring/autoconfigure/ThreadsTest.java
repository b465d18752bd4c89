package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What branches and asynchronous runs have of the thread that runs the flow, on whatever threads they are. */
@Timeout(60)
class ThreadsTest {

    private static final int BRANCHES = 4;
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    /** Whether nodes leave something behind on their threads. */
    private static volatile boolean leaking;

    static {
        ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
    }

    private final ObservationRegistry registry = ObservationRegistry.create();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
            .withUserConfiguration(Fan.class)
            .withBean(ObservationRegistry.class, () -> registry)
            .withPropertyValues(
                    "brainyflow.flows.fan.type=parallel",
                    "brainyflow.flows.fan.start=split",
                    "brainyflow.flows.fan.successors.split.item=look");

    /** Each branch notes what it sees; all are there at once, so each has a thread of its own. */
    @Configuration(proxyBeanMethods = false)
    static class Fan {

        private final CyclicBarrier allThere = new CyclicBarrier(BRANCHES);

        @Bean
        Node<?, ?> split() {
            return new Node<Object, Object>() {
                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    for (int i = 0; i < BRANCHES; i++) {
                        trigger("item");
                    }
                }
            };
        }

        @Bean
        Node<?, ?> look(ObservationRegistry registry) {
            return new Node<Object, String>() {
                @Override
                public String exec(Object prepared) throws Exception {
                    allThere.await(30, TimeUnit.SECONDS);
                    var authentication = SecurityContextHolder.getContext().getAuthentication();
                    Observation observation = registry.getCurrentObservation();
                    String seen = MDC.get("request") + " "
                            + (authentication == null ? null : authentication.getName()) + " "
                            + TENANT.get() + " "
                            + (observation == null
                                    ? null
                                    : observation.getContext().getName());
                    seen += MDC.get("leaked") == null ? "" : " leaked";
                    if (leaking) {
                        MDC.put("leaked", "by a node");
                        SecurityContextHolder.setContext(
                                new SecurityContextImpl(new TestingAuthenticationToken("leaked", "by a node")));
                        TENANT.set("leaked");
                    }
                    return seen;
                }

                @Override
                public void post(Memory memory, Object prepared, String seen) {
                    memory.append("seen", seen);
                    memory.append(
                            "threads",
                            Thread.currentThread().getClass().getSimpleName().equals("VirtualThread")
                                    ? "virtual"
                                    : Thread.currentThread().getName().replaceAll("[0-9]*$", ""));
                }
            };
        }
    }

    @AfterEach
    void clear() {
        leaking = false;
        MDC.clear();
        SecurityContextHolder.clearContext();
        TENANT.remove();
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Memory memory, String key) {
        return memory.get(key, List.class);
    }

    private static List<String> seen(ApplicationContext context, boolean async) throws InterruptedException {
        Memory memory = Memory.empty();
        Flow fan = context.getBean(Flow.class);
        if (async) {
            fan.runAsync(memory).await();
        } else {
            fan.run(memory);
        }
        assertThat(strings(memory, "threads")).hasSize(BRANCHES);
        return strings(memory, "seen");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void haveWhatTheCallerHas(boolean virtual) {
        runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run(context -> {
            registry.observationConfig().observationHandler(supported -> true);
            for (boolean async : new boolean[] {false, true}) {
                for (String user : new String[] {"ada", "bob"}) {
                    MDC.put("request", "request of " + user);
                    SecurityContextHolder.getContext()
                            .setAuthentication(new TestingAuthenticationToken(user, "secret"));
                    TENANT.set("tenant of " + user);
                    Observation.createNotStarted("call of " + user, registry)
                            .observeChecked(() -> assertThat(seen(context, async))
                                    .hasSize(BRANCHES)
                                    .containsOnly("request of " + user + " " + user + " tenant of " + user + " call of "
                                            + user));
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void haveNothingOfWhatAnotherRunLeftBehind(boolean virtual) {
        runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run(context -> {
            leaking = true;
            for (int i = 0; i < 5; i++) {
                seen(context, true);
            }
            leaking = false;

            for (int i = 0; i < 20; i++) {
                assertThat(seen(context, true)).containsOnly("null null null null");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areOnVirtualThreadsWhereTheJvmHasThemUnlessSwitchedOff(boolean virtual) {
        runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run(context -> {
            Memory memory = Memory.empty();

            context.getBean(Flow.class).runAsync(memory).await();

            boolean expected = virtual && Runtime.version().feature() >= 21;
            assertThat(strings(memory, "threads")).containsOnly(expected ? "virtual" : "brainyflow-");
        });
    }

    @Test
    void areOnVirtualThreadsWithoutAnyProperty() {
        runner.run(context -> {
            Memory memory = Memory.empty();

            context.getBean(Flow.class).runAsync(memory).await();

            assertThat(strings(memory, "threads"))
                    .containsOnly(Runtime.version().feature() >= 21 ? "virtual" : "brainyflow-");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Pool {
        @Bean(destroyMethod = "shutdownNow")
        ExecutorService brainyFlowTaskExecutor() {
            return Executors.newFixedThreadPool(BRANCHES + 1, task -> new Thread(task, "mine"));
        }

        @Bean
        Executor another() {
            return task -> {
                throw new AssertionError("not for branches");
            };
        }
    }

    @Test
    void areOnTheUsersExecutorWhereThereIsOneAndHaveWhatTheCallerHasThere() {
        runner.withUserConfiguration(Pool.class).run(context -> {
            MDC.put("request", "7");
            Memory memory = Memory.empty();

            context.getBean(Flow.class).runAsync(memory).await();

            assertThat(strings(memory, "threads")).containsOnly("mine");
            assertThat(strings(memory, "seen")).containsOnly("7 null null null");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class PoolForFlowsOnly {
        @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
        ExecutorService brainyFlowTaskExecutor() {
            return Executors.newFixedThreadPool(BRANCHES + 1, task -> new Thread(task, "mine"));
        }
    }

    @Test
    void canHaveAnExecutorOfTheirOwnBesideBoots() {
        runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .withUserConfiguration(PoolForFlowsOnly.class)
                .run(context -> {
                    Memory memory = Memory.empty();

                    context.getBean(Flow.class).runAsync(memory).await();

                    assertThat(strings(memory, "threads")).containsOnly("mine");
                    assertThat(context).hasBean("applicationTaskExecutor");
                });
    }

    @Test
    void areDecoratedByAllTaskDecorators() {
        AtomicInteger counted = new AtomicInteger();
        TaskDecorator counting = task -> {
            counted.incrementAndGet();
            return task;
        };
        TaskDecorator tenant = task -> () -> {
            TENANT.set("decorated");
            try {
                task.run();
            } finally {
                TENANT.remove();
            }
        };
        runner.withBean("counting", TaskDecorator.class, () -> counting)
                .withBean("tenant", TaskDecorator.class, () -> tenant)
                .run(context -> {
                    assertThat(seen(context, true)).containsOnly("null null decorated null");
                    assertThat(counted).hasValueGreaterThanOrEqualTo(BRANCHES);
                });
    }

    @Test
    void areThereWithoutContextPropagationToo() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.context")).run(context -> {
            MDC.put("request", "1");

            assertThat(seen(context, false)).hasSize(BRANCHES);
        });
    }

    @Test
    void haveTheMaxConcurrencyThatPropertiesSet() {
        runner.withPropertyValues("brainyflow.flows.fan.max-concurrency=2")
                .run(context -> assertThat(
                                context.getBean(Flow.class).graph().options().maxConcurrency())
                        .hasValue(2));
        runner.withPropertyValues("brainyflow.defaults.max-concurrency=7")
                .run(context -> assertThat(
                                context.getBean(Flow.class).graph().options().maxConcurrency())
                        .hasValue(7));
    }

    @Test
    void mustNotBeBlockedWhereTheyAreReactors() {
        runner.run(context -> {
            Flow fan = context.getBean(Flow.class);

            Throwable thrown = Mono.fromCallable(() -> fan.run(Memory.empty()))
                    .subscribeOn(Schedulers.parallel())
                    .<Throwable>map(tree -> new AssertionError("ran"))
                    .onErrorResume(Mono::just)
                    .block();

            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "Flow 'fan' was run on thread 'parallel-\\d+', which must not block; use runAsync and"
                                    + " the stage of its result");
        });
    }

    @Test
    void mayBeBlockedWhereReactorIsNotThere() {
        runner.withClassLoader(new FilteredClassLoader("reactor.core"))
                .run(context -> assertThat(
                                context.getBean(Flow.class).run(Memory.empty()).size())
                        .isEqualTo(BRANCHES + 1));
    }
}
