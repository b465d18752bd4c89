package io.brainyflow.spring.autoconfigure;

import io.brainyflow.OnConflict;
import io.brainyflow.OnFailure;
import io.brainyflow.OnUnmatched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The properties of BrainyFlow.
 *
 * @param defaults Settings of every node and flow that nothing else sets.
 * @param nodes Settings of nodes in all flows, by node name.
 * @param flows Flows to declare, and settings of flows declared elsewhere, by flow name.
 * @param runs Runs that are handed over to the engine.
 * @param events What becomes of events.
 * @param shutdown How runs end when the application does.
 */
@ConfigurationProperties(BrainyFlowProperties.PREFIX)
public record BrainyFlowProperties(
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, NodeSettings> nodes,
        @DefaultValue Map<String, FlowSettings> flows,
        @DefaultValue Runs runs,
        @DefaultValue Events events,
        @DefaultValue Shutdown shutdown) {

    static final String PREFIX = "brainyflow";

    /**
     * Returns where the engine keeps the runs of a flow.
     *
     * @param unlessStated where they are if no property states it
     */
    public Engine engineOf(String flow, Engine unlessStated) {
        FlowSettings settings = flows.get(flow);
        if (settings != null && settings.engine() != null) {
            return settings.engine();
        }
        return runs.engine() == null ? unlessStated : runs.engine();
    }

    /** How the branches of a flow run. */
    public enum FlowType {
        /** One after the other. */
        SEQUENTIAL,
        /** Concurrently. */
        PARALLEL
    }

    /**
     * Settings of every node and flow that nothing else sets.
     *
     * @param maxAttempts Maximum number of attempts, including the first.
     * @param waitTime Time to wait between two attempts.
     * @param multiplier Factor by which each wait is longer than the one before.
     * @param maxWait Longest time to wait between two attempts.
     * @param jitter Maximum time by which a wait randomly differs, within 'wait' and 'max-wait'.
     * @param exceptionIncludes Exceptions that are retried. All are, where none is named.
     * @param exceptionExcludes Exceptions that are not retried.
     * @param timeout Maximum duration of an attempt. One that exceeds it is interrupted and fails.
     * @param type Whether the branches of a declared flow run one after the other or concurrently.
     * @param maxVisits Number of times that a node may be visited along one path.
     * @param maxSteps Number of visits that a whole run may make.
     * @param maxConcurrency Number of nodes of a parallel flow that may be under way at once. Unlimited on virtual
     *     threads and 200 otherwise, unless set.
     * @param onFailure Whether a failure interrupts the other branches, or they go on and all failures are collected.
     * @param onConflict What happens when branches of a parallel flow leave different values under one key.
     * @param onUnmatched What happens when a node triggers an action that is neither wired nor declared as an end.
     * @param propagateActions Whether a nested flow triggers, as its own action, an action that has no successor inside it.
     */
    public record Defaults(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable Double multiplier,
            @Nullable Duration maxWait,
            @Nullable Duration jitter,
            @Nullable List<Class<? extends Throwable>> exceptionIncludes,
            @Nullable List<Class<? extends Throwable>> exceptionExcludes,
            @Nullable Duration timeout,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable OnFailure onFailure,
            @Nullable OnConflict onConflict,
            @Nullable OnUnmatched onUnmatched,
            @Nullable Boolean propagateActions)
            implements RetryProperties, OptionProperties {}

    /**
     * Settings of a node.
     *
     * @param maxAttempts Maximum number of attempts, including the first.
     * @param waitTime Time to wait between two attempts.
     * @param multiplier Factor by which each wait is longer than the one before.
     * @param maxWait Longest time to wait between two attempts.
     * @param jitter Maximum time by which a wait randomly differs, within 'wait' and 'max-wait'.
     * @param exceptionIncludes Exceptions that are retried. All are, where none is named.
     * @param exceptionExcludes Exceptions that are not retried.
     * @param timeout Maximum duration of an attempt. One that exceeds it is interrupted and fails.
     * @param join Whether branches that reach the node meet there, so that it is visited once for all of them.
     * @param answerWithin Time that the answer to a wait may take, before timeout is triggered. No limit, unless set.
     */
    public record NodeSettings(
            @Nullable Integer maxAttempts,
            @Name("wait") @Nullable Duration waitTime,
            @Nullable Double multiplier,
            @Nullable Duration maxWait,
            @Nullable Duration jitter,
            @Nullable List<Class<? extends Throwable>> exceptionIncludes,
            @Nullable List<Class<? extends Throwable>> exceptionExcludes,
            @Nullable Duration timeout,
            @Nullable Boolean join,
            @Nullable Duration answerWithin)
            implements RetryProperties {

        NodeSettings checked() {
            if (answerWithin != null && (answerWithin.isNegative() || answerWithin.isZero())) {
                throw new IllegalArgumentException("the time must be positive, but was " + answerWithin);
            }
            return this;
        }
    }

    /**
     * A flow to declare, or settings of a flow declared elsewhere.
     *
     * @param start Start node of the flow. Overrides 'startsFlow' of an annotation.
     * @param type Whether branches run one after the other or concurrently.
     * @param maxVisits Number of times that a node may be visited along one path.
     * @param maxSteps Number of visits that a whole run may make.
     * @param maxConcurrency Number of nodes of the flow that may be under way at once, if it is parallel.
     * @param onFailure Whether a failure interrupts the other branches, or they go on and all failures are collected.
     * @param onConflict What happens when branches of the flow leave different values under one key, if it is parallel.
     * @param onUnmatched What happens when a node triggers an action that is neither wired nor declared as an end.
     * @param propagateActions Whether the flow, as a node, triggers as its own action one that has no successor inside it.
     * @param engine Where runs of the flow are kept. As those of other flows, unless set.
     * @param successors Nodes that follow a node, by node and action; none for an action that ends the branch. Replaces the
     *     wiring by annotation in this flow.
     * @param nodes Settings of nodes in this flow, by node name.
     */
    public record FlowSettings(
            @Nullable String start,
            @Nullable FlowType type,
            @Nullable Integer maxVisits,
            @Nullable Long maxSteps,
            @Nullable Integer maxConcurrency,
            @Nullable OnFailure onFailure,
            @Nullable OnConflict onConflict,
            @Nullable OnUnmatched onUnmatched,
            @Nullable Boolean propagateActions,
            @Nullable Engine engine,
            @DefaultValue Map<String, Map<String, List<String>>> successors,
            @DefaultValue Map<String, NodeSettings> nodes)
            implements OptionProperties {

        static final FlowSettings NONE =
                new FlowSettings(null, null, null, null, null, null, null, null, null, null, Map.of(), Map.of());
    }

    /**
     * Runs that are handed over to the engine.
     *
     * @param engine Where runs are kept. By default, 'jdbc' if brainyflow-jdbc is on the classpath, and 'memory' otherwise.
     * @param maxEnded Maximum number of ended runs that are kept in memory. Beyond it, those that ended first are deleted.
     * @param types Packages whose records and enums may be kept in a database. Those of the application, unless set.
     * @param maxValueSize Maximum size of a value that is kept in a database, in characters of JSON.
     * @param keepEntries How long a database keeps the entries of a run after it has succeeded.
     * @param retention Time for which a database keeps runs that have succeeded or were cancelled.
     * @param maxTakeovers Number of instances that may die in a row while they perform a run. At the last of these deaths, the run fails.
     */
    public record Runs(
            @Nullable Engine engine,
            @DefaultValue("1000") int maxEnded,
            @Nullable List<String> types,
            @DefaultValue("1000000") int maxValueSize,
            @DefaultValue("1d") Duration keepEntries,
            @DefaultValue("30d") Duration retention,
            @DefaultValue("3") int maxTakeovers) {

        /** Calls {@code checks} with the key of each setting and what throws if it makes no sense. */
        void check(BiConsumer<String, Supplier<?>> checks) {
            checks.accept("max-ended", () -> atLeast(0, maxEnded));
            checks.accept("max-value-size", () -> atLeast(1, maxValueSize));
            checks.accept("max-takeovers", () -> atLeast(1, maxTakeovers));
            checks.accept("keep-entries", () -> notNegative(keepEntries));
            checks.accept("retention", () -> notNegative(retention));
        }

        private static int atLeast(int least, int number) {
            if (number < least) {
                throw new IllegalArgumentException("the number must be at least " + least + ", but was " + number);
            }
            return number;
        }

        private static Duration notNegative(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("the time must not be negative, but was " + time);
            }
            return time;
        }
    }

    /** The engine of kept runs. */
    public enum Engine {
        /** In memory, where nothing survives the process. */
        MEMORY,
        /** In a database. */
        JDBC
    }

    /**
     * What becomes of events.
     *
     * @param enabled Whether the beginnings and ends of runs and visits, and what nodes emit, are published as application
     *     events.
     */
    public record Events(@DefaultValue("false") boolean enabled) {}

    /**
     * How runs end when the application does.
     *
     * @param awaitTerminationPeriod Time to wait for active runs to end, before they are cancelled and the beans that their nodes use
     *     are destroyed.
     */
    public record Shutdown(@DefaultValue("30s") Duration awaitTerminationPeriod) {

        Shutdown checked() {
            if (awaitTerminationPeriod.isNegative()) {
                throw new IllegalArgumentException(
                        "the period must not be negative, but was " + awaitTerminationPeriod);
            }
            return this;
        }
    }
}
