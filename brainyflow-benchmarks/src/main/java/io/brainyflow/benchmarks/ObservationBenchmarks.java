package io.brainyflow.benchmarks;

import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import io.brainyflow.FlowRuntime;
import io.brainyflow.FlowSetup;
import io.brainyflow.spring.observation.DefaultFlowObservationConvention;
import io.brainyflow.spring.observation.DefaultNodeObservationConvention;
import io.brainyflow.spring.observation.ObservationInterceptor;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to observe visits as the starter does, beside what Micrometer itself costs. */
@State(Scope.Benchmark)
public class ObservationBenchmarks {

    @Param("1000")
    int size;

    private final ObservationRegistry meters = ObservationRegistry.create();
    private Flow unobserved;
    private Flow switchedOff;
    private Flow observed;

    @Setup
    public void setUp() {
        meters.observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(
                        new SimpleMeterRegistry(), DefaultMeterObservationHandler.IgnoredMeters.LONG_TASK_TIMER));
        unobserved = Flows.chain(size);
        ObservationRegistry predicate = ObservationRegistry.create();
        predicate
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()))
                .observationPredicate((name, context) -> !name.startsWith("brainyflow"));
        switchedOff = observedBy(predicate);
        observed = observedBy(meters);
    }

    private Flow observedBy(ObservationRegistry registry) {
        Flow flow = Flows.chain(size);
        FlowRuntime runtime = FlowRuntime.builder()
                .interceptor(new ObservationInterceptor(
                        registry, new DefaultNodeObservationConvention(), new DefaultFlowObservationConvention()))
                .build();
        FlowSetup.create().runtime(runtime).applyTo(flow);
        return flow;
    }

    @Benchmark
    public ExecutionTree unobserved() {
        return unobserved.run(Flows.memory());
    }

    /** As with {@code management.observations.enable.brainyflow: false}. */
    @Benchmark
    public ExecutionTree switchedOff() {
        return switchedOff.run(Flows.memory());
    }

    @Benchmark
    public ExecutionTree observed() {
        return observed.run(Flows.memory());
    }

    /** As many observations as there are nodes, started and stopped, with the same tags and meters, around nothing. */
    @Benchmark
    public Object bare() {
        Observation observation = null;
        for (int i = 0; i < size; i++) {
            observation = Observation.createNotStarted("bare", meters)
                    .lowCardinalityKeyValue("flow", "chain")
                    .lowCardinalityKeyValue("node", "n" + i % 10)
                    .lowCardinalityKeyValue("outcome", "SUCCESS")
                    .start();
            observation.stop();
        }
        return observation;
    }
}
