package io.brainyflow.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/** Schedules one db-scheduler task per run: the instance that picks it owns the run, and its execution time is when the run continues. */
final class RunScheduler {

    /** The execution time of a run that continues only after an answer. */
    static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final String TABLE = "brainyflow_task";
    static final String TASKS = "brainyflow-";
    private static final byte[] NOTHING = {};
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration KEPT_WITHOUT_A_FLOW = Duration.ofDays(36_500);
    static final int MISSED_HEARTBEATS = 4;

    /** Made when they are needed first: flows may have nodes that start runs, and are not there before this is. */
    private final SingletonSupplier<Clients> clients;

    private final DatabaseClock clock;
    private final OwnedRuns owned;
    private final RequestTable requests;

    RunScheduler(
            DataSource source,
            Dialect dialect,
            String instance,
            Supplier<Collection<String>> flows,
            JdbcRunsProperties properties,
            DatabaseClock clock,
            Owner owner,
            OwnedRuns owned,
            RequestTable requests) {
        this.clock = clock;
        this.owned = owned;
        this.requests = requests;
        clients = SingletonSupplier.of(() -> clients(source, dialect, instance, flows.get(), properties, owner));
    }

    /** The client by which runs are scheduled, outside and inside of the caller's transaction. */
    private record Clients(Scheduler scheduler, SchedulerClient transactional) {}

    private Clients clients(
            DataSource source,
            Dialect dialect,
            String instance,
            Collection<String> flows,
            JdbcRunsProperties properties,
            Owner owner) {
        List<Task<?>> tasks =
                flows.stream().<Task<?>>map(flow -> task(flow, owner)).toList();
        SchedulerClient transactional = SchedulerClient.Builder.create(
                        new TransactionAwareDataSourceProxy(source), tasks)
                .tableName(TABLE)
                .jdbcCustomization(dialect.customization())
                .serializer(new NoData())
                .build();
        var builder = Scheduler.create(source, tasks)
                .tableName(TABLE)
                .jdbcCustomization(dialect.customization())
                .schedulerName(new SchedulerName.Fixed(instance))
                .threads(properties.maxRuns())
                .pollingInterval(properties.pollingInterval())
                .heartbeatInterval(properties.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .deleteUnresolvedAfter(KEPT_WITHOUT_A_FLOW)
                .serializer(new NoData())
                .failureLogging(LogLevel.DEBUG, true)
                .clock(clock)
                .shutdownMaxWait(properties.heartbeat());
        // More than there are threads would pick some for which no heartbeat is sent.
        Scheduler scheduler = (dialect == Dialect.POSTGRESQL
                        ? builder.pollUsingLockAndFetch(0.5, 1.0)
                        : builder.pollUsingFetch(0.5, 1.0))
                .build();
        return new Clients(scheduler, transactional);
    }

    /** Tasks have no data, so no class that is named there is ever instantiated. */
    private static final class NoData implements Serializer {

        @Override
        public byte[] serialize(@Nullable Object data) {
            return NOTHING;
        }

        @Override
        @SuppressWarnings("NullAway") // as db-scheduler has it where there is no data
        public <T> T deserialize(Class<T> type, byte @Nullable [] data) {
            return null;
        }
    }

    private static TaskDescriptor<Void> descriptor(String flow) {
        return TaskDescriptor.of(TASKS + flow);
    }

    private Task<Void> task(String flow, Owner owner) {
        return Tasks.custom(descriptor(flow))
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.now().plus(TRY_AGAIN)))
                .onDeadExecutionRevive()
                .execute((task, context) -> completion(flow, Long.parseLong(task.getId()), owner));
    }

    private CompletionHandler<Void> completion(String flow, long run, Owner owner) {
        Owner.Next next = perform(flow, run, owner);
        return (complete, operations) -> {
            if (next instanceof Owner.Next.Done) {
                operations.remove();
                // It may have been retried before it could be scheduled.
                owner.openFlow(run).ifPresent(open -> schedule(open, run));
            } else if (next instanceof Owner.Next.Again again) {
                operations.reschedule(complete, again.at());
                // What was asked while the task could not be rescheduled, being picked.
                if (again.at().isAfter(clock.now())
                        && !requests.asked(List.of(run)).isEmpty()) {
                    wake(flow, run);
                }
            }
        };
    }

    private static Owner.Next perform(String flow, long run, Owner owner) {
        try {
            return owner.perform(run);
        } catch (RuntimeException e) {
            RunLog.LOG.warn("Run number " + run + " of flow '" + flow
                    + "' could not be performed, and will be tried again: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getClass().getName());
            RunLog.LOG.debug("Run number " + run + " of flow '" + flow + "' could not be performed", e);
            throw e;
        }
    }

    void start() {
        clients.obtain().scheduler().start();
    }

    void stop() {
        clients.obtain().scheduler().stop();
    }

    /** Makes a run that is not picked due as soon as the transaction, if there is one, has committed. */
    void schedule(String flow, long run) {
        boolean scheduled = scheduleIfNotExists(clients.obtain().transactional(), flow, run);
        afterCommit(() -> {
            // The task that was there may have been that of an owner which was about to remove it.
            if (!scheduled && !scheduleIfNotExists(clients.obtain().scheduler(), flow, run)) {
                reschedule(flow, run);
            }
            clients.obtain().scheduler().triggerCheckForDueExecutions();
        });
    }

    private boolean scheduleIfNotExists(SchedulerClient client, String flow, long run) {
        return client.scheduleIfNotExists(
                descriptor(flow).instance(String.valueOf(run)).build(), clock.now());
    }

    /** Wakes a run that rests, or notifies its owner of a request, as soon as the transaction has committed. */
    void wakeAfterCommit(String flow, long run) {
        afterCommit(() -> {
            owned.lookAt(run);
            wake(flow, run);
        });
    }

    private void wake(String flow, long run) {
        reschedule(flow, run);
        clients.obtain().scheduler().triggerCheckForDueExecutions();
    }

    private void reschedule(String flow, long run) {
        try {
            clients.obtain().scheduler().reschedule(descriptor(flow).instanceId(String.valueOf(run)), clock.now());
        } catch (TaskInstanceException e) {
            // It is picked, and its owner looks at what is asked; or the run has ended.
        }
    }

    private void afterCommit(Runnable work) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                owned.later(work); // this thread still has the transaction's connection
            }
        });
    }
}
