package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.ExecInterceptor;
import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Beans that wrap attempts. */
class ExecInterceptorBeansTest {

    private static final List<String> HEARD = new ArrayList<>();

    static class Plain extends Node<Object, Object> {

        @Override
        public Object exec(Object prepared) {
            HEARD.add("exec");
            return null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Intercepted {

        @Bean
        @FlowNode(startsFlow = "f")
        Plain only() {
            ProxyFactory proxy = new ProxyFactory(new Plain());
            proxy.setProxyTargetClass(true);
            proxy.addAdvice((MethodInterceptor) invocation -> {
                if (invocation.getMethod().getName().equals("exec")) {
                    HEARD.add("proxy");
                }
                return invocation.proceed();
            });
            return (Plain) proxy.getProxy();
        }

        @Bean
        @Order(2)
        ExecInterceptor inner() {
            return hearing("inner");
        }

        @Bean
        @Order(1)
        ExecInterceptor outer() {
            return hearing("outer");
        }

        private static ExecInterceptor hearing(String name) {
            return (visit, prepared, attempt) -> {
                HEARD.add(name);
                return attempt.proceed();
            };
        }
    }

    @Test
    void applyInTheirOrderAndOutsideOfTheNodesProxy() {
        HEARD.clear();

        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BrainyFlowAutoConfiguration.class))
                .withUserConfiguration(Intercepted.class)
                .run(context -> context.getBean(Flow.class).run(Memory.empty()));

        assertThat(HEARD).containsExactly("outer", "inner", "proxy", "exec");
    }
}
