package io.brainyflow.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.brainyflow.BaseNode;
import io.brainyflow.ExecutionTree;
import io.brainyflow.Flow;
import io.brainyflow.FlowRuns;
import io.brainyflow.Memory;
import io.brainyflow.MemoryKey;
import io.brainyflow.Node;
import io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A reducer of the user's own that an entry could not name is found at the start, in the code of the nodes. */
class MergeCallsTest {

    interface Shared {
        MemoryKey<String> LONGEST =
                MemoryKey.<String>of("longest", String.class).reducedBy((a, b) -> a.length() < b.length() ? b : a);
        MemoryKey<String> SHORTEST =
                MemoryKey.<String>of("shortest", String.class).reducedBy((a, b) -> a.length() < b.length() ? a : b);

        default void mergeShared(Memory memory) {
            memory.merge(SHORTEST, "text");
        }
    }

    interface More extends Shared {}

    static final class Keys {
        static final MemoryKey<Integer> HIGHEST =
                MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::max);
        static final MemoryKey<Integer> LOWEST =
                MemoryKey.<Integer>of("lowest", Integer.class).reducedBy(Math::min);
        static final MemoryKey<Integer> COUNT = MemoryKey.sum("count", Integer.class);

        private Keys() {}
    }

    private static final String CONSTANTS = "io.brainyflow.jdbc.MergeCallsTest.Keys.";

    static class Reads extends Node<Object, Object> {

        private final MemoryKey<Integer> field = Keys.COUNT;

        Reads() {
            super("reads");
        }

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            memory.merge(Keys.COUNT, memory.getOrDefault(Keys.LOWEST, 1));
            memory.put(Keys.HIGHEST.name(), Objects.requireNonNull(Keys.LOWEST).name());
            memory.merge(field, List.of(Keys.LOWEST).size());
        }
    }

    static class Merges extends Node<Object, Object> {
        Merges() {
            super("merges");
        }

        @Override
        public void post(Memory memory, Object prepared, Object result) {
            memory.merge(Keys.HIGHEST, memory.getOrDefault(Keys.LOWEST, 5));
        }
    }

    static final class MergesMore extends Merges implements More {
        @Override
        public void post(Memory memory, Object prepared, Object result) {
            super.post(memory, prepared, result);
            MemoryKey<Integer> chosen = memory.contains("x") ? Keys.HIGHEST : Keys.LOWEST;
            memory.merge(chosen, result == null ? 1 : 2);
            mergeShared(memory);
            Runnable later = () -> memory.merge(LONGEST, "text");
            later.run();
        }
    }

    private static ApplicationContextRunner runner(BaseNode<?, ?> node) {
        Flow inner = Flow.builder("inner").start(node).build();
        Flow flow = Flow.builder("order").node("in", inner).start(inner).build();
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        BrainyFlowAutoConfiguration.class,
                        JdbcRunsAutoConfiguration.class,
                        DataSourceAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(), "spring.main.banner-mode=off")
                .withBean("order", Flow.class, () -> flow);
    }

    private static FailureAnalysis analysis(Throwable failure) {
        return new UnkeepableRunsAnalyzer().analyze(failure);
    }

    @Test
    void stopsTheStartWhereANodeMergesByAKeyThatIsNoBean() {
        runner(new Merges()).run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .isEqualTo("Node 'merges' of flow 'inner' merges values under 'highest' by"
                            + " io.brainyflow.jdbc.MergeCallsTest.Keys.HIGHEST,"
                            + " which has a reducer of its own and is no bean. Its runs are kept in a database, where a reducer"
                            + " is found again by the name of its key.");
            assertThat(analysis.getAction())
                    .isEqualTo(
                            "Declare io.brainyflow.jdbc.MergeCallsTest.Keys.HIGHEST as a bean of type MemoryKey, or set"
                                    + " brainyflow.flows.order.engine to 'memory'.");
        });
    }

    @Test
    void startsWhereTheKeyIsABeanOrTheRunsAreKeptInMemory() {
        runner(new Merges())
                .withBean("highest", MemoryKey.class, () -> Keys.HIGHEST)
                .run(context -> {
                    FlowRuns runs = context.getBean(FlowRuns.class);
                    String id = runs.start("order", Map.of());
                    assertThat(runs.await(id, Duration.ofSeconds(30)).memory()).isEqualTo(Map.of("highest", 5));
                });
        runner(new Merges())
                .withPropertyValues("brainyflow.flows.order.engine=memory")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWhereAKeyWithAReducerIsOnlyReadOrItsNodeIsReplacedInATest() {
        runner(new Reads()).run(context -> assertThat(context).hasNotFailed());
        assertThat(MergeCalls.of(Reads.class)).containsOnlyKeys(CONSTANTS + "COUNT");

        Flow mocked = mock(Flow.class);
        Flow around =
                Flow.builder("around").node("mocked", mocked).start(mocked).build();
        runner(around).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void findsWhatIsChosenKeptInVariablesOrInherited() {
        assertThat(MergeCalls.of(MergesMore.class))
                .containsOnly(
                        Map.entry(CONSTANTS + "HIGHEST", Keys.HIGHEST),
                        Map.entry(CONSTANTS + "LOWEST", Keys.LOWEST),
                        Map.entry("io.brainyflow.jdbc.MergeCallsTest.MergesMore.LONGEST", Shared.LONGEST),
                        Map.entry("io.brainyflow.jdbc.MergeCallsTest.Shared.SHORTEST", Shared.SHORTEST));
    }

    @Test
    void stopsTheStartWhereAFlowMergesInItsOwnSteps() {
        class Merging extends Flow {
            Merging() {
                super(Flow.builder("merging").start(new Reads()));
            }

            @Override
            public void post(Memory memory, Object prepared, ExecutionTree tree) {
                memory.merge(Keys.HIGHEST, tree.size());
            }
        }
        runner(new Merging())
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .startsWith("Flow 'merging' merges values under 'highest' by"));
    }

    @Test
    void stopsTheStartWhereTwoBeansHaveTheNameOfOneKey() {
        runner(new Reads())
                .withBean("one", MemoryKey.class, () -> Keys.HIGHEST)
                .withBean(
                        "other",
                        MemoryKey.class,
                        () -> MemoryKey.<Integer>of("highest", Integer.class).reducedBy(Math::min))
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .isEqualTo(
                                    "Two keys are named 'highest', so the one that merges a value cannot be determined;"
                                            + " rename one.");
                    assertThat(analysis.getAction()).isEqualTo("Give each bean of type MemoryKey a name of its own.");
                });
    }
}
