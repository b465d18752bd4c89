package io.brainyflow.spring.autoconfigure;

import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.RetryPolicy;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

/** Nodes and configurations for tests of the starter. */
final class Beans {

    private Beans() {}

    /** A node that notes its visit under {@code visited}. */
    abstract static class Noting extends Node<Object, Object> {

        Noting() {}

        Noting(RetryPolicy retryPolicy) {
            super(retryPolicy);
        }

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            memory.append("visited", getClass().getSimpleName());
        }
    }

    @FlowNode(startsFlow = "approval")
    @Successor(on = "ok", value = Pay.class)
    @Successor(on = "no", node = "archive")
    static class Review extends Noting {
        @Override
        public void post(Memory memory, Object prepared, Object result) {
            super.post(memory, prepared, result);
            trigger(memory.contains("bad") ? "no" : "ok");
        }
    }

    @FlowNode("pay")
    @Successor(node = "archive")
    static class Pay extends Noting {}

    @FlowNode(value = "archive", maxAttempts = 3, waitTime = "${archive.wait:20ms}")
    static class Archive extends Noting {
        Archive() {
            super(RetryPolicy.ofAttempts(9).withWaitTime(Duration.ofSeconds(9)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Review.class, Pay.class, Archive.class})
    static class Approval {}

    static class Plain extends Noting {}

    @Configuration(proxyBeanMethods = false)
    static class Three {
        @Bean
        Plain first() {
            return new Plain();
        }

        @Bean
        Plain second() {
            return new Plain();
        }

        @Bean
        Plain third() {
            return new Plain();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnMethods {
        @Bean
        @FlowNode(startsFlow = "methods", maxAttempts = 2)
        @Successor(node = "last")
        Node<?, ?> first() {
            return new Plain();
        }

        @Bean
        Node<?, ?> last() {
            return new Plain();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototype {
        @Bean
        @Scope("prototype")
        @FlowNode(startsFlow = "counting")
        @Successor(on = "again", node = "counter")
        Counter counter() {
            return new Counter();
        }
    }

    /** Has a field of its own, so each visit needs an instance. */
    static class Counter extends Node<Object, Object> {
        private int visits;

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            memory.append("visits", ++visits);
            memory.add("n", 1);
            trigger(memory.get("n", Integer.class) < 3 ? "again" : "done");
        }
    }
}
