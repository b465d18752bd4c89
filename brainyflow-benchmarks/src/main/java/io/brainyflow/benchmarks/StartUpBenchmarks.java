package io.brainyflow.benchmarks;

import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** What a thousand nodes in a hundred flows add to the start of a Spring context. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 20)
@Measurement(iterations = 40)
public class StartUpBenchmarks {

    /** Nodes; the same bean definitions with and without flows. */
    @Param("1000")
    int size;

    private final Map<String, Object> properties = new HashMap<>();

    static class Plain extends Node<Object, Object> {
        @Override
        public void post(Memory memory, Object prepared, Object result) {}
    }

    @Setup
    public void setUp() {
        for (int flow = 0; flow < size / 10; flow++) {
            String section = "brainyflow.flows.flow" + flow + ".";
            properties.put(section + "start", "node" + flow * 10);
            for (int node = flow * 10; node < flow * 10 + 9; node++) {
                properties.put(section + "successors.node" + node + ".default", "node" + (node + 1));
            }
        }
    }

    private Object start(Map<String, Object> properties) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("flows", properties));
            for (int node = 0; node < size; node++) {
                context.registerBeanDefinition(
                        "node" + node,
                        BeanDefinitionBuilder.rootBeanDefinition(Plain.class).getBeanDefinition());
            }
            context.register(Configurations.getClasses(AutoConfigurations.of(BrainyFlowAutoConfiguration.class)));
            context.refresh();
            return context.getBeanDefinitionCount();
        }
    }

    @Benchmark
    public Object withFlows() {
        return start(properties);
    }

    @Benchmark
    public Object withoutFlows() {
        return start(Map.of());
    }
}
