package io.brainyflow.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import io.brainyflow.spring.autoconfigure.BrainyFlowMetricsAutoConfiguration;
import io.brainyflow.spring.autoconfigure.BrainyFlowObservationAutoConfiguration;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How an application shapes what is observed. */
class ObservationBeansTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    BrainyFlowAutoConfiguration.class,
                    BrainyFlowObservationAutoConfiguration.class,
                    BrainyFlowMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    ObservationAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withUserConfiguration(Application.class)
            .withPropertyValues("brainyflow.flows.f.start=observing", "brainyflow.flows.f.type=parallel");

    @Configuration(proxyBeanMethods = false)
    static class Application {

        /** Observes something itself, in each of its steps. */
        @Bean
        @FlowNode(maxAttempts = 3)
        @Successor(node = "last")
        Node<?, ?> observing(ObservationRegistry registry) {
            return new Node<Object, Object>() {
                @Override
                public Object exec(Object prepared) throws IOException {
                    Observation.start("own.exec", registry).stop();
                    throw new IOException("down");
                }

                @Override
                public Object execFallback(Object prepared, Exception failure) {
                    return "fallback";
                }

                @Override
                public void post(Memory memory, Object prepared, Object result) {
                    Observation.start("own.post", registry).stop();
                    trigger("default");
                    trigger("default");
                }
            };
        }

        @Bean
        Node<?, ?> last(ObservationRegistry registry) {
            return new Node<Object, Object>() {
                @Override
                public Object prep(Memory memory) {
                    Observation.start("own.prep", registry).stop();
                    return "prepared";
                }
            };
        }

        @Bean
        Parents parents() {
            return new Parents();
        }
    }

    /** Notes what was observed within what; names of spans are given when they stop. */
    static class Parents implements ObservationHandler<Observation.Context> {

        private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

        @Override
        public void onStop(Observation.Context context) {
            stopped.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        List<String> all() {
            return stopped.stream()
                    .map(context -> context.getName() + " in "
                            + (context.getParentObservation() == null
                                    ? "nothing"
                                    : context.getParentObservation()
                                            .getContextView()
                                            .getContextualName()))
                    .toList();
        }
    }

    private static void run(ApplicationContext context) {
        context.getBean(Flow.class).run(Memory.empty());
    }

    private static MeterRegistry meters(ApplicationContext context) {
        return context.getBean(MeterRegistry.class);
    }

    @Test
    void observesWhatANodeObservesWithinItsVisit() {
        runner.run(context -> {
            run(context);

            assertThat(context.getBean(Parents.class).all())
                    .contains("own.exec in f/observing", "own.post in f/observing", "own.prep in f/last")
                    .contains("brainyflow.node in f", "brainyflow.flow in nothing");
        });
    }

    @Test
    void leavesOutWhatAPredicateLeavesOut() {
        runner.withBean(
                        ObservationPredicate.class,
                        () -> (name, context) -> !(context instanceof NodeObservationContext node
                                && node.visit().node().equals("last")))
                .run(context -> {
                    run(context);

                    assertThat(meters(context).find("brainyflow.node").timers())
                            .extracting(timer -> timer.getId().getTag("brainyflow.node"))
                            .containsExactly("observing");
                    assertThat(context.getBean(Parents.class).all()).contains("own.prep in f");
                });
    }

    @Test
    void observesNothingWhereSwitchedOff() {
        runner.withPropertyValues("management.observations.enable.brainyflow=false")
                .run(context -> {
                    run(context);

                    assertThat(meters(context).find("brainyflow.node").timers()).isEmpty();
                    assertThat(meters(context).find("brainyflow.flow").timers()).isEmpty();
                    assertThat(context.getBean(Parents.class).all()).contains("own.prep in nothing");
                });
    }

    @Test
    void goesByTheUsersConventions() {
        runner.withBean(NodeObservationConvention.class, () -> new DefaultNodeObservationConvention() {
                    @Override
                    public String getName() {
                        return "my.nodes";
                    }

                    @Override
                    public KeyValues getLowCardinalityKeyValues(NodeObservationContext context) {
                        return super.getLowCardinalityKeyValues(context).and("team", "payments");
                    }
                })
                .withBean(FlowObservationConvention.class, () -> new DefaultFlowObservationConvention() {
                    @Override
                    public String getName() {
                        return "my.flows";
                    }
                })
                .run(context -> {
                    run(context);

                    assertThat(meters(context)
                                    .get("my.nodes")
                                    .tags("brainyflow.node", "observing", "team", "payments")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters(context).get("my.flows").timer().count()).isEqualTo(1);
                });
    }

    @Test
    void hasCountersAtZeroFromTheStartWithFlowAndNodeOnly() {
        runner.run(context -> assertThat(meters(context).getMeters().stream()
                        .filter(meter -> meter instanceof Counter)
                        .filter(meter -> meter.getId().getName().startsWith("brainyflow."))
                        .map(meter -> meter.getId().getName() + " "
                                + meter.getId().getTags().size() + " " + ((Counter) meter).count())
                        .distinct())
                .containsExactlyInAnyOrder("brainyflow.node.retries 2 0.0", "brainyflow.node.fallbacks 2 0.0"));
    }

    @Test
    void countsRetriesAndFallbacks() {
        runner.run(context -> {
            run(context);
            run(context);

            assertThat(meters(context)
                            .get("brainyflow.node.retries")
                            .tags("brainyflow.flow", "f", "brainyflow.node", "observing")
                            .counter()
                            .count())
                    .isEqualTo(4);
            assertThat(meters(context)
                            .get("brainyflow.node.fallbacks")
                            .tags("brainyflow.flow", "f", "brainyflow.node", "observing")
                            .counter()
                            .count())
                    .isEqualTo(2);
        });
    }
}
