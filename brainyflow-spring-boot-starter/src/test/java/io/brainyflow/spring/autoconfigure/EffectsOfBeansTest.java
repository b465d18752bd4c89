package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.FlowGraph;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** Node beans that state what doing their visits again would do. */
class EffectsOfBeansTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    static class Stated {

        @Bean
        @FlowNode(startsFlow = "order", repeatable = true)
        @Successor(node = "charge")
        Node<?, ?> price() {
            return Node.of("price", memory -> {});
        }

        @Bean
        @Scope("prototype")
        @FlowNode(transactional = true)
        @Successor(node = "ship")
        Node<?, ?> charge() {
            return Node.of("charge", memory -> {});
        }

        @Bean
        @FlowNode
        Node<?, ?> ship() {
            return Node.of("ship", memory -> {});
        }
    }

    @Test
    void holdInFlowsThatAreDeclared() {
        runner.withUserConfiguration(Stated.class).run(context -> {
            FlowGraph graph = context.getBean("order", Flow.class).graph();
            assertThat(graph.nodes().stream().filter(graph::isRepeatable)).containsExactly("price");
            assertThat(graph.nodes().stream().filter(graph::isTransactional)).containsExactly("charge");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class RepeatableWait {

        @Bean
        @FlowNode(startsFlow = "order", repeatable = true)
        Node<?, ?> ask() {
            return Node.await("ask", String.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TransactionalFlow {

        @Bean
        @FlowNode(transactional = true)
        Flow inner() {
            return Flow.builder("inner").start(Node.of("a", memory -> {})).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Both {

        @Bean
        @FlowNode(startsFlow = "order", repeatable = true, transactional = true)
        Node<?, ?> charge() {
            return Node.of("charge", memory -> {});
        }
    }

    @Test
    void stopTheStartWhereTheyMakeNoSense() {
        assertFailure(
                RepeatableWait.class, "cannot be repeatable: its question has to be durable before it is answered");
        assertFailure(TransactionalFlow.class, "states transactional, but io.brainyflow.Flow is a flow.");
        assertFailure(Both.class, "is both repeatable and transactional; a transaction's effects happen once");
    }

    private void assertFailure(Class<?> configuration, String description) {
        runner.withUserConfiguration(configuration).run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = new MisconfigurationAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains(description);
        });
    }
}
