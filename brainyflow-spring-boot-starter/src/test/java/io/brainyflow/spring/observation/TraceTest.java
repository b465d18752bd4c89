package io.brainyflow.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.brainyflow.Flow;
import io.brainyflow.FlowRuntime;
import io.brainyflow.FlowSetup;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run is one trace whose spans nest as its visits do, whatever span is current where it starts. */
@Timeout(60)
class TraceTest {

    private record Span(String name, String id, String parent, String trace) {}

    private static final String NESTED = """
            inner in outer/inner
            inner/split in inner
            inner/work in inner
            inner/work in inner
            outer in caller
            outer/first in outer
            outer/inner in outer
            """;

    /** A tracer, and the spans that it has finished. */
    private record Tracers(Tracer tracer, Supplier<List<Span>> spans) {

        static Tracers brave() {
            List<Span> spans = new CopyOnWriteArrayList<>();
            Tracing tracing = Tracing.newBuilder()
                    .addSpanHandler(new SpanHandler() {
                        @Override
                        public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                            spans.add(new Span(span.name(), span.id(), span.parentId(), span.traceId()));
                            return true;
                        }
                    })
                    .build();
            return new Tracers(
                    new BraveTracer(tracing.tracer(), new BraveCurrentTraceContext(tracing.currentTraceContext())),
                    () -> spans);
        }

        static Tracers otel() {
            InMemorySpanExporter exporter = InMemorySpanExporter.create();
            SdkTracerProvider provider = SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build();
            return new Tracers(
                    new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {}),
                    () -> exporter.getFinishedSpanItems().stream()
                            .map(TraceTest::span)
                            .toList());
        }
    }

    private static Span span(SpanData span) {
        return new Span(span.getName(), span.getSpanId(), span.getParentSpanId(), span.getTraceId());
    }

    @ParameterizedTest
    @CsvSource({
        "brave, run, false", "brave, run, true", "brave, runAsync, false", "brave, runAsync, true",
        "otel, run, false", "otel, run, true", "otel, runAsync, false", "otel, runAsync, true"
    })
    void nestsItsSpansAsTheVisitsNest(String bridge, String how, boolean parallel) throws Exception {
        Tracers tracers = bridge.equals("brave") ? Tracers.brave() : Tracers.otel();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracers.tracer()));
        ContextRegistry contexts =
                new ContextRegistry().registerThreadLocalAccessor(new ObservationThreadLocalAccessor(registry));
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
                .contextRegistry(contexts)
                .clearMissing(true)
                .build();
        Flow flow = nested(parallel);
        FlowSetup.create()
                .runtime(FlowRuntime.builder()
                        .interceptor(new ObservationInterceptor(
                                registry,
                                new DefaultNodeObservationConvention(),
                                new DefaultFlowObservationConvention()))
                        .taskDecorator(task -> snapshots.captureAll().wrap(task))
                        .build())
                .applyTo(flow);

        Observation.createNotStarted("caller", registry)
                .contextualName("caller")
                .observeChecked(() -> how.equals("run")
                        ? flow.run(Memory.empty())
                        : flow.runAsync(Memory.empty()).await());

        assertThat(parents(tracers.spans().get())).isEqualTo(NESTED);
    }

    private static Flow nested(boolean parallel) {
        CyclicBarrier both = new CyclicBarrier(parallel ? 2 : 1);
        Node<?, ?> split = ObservationTest.node("split", "item", "item");
        Node<Object, Object> work = new Node<>("work") {
            @Override
            public Object exec(Object prepared) throws Exception {
                return both.await(30, TimeUnit.SECONDS);
            }
        };
        var inner = Flow.builder("inner").start(split).on(split, "item", work);
        Flow nested = parallel ? inner.parallel().build() : inner.build();
        Node<?, ?> first = ObservationTest.node("first");
        return Flow.builder("outer")
                .start(first)
                .node("inner", nested)
                .next(first, nested)
                .build();
    }

    /** Returns each span but the caller's with its parent, sorted; all are of one trace. */
    private static String parents(List<Span> spans) {
        assertThat(spans.stream().map(Span::trace).distinct()).hasSize(1);
        Map<String, String> names = spans.stream().collect(Collectors.toMap(Span::id, Span::name));
        return spans.stream()
                .filter(span -> !span.name().equals("caller"))
                .map(span -> span.name() + " in " + names.get(span.parent()) + "\n")
                .sorted()
                .collect(Collectors.joining());
    }
}
