package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.FlowGraph.Edge;
import io.brainyflow.FlowListener;
import io.brainyflow.FlowOptions;
import io.brainyflow.FlowRuntime;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.NodeInterceptor;
import io.brainyflow.ParallelFlow;
import io.brainyflow.RetryPolicy;
import io.brainyflow.Visit;
import io.brainyflow.VisitPart;
import io.brainyflow.spring.FlowNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;

/** How annotations and properties become flows. */
class FlowBeansTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class));

    private static List<?> visited(Flow flow, Memory memory) {
        flow.run(memory);
        return memory.get("visited", List.class);
    }

    /** A list that is not taken for a collection of beans. */
    static class Calls {
        private final List<String> all = new CopyOnWriteArrayList<>();

        void add(String call) {
            all.add(call);
        }
    }

    @Nested
    class ByAnnotation {

        @Test
        void wiresAFlowByClassAndByName() {
            runner.withUserConfiguration(Beans.Approval.class).run(context -> {
                Flow flow = context.getBean(Flow.class);

                assertThat(context).hasBean("approval");
                assertThat(flow.graph().nodes()).containsExactly("review", "pay", "archive");
                assertThat(visited(flow, Memory.empty())).isEqualTo(List.of("Review", "Pay", "Archive"));
                assertThat(visited(flow, Memory.of(Map.of("bad", true)))).isEqualTo(List.of("Review", "Archive"));
            });
        }

        @Test
        void shortensTheDefaultNameOfANestedClass() {
            runner.withUserConfiguration(Beans.Approval.class).run(context -> {
                assertThat(context).doesNotHaveBean("review").hasSingleBean(Beans.Review.class);
                assertThat(context.getBean(Flow.class).graph().start()).isEqualTo("review");
            });
        }

        @Test
        void worksOnBeanMethods() {
            runner.withUserConfiguration(Beans.OnMethods.class).run(context -> {
                Flow flow = context.getBean("methods", Flow.class);

                assertThat(flow.graph().edges()).containsExactly(new Edge("first", "default", "last"));
                assertThat(flow.graph().retryPolicy("first").maxAttempts()).isEqualTo(2);
            });
        }

        @Test
        void makesANewInstanceOfAPrototypeForEachVisit() {
            runner.withUserConfiguration(Beans.Prototype.class).run(context -> {
                Memory memory = Memory.empty();

                context.getBean(Flow.class).run(memory);

                assertThat(memory.get("visits")).isEqualTo(List.of(1, 1, 1));
            });
        }

        @Test
        void doesNothingWithoutNodes() {
            runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Flow.class));
        }
    }

    @Nested
    class ByProperties {

        @Test
        void wiresAFlowOfNodesByName() {
            runner.withUserConfiguration(Beans.Three.class)
                    .withPropertyValues(
                            "brainyflow.flows.listed.start=first",
                            "brainyflow.flows.listed.successors.first.default=second,third",
                            "brainyflow.flows.listed.successors.second.again=first")
                    .run(context -> assertThat(context.getBean("listed", Flow.class)
                                    .graph()
                                    .edges())
                            .containsExactly(
                                    new Edge("first", "default", "second"),
                                    new Edge("first", "default", "third"),
                                    new Edge("second", "again", "first")));
        }

        @Test
        void makesAParallelFlow() {
            runner.withUserConfiguration(Beans.Three.class)
                    .withPropertyValues("brainyflow.flows.wide.start=first", "brainyflow.flows.wide.type=parallel")
                    .run(context -> assertThat(context).hasSingleBean(ParallelFlow.class));
        }

        @Test
        void usesSuccessorsInsteadOfAnnotationsWhereThereAreSome() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withPropertyValues("brainyflow.flows.approval.successors.review.ok=archive")
                    .run(context -> assertThat(
                                    context.getBean(Flow.class).graph().edges())
                            .containsExactly(new Edge("review", "ok", "archive")));
        }

        @Test
        void overridesTheAnnotationsStart() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withPropertyValues("brainyflow.flows.approval.start=pay")
                    .run(context -> assertThat(
                                    context.getBean(Flow.class).graph().nodes())
                            .containsExactly("pay", "archive"));
        }

        @Test
        void nestsFlowsByName() {
            runner.withUserConfiguration(Beans.Three.class)
                    .withPropertyValues(
                            "brainyflow.flows.outer.start=first",
                            "brainyflow.flows.outer.successors.first.default=inner",
                            "brainyflow.flows.outer.successors.inner.default=third",
                            "brainyflow.flows.inner.start=second")
                    .run(context -> {
                        Flow outer = context.getBean("outer", Flow.class);

                        assertThat(outer.graph().nested("inner"))
                                .isSameAs(context.getBean("inner", Flow.class).graph());
                        assertThat(outer.run(Memory.empty())).hasToString("first{default=[inner{default=[third]}]}");
                    });
        }

        @Test
        void takesAnEnvironmentVariablesSpellingForTheSameNodeAndFlow() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withInitializer(context -> context.getEnvironment()
                            .getPropertySources()
                            .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                    "systemEnvironment",
                                    Map.of(
                                            "BRAINYFLOW_FLOWS_DEEPCHECK_MAXVISITS", "8",
                                            "BRAINYFLOW_NODES_ARCHIVE_MAXATTEMPTS", "7"))))
                    .withPropertyValues("brainyflow.flows.deepCheck.start=pay")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBeansOfType(Flow.class)).containsOnlyKeys("approval", "deepCheck");
                        assertThat(context.getBean("deepCheck", Flow.class)
                                        .graph()
                                        .options()
                                        .maxVisits())
                                .isEqualTo(8);
                        assertThat(context.getBean("approval", Flow.class)
                                        .graph()
                                        .retryPolicy("archive")
                                        .maxAttempts())
                                .isEqualTo(7);
                    });
        }
    }

    @Test
    void takesAnEnvironmentVariableOverAWiringForTheSameEdges() {
        runner.withUserConfiguration(Beans.Three.class)
                .withBean("deepNode", Beans.Plain.class)
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of("BRAINYFLOW_FLOWS_F_SUCCESSORS_DEEPNODE_NOTFOUND", "third"))))
                .withPropertyValues(
                        "brainyflow.flows.f.start=deepNode",
                        "brainyflow.flows.f.successors.deepNode.ok=first",
                        "brainyflow.flows.f.successors.deepNode.notFound=second")
                .run(context -> assertThat(
                                context.getBean("f", Flow.class).graph().edges())
                        .containsExactlyInAnyOrder(
                                new Edge("deepNode", "ok", "first"), new Edge("deepNode", "notFound", "third")));
    }

    @Nested
    class Precedence {

        @Configuration(proxyBeanMethods = false)
        static class Constructed {
            @Bean
            Node<?, ?> node() {
                return new Beans.Noting(RetryPolicy.ofAttempts(2)) {};
            }
        }

        private RetryPolicy policy(Class<?> configuration, String flow, String node, String... properties) {
            List<RetryPolicy> found = new ArrayList<>();
            runner.withUserConfiguration(configuration)
                    .withPropertyValues(properties)
                    .run(context ->
                            found.add(context.getBean(flow, Flow.class).graph().retryPolicy(node)));
            return found.get(0);
        }

        @Test
        void takesTheDefaultsWhereTheCodeSaysNothing() {
            assertThat(policy(
                            Beans.Three.class,
                            "f",
                            "first",
                            "brainyflow.flows.f.start=first",
                            "brainyflow.defaults.max-attempts=6",
                            "brainyflow.defaults.wait=7s"))
                    .isEqualTo(RetryPolicy.ofAttempts(6).withWaitTime(Duration.ofSeconds(7)));
        }

        @Test
        void takesTheConstructorOverTheDefaults() {
            assertThat(policy(
                            Constructed.class,
                            "f",
                            "node",
                            "brainyflow.flows.f.start=node",
                            "brainyflow.defaults.max-attempts=6",
                            "brainyflow.defaults.wait=7s"))
                    .isEqualTo(RetryPolicy.ofAttempts(2).withWaitTime(Duration.ofSeconds(7)));
        }

        @Test
        void takesTheAnnotationOverTheConstructor() {
            assertThat(policy(Beans.Approval.class, "approval", "archive"))
                    .isEqualTo(RetryPolicy.ofAttempts(3).withWaitTime(Duration.ofMillis(20)));
        }

        @Test
        void takesTheNodesPropertiesOverTheAnnotation() {
            assertThat(policy(Beans.Approval.class, "approval", "archive", "brainyflow.nodes.archive.max-attempts=4"))
                    .isEqualTo(RetryPolicy.ofAttempts(4).withWaitTime(Duration.ofMillis(20)));
        }

        @Test
        void takesTheNodesPropertiesInAFlowOverAll() {
            assertThat(policy(
                            Beans.Approval.class,
                            "approval",
                            "archive",
                            "archive.wait=30ms",
                            "brainyflow.nodes.archive.max-attempts=4",
                            "brainyflow.flows.approval.nodes.archive.max-attempts=5"))
                    .isEqualTo(RetryPolicy.ofAttempts(5).withWaitTime(Duration.ofMillis(30)));
        }

        @Test
        void collectsFailuresWherePropertiesSaySo() {
            runner.withUserConfiguration(Beans.Three.class)
                    .withPropertyValues(
                            "brainyflow.defaults.on-failure=collect",
                            "brainyflow.flows.f.start=first",
                            "brainyflow.flows.g.start=first",
                            "brainyflow.flows.g.on-failure=fail-fast")
                    .run(context -> assertThat(
                                    context.getBeansOfType(Flow.class).values())
                            .extracting(flow -> flow.graph().name() + " "
                                    + flow.graph().options().onFailure())
                            .containsExactlyInAnyOrder("f COLLECT", "g FAIL_FAST"));
        }

        @Test
        void takesAFlowsPropertiesOverTheDefaults() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withPropertyValues(
                            "brainyflow.defaults.max-visits=7",
                            "brainyflow.defaults.max-steps=70",
                            "brainyflow.defaults.propagate-actions=true",
                            "brainyflow.defaults.type=parallel",
                            "brainyflow.flows.approval.max-visits=8",
                            "brainyflow.flows.other.start=pay",
                            "brainyflow.flows.other.type=sequential",
                            "brainyflow.flows.other.max-steps=80",
                            "brainyflow.flows.other.propagate-actions=false")
                    .run(context -> {
                        assertThat(context.getBean("approval", Flow.class)).isInstanceOf(ParallelFlow.class);
                        assertThat(context.getBean("approval", Flow.class)
                                        .graph()
                                        .options())
                                .isEqualTo(FlowOptions.create()
                                        .withMaxVisits(8)
                                        .withMaxSteps(70)
                                        .withPropagateActions(true));
                        assertThat(context.getBean("other", Flow.class)).isNotInstanceOf(ParallelFlow.class);
                        assertThat(context.getBean("other", Flow.class).graph().options())
                                .isEqualTo(FlowOptions.create()
                                        .withMaxVisits(7)
                                        .withMaxSteps(80)
                                        .withPropagateActions(false));
                    });
        }
    }

    @Nested
    class UsersOwnFlow {

        @Configuration(proxyBeanMethods = false)
        @Import(Beans.Three.class)
        static class Own {
            @Bean
            Flow own(Beans.Plain first, Beans.Plain second) {
                return Flow.builder("own")
                        .node("first", first)
                        .node("second", second)
                        .start(first)
                        .next(first, second)
                        .options(FlowOptions.create().withMaxVisits(3))
                        .build();
            }
        }

        @Configuration(proxyBeanMethods = false)
        static class FactoryMade {
            @Bean
            FactoryBean<Flow> made() {
                return new FactoryBean<>() {
                    @Override
                    public Flow getObject() {
                        return Flow.builder("inCode")
                                .start(Node.of("only", memory -> {}))
                                .build();
                    }

                    @Override
                    public Class<?> getObjectType() {
                        return Flow.class;
                    }
                };
            }
        }

        @Test
        void isConfiguredWhenAFactoryBeanMakesIt() {
            runner.withUserConfiguration(FactoryMade.class)
                    .withPropertyValues("brainyflow.flows.made.max-steps=77", "brainyflow.defaults.max-visits=9")
                    .run(context -> {
                        Flow made = context.getBean("made", Flow.class);

                        assertThat(made.graph().name()).isEqualTo("made");
                        assertThat(made.graph().options())
                                .isEqualTo(FlowOptions.create().withMaxSteps(77).withMaxVisits(9));
                        assertThat(made.graph().retryPolicy("only").maxAttempts())
                                .isEqualTo(1);
                    });
        }

        @Test
        void isConfiguredLikeTheOthers() {
            runner.withUserConfiguration(Own.class)
                    .withPropertyValues(
                            "brainyflow.defaults.max-visits=7",
                            "brainyflow.defaults.max-steps=70",
                            "brainyflow.nodes.first.max-attempts=4",
                            "brainyflow.flows.own.nodes.second.max-attempts=5",
                            "brainyflow.flows.own.propagate-actions=true")
                    .run(context -> {
                        Flow own = context.getBean(Flow.class);

                        assertThat(own.graph().options())
                                .isEqualTo(FlowOptions.create()
                                        .withMaxVisits(3)
                                        .withMaxSteps(70)
                                        .withPropagateActions(true));
                        assertThat(own.graph().retryPolicy("first").maxAttempts())
                                .isEqualTo(4);
                        assertThat(own.graph().retryPolicy("second").maxAttempts())
                                .isEqualTo(5);
                        assertThat(own.runtime()).isSameAs(context.getBean(FlowRuntime.class));
                    });
        }

        @Configuration(proxyBeanMethods = false)
        static class ByClass {
            @Bean
            @FlowNode(maxAttempts = 7)
            Beans.Plain polite() {
                return new Beans.Plain();
            }

            @Bean
            Flow own(Beans.Plain polite) {
                return new Flow(polite);
            }
        }

        @Test
        void knowsANodeBeanByTheBeansName() {
            runner.withUserConfiguration(ByClass.class)
                    .withPropertyValues("brainyflow.nodes.polite.wait=3s")
                    .run(context -> {
                        assertThat(context.getBean(Beans.Plain.class).name()).isEqualTo("polite");
                        assertThat(context.getBean(Flow.class).name()).isEqualTo("own");
                        assertThat(context.getBean(Flow.class).graph().retryPolicy("polite"))
                                .isEqualTo(RetryPolicy.ofAttempts(7).withWaitTime(Duration.ofSeconds(3)));
                    });
            runner.withUserConfiguration(ByClass.class)
                    .withPropertyValues("brainyflow.flows.own.nodes.polite.max-attempts=8")
                    .run(context -> assertThat(context.getBean(Flow.class)
                                    .graph()
                                    .retryPolicy("polite")
                                    .maxAttempts())
                            .isEqualTo(8));
        }

        @Configuration(proxyBeanMethods = false)
        static class OtherNames {
            @Bean
            Node<?, ?> constructed() {
                return Node.route("otherwise", memory -> "default");
            }

            @Bean
            Flow own(Node<?, ?> constructed) {
                return Flow.builder("any")
                        .node("inFlow", constructed)
                        .start(constructed)
                        .build();
            }
        }

        @Test
        void findsTheSettingsOfANodeBeanThatTheFlowGivesAnotherName() {
            runner.withUserConfiguration(OtherNames.class)
                    .withPropertyValues("brainyflow.nodes.constructed.max-attempts=4")
                    .run(context -> {
                        assertThat(context.getBean("constructed", Node.class).name())
                                .isEqualTo("constructed");
                        assertThat(context.getBean(Flow.class)
                                        .graph()
                                        .retryPolicy("inFlow")
                                        .maxAttempts())
                                .isEqualTo(4);
                    });
        }

        @Configuration(proxyBeanMethods = false)
        static class Made {
            @Bean
            FactoryBean<Beans.Plain> made() {
                return new FactoryBean<>() {
                    @Override
                    public Beans.Plain getObject() {
                        return new Beans.Plain();
                    }

                    @Override
                    public Class<?> getObjectType() {
                        return Beans.Plain.class;
                    }
                };
            }

            @Bean
            Flow own(Beans.Plain made) {
                return new Flow(made);
            }
        }

        @Test
        void knowsANodeThatAFactoryBeanMakes() {
            runner.withUserConfiguration(Made.class)
                    .withPropertyValues("brainyflow.nodes.made.max-attempts=4")
                    .run(context -> assertThat(context.getBean(Flow.class)
                                    .graph()
                                    .retryPolicy("made")
                                    .maxAttempts())
                            .isEqualTo(4));
        }

        @Configuration(proxyBeanMethods = false)
        static class Twice {
            @Bean
            @Scope("prototype")
            Beans.Plain step() {
                return new Beans.Plain();
            }

            @Bean
            Flow own(ObjectProvider<Beans.Plain> steps) {
                Beans.Plain first = steps.getObject();
                return Flow.builder("own")
                        .start(first)
                        .next(first, steps.getObject())
                        .build();
            }
        }

        @Test
        void numbersTheInstancesOfAPrototype() {
            runner.withUserConfiguration(Twice.class)
                    .withPropertyValues("brainyflow.nodes.step.max-attempts=4")
                    .run(context -> {
                        FlowGraph graph = context.getBean(Flow.class).graph();
                        assertThat(graph.nodes()).containsExactly("step", "step2");
                        assertThat(graph.retryPolicy("step2").maxAttempts()).isEqualTo(4);
                    });
        }

        @FlowNode(startsFlow = "nested")
        static class Inner extends Beans.Noting {}

        @Test
        void namesTheTargetBehindAProxyAndANestedClassWithoutItsOuter() {
            runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
                    .withUserConfiguration(Proxied.class)
                    .run(context -> {
                        Node<?, ?> inner = context.getBean(Inner.class);
                        assertThat(AopUtils.isCglibProxy(inner)).isTrue();
                        assertThat(inner.name()).isEqualTo("inner");
                        assertThat(context.getBean(Flow.class).graph().nodes()).containsExactly("inner");
                    });
        }

        @Configuration(proxyBeanMethods = false)
        @Import(Inner.class)
        static class Proxied {
            @Bean
            Aspects aspects() {
                return new Aspects();
            }
        }

        @Aspect
        static class Aspects {
            @Around("execution(* io.brainyflow.Node+.exec(..))")
            Object around(ProceedingJoinPoint exec) throws Throwable {
                return exec.proceed();
            }
        }

        @Configuration(proxyBeanMethods = false)
        static class OwnRuntime {

            private final List<String> calls = new CopyOnWriteArrayList<>();

            private FlowListener listener(String name) {
                return new FlowListener() {
                    @Override
                    public void runStarted(Visit run) {
                        calls.add(name);
                    }
                };
            }

            @Bean
            FlowListener applications() {
                return listener("application");
            }

            @Bean
            Flow own() {
                return Flow.builder("own")
                        .start(Node.of("n", memory -> {}))
                        .runtime(FlowRuntime.builder().listener(listener("own")).build())
                        .build();
            }
        }

        @Test
        void keepsItsOwnRuntimeWithinTheApplications() throws InterruptedException {
            runner.withUserConfiguration(OwnRuntime.class).run(context -> {
                Flow own = context.getBean(Flow.class);

                own.run(Memory.empty());

                assertThat(context.getBean(OwnRuntime.class).calls).containsExactly("application", "own");
                FlowRuntime application = context.getBean(FlowRuntime.class);
                application.close(Duration.ZERO);
                assertThatThrownBy(() -> own.run(Memory.empty())).isInstanceOf(RejectedExecutionException.class);
            });
        }

        @Test
        void hasTheBeansName() {
            runner.withBean("mine", Flow.class, () -> new Flow(new Beans.Plain()))
                    .run(context -> assertThat(
                                    context.getBean(Flow.class).graph().name())
                            .isEqualTo("mine"));
        }

        @Test
        void canBeConfiguredUnderAnotherSpelling() {
            runner.withBean("myFlow", Flow.class, () -> new Flow(new Beans.Plain()))
                    .withPropertyValues("brainyflow.flows.my-flow.max-visits=9")
                    .run(context -> assertThat(context.getBean("myFlow", Flow.class)
                                    .graph()
                                    .options()
                                    .maxVisits())
                            .isEqualTo(9));
        }

        @Test
        void canBeAMockAndSoCanANode() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withBean("mocked", Flow.class, () -> org.mockito.Mockito.mock(Flow.class))
                    .withBean("second", Beans.Plain.class, () -> org.mockito.Mockito.mock(Beans.Plain.class))
                    .withPropertyValues("brainyflow.flows.f.start=second")
                    .run(context -> assertThat(context.getBean("f", Flow.class).run(Memory.empty()))
                            .hasToString("second"));
        }

        @Test
        void canBeANodeOfADeclaredFlow() {
            runner.withUserConfiguration(Own.class)
                    .withPropertyValues(
                            "brainyflow.flows.outer.start=own", "brainyflow.flows.outer.successors.own.default=third")
                    .run(context -> assertThat(
                                    context.getBean("outer", Flow.class).graph().nested("own"))
                            .isNotNull());
        }
    }

    @Nested
    class Runtime {

        private final Calls heard = new Calls();

        private NodeInterceptor interceptor(String name) {
            return (visit, step) -> {
                if (visit.part() == VisitPart.WHOLE) {
                    heard.add(name + " " + visit.node());
                }
                step.proceed();
            };
        }

        @Test
        void appliesListenersAndInterceptorsToEveryFlowInOrder() {
            runner.withUserConfiguration(Ordered.class, Beans.Approval.class)
                    .withBean(Calls.class, () -> heard)
                    .run(context -> {
                        context.getBean(Flow.class).run(Memory.of(Map.of("bad", 1)));

                        assertThat(heard.all)
                                .containsExactly(
                                        "listener 1",
                                        "listener 2",
                                        "interceptor 1",
                                        "interceptor 2",
                                        "listener 1",
                                        "listener 2",
                                        "interceptor 1",
                                        "interceptor 2");
                    });
        }

        @Configuration(proxyBeanMethods = false)
        static class Ordered {
            private static FlowListener listener(Calls heard, String name) {
                return new FlowListener() {
                    @Override
                    public void visitStarted(Visit visit) {
                        heard.add(name);
                    }
                };
            }

            private static NodeInterceptor interceptor(Calls heard, String name) {
                return (visit, step) -> {
                    if (visit.part() == VisitPart.WHOLE) {
                        heard.add(name);
                    }
                    step.proceed();
                };
            }

            @Bean
            @Order(2)
            FlowListener listenerB(Calls heard) {
                return listener(heard, "listener 2");
            }

            @Bean
            @Order(1)
            FlowListener listenerA(Calls heard) {
                return listener(heard, "listener 1");
            }

            @Bean
            @Order(2)
            NodeInterceptor interceptorB(Calls heard) {
                return interceptor(heard, "interceptor 2");
            }

            @Bean
            @Order(1)
            NodeInterceptor interceptorA(Calls heard) {
                return interceptor(heard, "interceptor 1");
            }
        }

        @Test
        void backsOffFromAUsersRuntime() {
            FlowRuntime own =
                    FlowRuntime.builder().interceptor(interceptor("own")).build();

            runner.withUserConfiguration(Beans.Approval.class)
                    .withBean(FlowRuntime.class, () -> own)
                    .run(context ->
                            assertThat(context.getBean(Flow.class).runtime()).isSameAs(own));
        }

        @Test
        void carriesAsynchronousRunsOnTheUsersExecutor() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withBean("brainyFlowTaskExecutor", Executor.class, () -> task -> {
                        heard.add("carried");
                        task.run();
                    })
                    .run(context -> {
                        context.getBean(Flow.class).runAsync(Memory.empty()).await();

                        assertThat(heard.all).containsExactly("carried");
                    });
        }

        @Test
        void usesPlatformThreadsWhereVirtualOnesAreSwitchedOff() {
            runner.withUserConfiguration(Beans.Approval.class)
                    .withPropertyValues("spring.threads.virtual.enabled=false")
                    .withBean(NodeInterceptor.class, () -> (visit, step) -> {
                        heard.add(Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
                        step.proceed();
                    })
                    .run(context -> {
                        context.getBean(Flow.class).runAsync(Memory.empty()).await();

                        assertThat(heard.all).isNotEmpty().containsOnly("brainyflow-N");
                    });
        }

        @Test
        void startsWithoutActuator() {
            runner.withClassLoader(new FilteredClassLoader(Endpoint.class))
                    .withConfiguration(AutoConfigurations.of(
                            BrainyFlowEndpointAutoConfiguration.class, BrainyFlowObservationAutoConfiguration.class))
                    .withUserConfiguration(Beans.Approval.class)
                    .run(context -> assertThat(visited(context.getBean(Flow.class), Memory.empty()))
                            .isEqualTo(List.of("Review", "Pay", "Archive")));
        }
    }

    @Nested
    class Proxied {

        @Aspect
        static class Counting {
            private final Calls calls;

            Counting(Calls calls) {
                this.calls = calls;
            }

            @Around("execution(* exec(..)) && target(io.brainyflow.Node)")
            Object count(ProceedingJoinPoint call) throws Throwable {
                calls.add("exec");
                return call.proceed();
            }
        }

        static class Flaky extends Node<Object, Object> {
            private final List<Integer> retries = new ArrayList<>();

            Flaky() {
                super(RetryPolicy.ofAttempts(3));
            }

            @Override
            public Object exec(Object prepared) {
                retries.add(curRetry());
                if (curRetry() < 2) {
                    throw new IllegalStateException();
                }
                return "ok";
            }

            @Override
            public void post(Memory memory, Object prepared, Object result) {
                memory.put("retries", List.copyOf(retries));
                trigger("done", Map.of("result", result));
            }
        }

        static class Done extends Node<Object, Object> {
            @Override
            public void post(Memory memory, Object prepared, Object result) {
                memory.put("result", memory.get("result"));
            }
        }

        @Configuration(proxyBeanMethods = false)
        static class Aspects {
            @Bean
            static Counting counting(Calls calls) {
                return new Counting(calls);
            }

            @Bean
            Flaky flaky() {
                return new Flaky();
            }

            @Bean
            Done done() {
                return new Done();
            }
        }

        @Test
        void appliesAnAspectToEveryAttempt() {
            Calls calls = new Calls();
            runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
                    .withBean(Calls.class, () -> calls)
                    .withUserConfiguration(Aspects.class)
                    .withPropertyValues(
                            "brainyflow.flows.f.start=flaky", "brainyflow.flows.f.successors.flaky.done=done")
                    .run(context -> {
                        assertThat(context.getBean("flaky").getClass().getName())
                                .contains("CGLIB");
                        Memory memory = Memory.empty();

                        context.getBean(Flow.class).run(memory);

                        assertThat(calls.all).hasSize(4);
                        assertThat(memory.get("retries")).isEqualTo(List.of(0, 1, 2));
                        assertThat(memory.get("result")).isEqualTo("ok");
                    });
        }
    }
}
