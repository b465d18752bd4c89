package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brainyflow.Flow;
import io.brainyflow.FlowRuntime;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.NodeException;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

/** Nodes and flows in contexts that are set up in less common ways. */
class ContextsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class));

    @Nested
    class WithLazyInitialisation {

        private final ApplicationContextRunner lazy = runner.withInitializer(
                context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));

        @Test
        void runsAFlow() {
            lazy.withUserConfiguration(Beans.Approval.class)
                    .run(context -> assertThat(context.getBean(Flow.class)
                                    .run(Memory.empty())
                                    .size())
                            .isEqualTo(3));
        }

        @Test
        void findsAWrongWiringAtStartUpNevertheless() {
            lazy.withUserConfiguration(Beans.Three.class)
                    .withPropertyValues("brainyflow.flows.f.start=frist")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining("names the node 'frist', which does not exist"));
        }
    }

    /** A node with a field of its own, which the steps of one visit share. */
    static class Stateful extends Node<Object, Object> {

        static final List<String> DESTROYED = new ArrayList<>();
        static final AtomicInteger MADE = new AtomicInteger();

        private final int number = MADE.incrementAndGet();
        private int steps;

        Stateful() {
            super(RetryPolicy.ofAttempts(4));
        }

        @Override
        public Object prep(Memory memory) {
            return ++steps;
        }

        @Override
        public Object exec(Object prepared) {
            return ++steps;
        }

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            memory.append("steps", number + ":" + ++steps);
        }

        @PreDestroy
        void destroy() {
            DESTROYED.add(number + ":" + steps);
        }
    }

    @FlowNode(startsFlow = "proxied", maxAttempts = 3)
    @Successor(value = Beans.Plain.class)
    @Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ProxiedPrototype extends Stateful {}

    @FlowNode(startsFlow = "plain")
    @Scope("prototype")
    static class PlainPrototype extends Stateful {}

    @FlowNode(startsFlow = "scoped", maxAttempts = 2)
    @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ThreadScoped extends Stateful {}

    @FlowNode(startsFlow = "requested")
    @Scope(scopeName = "request")
    static class RequestScoped extends Stateful {}

    @Nested
    class WithScopes {

        private void reset() {
            Stateful.DESTROYED.clear();
            Stateful.MADE.set(0);
        }

        @Test
        void findsANodeBehindAScopedProxyAndMakesAPrototypeForEachVisit() {
            reset();
            runner.withUserConfiguration(ProxiedPrototype.class, Beans.Plain.class)
                    .run(context -> {
                        Flow proxied = context.getBean(Flow.class);
                        Memory memory = Memory.empty();

                        proxied.run(memory);
                        proxied.run(memory);

                        assertThat(proxied.graph().nodes()).containsExactly("proxiedPrototype", "plain");
                        assertThat(proxied.graph()
                                        .retryPolicy("proxiedPrototype")
                                        .maxAttempts())
                                .isEqualTo(3);
                        assertThat(memory.get("steps")).isEqualTo(List.of("2:3", "3:3"));
                    });
        }

        @Test
        void destroysAPrototypeAfterItsVisit() {
            reset();
            runner.withUserConfiguration(PlainPrototype.class).run(context -> {
                context.getBean(Flow.class).run(Memory.empty());

                assertThat(Stateful.DESTROYED).containsExactly("1:0", "2:3");
                assertThat(context.getBean(Flow.class)
                                .graph()
                                .retryPolicy("plainPrototype")
                                .maxAttempts())
                        .isEqualTo(4);
            });
        }

        @Test
        void asksAnyOtherScopeForTheInstanceOfAVisit() {
            reset();
            runner.withInitializer(context -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
                    .withUserConfiguration(ThreadScoped.class)
                    .run(context -> {
                        Flow scoped = context.getBean(Flow.class);
                        Memory memory = Memory.empty();

                        scoped.run(memory);
                        scoped.run(memory);

                        assertThat(memory.get("steps")).isEqualTo(List.of("1:3", "1:6"));
                        assertThat(scoped.graph().retryPolicy("threadScoped").maxAttempts())
                                .isEqualTo(2);
                    });
        }

        @Test
        void startsThoughAScopeIsNotActiveYet() {
            WebApplicationContextRunner web = new WebApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class));
            web.withUserConfiguration(RequestScoped.class).run(context -> {
                Flow requested = context.getBean(Flow.class);

                assertThatThrownBy(() -> requested.run(Memory.empty()))
                        .isInstanceOf(NodeException.class)
                        .hasMessageContaining("Node 'requestScoped' of flow 'requested' failed in its creation")
                        .rootCause()
                        .hasMessageContaining("request");
            });
        }

        @Configuration(proxyBeanMethods = false)
        static class ScopedFlow {
            @Bean
            @Scope("prototype")
            Flow inner() {
                return new Flow(new Beans.Plain());
            }

            @Bean
            @FlowNode(startsFlow = "outer")
            @Successor(node = "inner")
            Node<?, ?> first() {
                return new Beans.Plain();
            }
        }

        @Test
        void saysThatANestedFlowIsASingleton() {
            runner.withUserConfiguration(ScopedFlow.class)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(MisconfigurationException.class)
                            .hasMessageContaining("Flow 'inner' (@Bean method " + ScopedFlow.class.getName()
                                    + ".inner) is not a singleton, and so cannot be a node of another flow."));
        }

        @Configuration(proxyBeanMethods = false)
        static class RefreshedFlow {
            @Bean
            @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
            Flow refreshed() {
                return new Flow(new Beans.Plain());
            }
        }

        @Test
        void configuresAFlowWhoseScopeComesAndGoesByItsOwnName() {
            runner.withInitializer(context -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
                    .withUserConfiguration(RefreshedFlow.class)
                    .withPropertyValues("brainyflow.flows.refreshed.max-visits=77")
                    .run(context -> {
                        Flow refreshed = context.getBean("refreshed", Flow.class);

                        assertThat(refreshed.run(Memory.empty()).size()).isEqualTo(1);
                        assertThat(refreshed.graph().name()).isEqualTo("refreshed");
                        assertThat(refreshed.graph().options().maxVisits()).isEqualTo(77);
                    });
        }
    }

    @Nested
    class WithParents {

        @Configuration(proxyBeanMethods = false)
        @Import({Beans.Pay.class, Beans.Archive.class})
        static class Parent {}

        @Configuration(proxyBeanMethods = false)
        @Import(Beans.Review.class)
        static class Child {}

        @Test
        void wiresNodesOfAParentContext() {
            try (var parent = new AnnotationConfigApplicationContext(Parent.class)) {
                runner.withParent(parent)
                        .withUserConfiguration(Child.class)
                        .withPropertyValues("brainyflow.nodes.archive.max-attempts=8")
                        .run(context -> {
                            Flow approval = context.getBean(Flow.class);

                            assertThat(approval.run(Memory.empty())).hasToString("review{ok=[pay{default=[archive]}]}");
                            assertThat(approval.graph().retryPolicy("archive").maxAttempts())
                                    .isEqualTo(8);
                        });
            }
        }

        @Test
        void destroysAPrototypeOfAParentContext() {
            Stateful.DESTROYED.clear();
            try (var parent = new AnnotationConfigApplicationContext(PlainPrototype.class)) {
                runner.withParent(parent).run(context -> {
                    context.getBean(Flow.class).run(Memory.empty());

                    assertThat(Stateful.DESTROYED).hasSize(2).last().asString().endsWith(":3");
                });
            }
        }

        @Test
        void hasARuntimeOfItsOwnWhateverTheParentHas() {
            try (var parent = new AnnotationConfigApplicationContext()) {
                parent.registerBean(
                        "theirs", FlowRuntime.class, () -> FlowRuntime.builder().build());
                parent.refresh();
                runner.withParent(parent)
                        .withUserConfiguration(Beans.Approval.class)
                        .run(context -> assertThat(context.getBean(Flow.class).runtime())
                                .isSameAs(context.getBean("brainyFlowRuntime")));
            }
        }

        @Test
        void declaresAFlowOnceForAParentAndItsChild() {
            ApplicationContextRunner declaring = runner.withPropertyValues(
                    "brainyflow.flows.paying.start=pay", "brainyflow.flows.paying.type=parallel");
            declaring.withUserConfiguration(Beans.Approval.class).run(parent -> {
                Flow paying = parent.getBean("paying", Flow.class);
                declaring.withParent(parent).run(child -> {
                    assertThat(child).hasNotFailed();
                    assertThat(child.getBean("paying", Flow.class)).isSameAs(paying);
                    assertThat(child.getBean("approval", Flow.class)).isSameAs(parent.getBean("approval"));
                });

                assertThat(paying.run(Memory.empty()).size()).isEqualTo(2);
            });
        }

        @Test
        void prefersTheChildsNodeOfAName() {
            try (var parent = new AnnotationConfigApplicationContext(Beans.Approval.class)) {
                runner.withParent(parent)
                        .withBean("archive", Beans.Plain.class)
                        .withPropertyValues("brainyflow.flows.mine.start=archive")
                        .run(context -> {
                            Memory memory = Memory.empty();

                            context.getBean("mine", Flow.class).run(memory);

                            assertThat(memory.get("visited")).isEqualTo(List.of("Plain"));
                        });
            }
        }
    }

    @Nested
    class OfAFailedStart {

        /** What a node uses until its run has ended. */
        static class Resource implements DisposableBean {

            private final CountDownLatch begun = new CountDownLatch(1);
            private volatile boolean destroyed;

            @Override
            public void destroy() {
                destroyed = true;
            }
        }

        private static final List<String> ENDS = new CopyOnWriteArrayList<>();

        @Configuration(proxyBeanMethods = false)
        static class Failing {

            @Bean
            Resource resource() {
                return new Resource();
            }

            @Bean
            @Lazy
            Resource fetched() {
                return new Resource();
            }

            @Bean
            @FlowNode(startsFlow = "early")
            Node<Object, Object> use(Resource resource, @Qualifier("fetched") ObjectProvider<Resource> fetched) {
                return new Node<>() {
                    @Override
                    public Object exec(Object prepared) throws Exception {
                        Resource late = fetched.getObject();
                        resource.begun.countDown();
                        try {
                            return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                        } finally {
                            ENDS.add(
                                    resource.destroyed || late.destroyed
                                            ? "after a resource"
                                            : "before both resources");
                        }
                    }
                };
            }

            @Bean
            SmartInitializingSingleton starter(ObjectProvider<Flow> early, Resource resource) {
                return () -> {
                    early.getObject().runAsync(Memory.empty());
                    try {
                        resource.begun.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new IllegalStateException("the start fails");
                };
            }
        }

        @RepeatedTest(5)
        void cancelsAndAwaitsTheRunsBeforeTheirBeansAreDestroyed() {
            ENDS.clear();

            runner.withUserConfiguration(Failing.class)
                    .run(context -> assertThat(context).getFailure().hasMessageContaining("the start fails"));

            assertThat(ENDS).containsExactly("before both resources");
        }
    }

    @Nested
    class WithBeansThatFailOrEndEarly {

        static class Broken extends Node<Object, Object> {

            @PostConstruct
            void fail() {
                throw new IllegalStateException("broken");
            }
        }

        @Configuration(proxyBeanMethods = false)
        @Import(Beans.Approval.class)
        static class WithBroken {

            @Bean
            @Lazy
            Broken broken() {
                return new Broken();
            }
        }

        @Test
        void goesOnRunningAfterALazyNodeCouldNotBeMade() {
            runner.withUserConfiguration(WithBroken.class).run(context -> {
                assertThatThrownBy(() -> context.getBean("broken")).hasRootCauseMessage("broken");

                assertThat(context.getBean(Flow.class).run(Memory.empty()).size())
                        .isEqualTo(3);
            });
        }

        @Configuration(proxyBeanMethods = false)
        @Import(PrototypeRunner.class)
        static class EarlyRuns {

            @Bean
            @Scope("prototype")
            @FlowNode(startsFlow = "early")
            Node<Object, Object> own() {
                return new Node<>() {};
            }

            @Bean
            SmartInitializingSingleton starter(ObjectProvider<Flow> early, PrototypeRunner runs) {
                return () -> {
                    early.getObject().run(Memory.empty());
                    runs.visits = early.getObject().run(Memory.empty()).size();
                };
            }
        }

        static class PrototypeRunner {
            private int visits;
        }

        @Test
        void runsPrototypeNodesBeforeTheApplicationHasStarted() {
            runner.withUserConfiguration(EarlyRuns.class)
                    .run(context -> assertThat(context.getBean(PrototypeRunner.class).visits)
                            .isEqualTo(1));
        }
    }
}
