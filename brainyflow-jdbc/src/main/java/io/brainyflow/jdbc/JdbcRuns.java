package io.brainyflow.jdbc;

import io.brainyflow.FlowRun.Status;
import io.brainyflow.FlowRuns;
import io.brainyflow.journal.EntryCodec;
import io.brainyflow.spring.autoconfigure.BrainyFlowProperties;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** All that keeps runs in a database, in one instance of an application, from its start to its end. */
final class JdbcRuns implements SmartLifecycle {

    /** After the web server has let requests in flight end, and before the runs in memory are ended. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024 - 256;

    private final DurableFlows flows;
    private final DatabaseClock clock;
    private final Lane lane;
    private final OwnedRuns owned;
    private final Owner owner;
    private final RunScheduler scheduler;
    private final Compatibility compatibility;
    private final Housekeeping housekeeping;
    private final JdbcFlowRuns runs;
    private final JdbcRunsProperties properties;
    private final Duration patience;
    private volatile boolean running;

    JdbcRuns(
            DataSource source,
            Dialect dialect,
            PlatformTransactionManager manager,
            String instance,
            DurableFlows flows,
            EntryCodec codec,
            RunMeters meters,
            RunTraces traces,
            ConnectionBudget budget,
            JdbcRunsProperties properties,
            BrainyFlowProperties brainyflow) {
        this.flows = flows;
        this.properties = properties;
        this.patience = brainyflow.shutdown().awaitTerminationPeriod();
        Tables tables = Tables.in(source, dialect, manager);
        JdbcTemplate jdbc = new JdbcTemplate(source);
        clock = new DatabaseClock(jdbc, InstantSource.system());
        EntryInserts inserts = new EntryInserts(dialect, codec);
        lane = new Lane(new EntryBatches(source, inserts), meters);
        VisitTransactions transactions = new VisitTransactions(
                manager,
                source,
                dialect,
                inserts,
                budget,
                properties.heartbeat().multipliedBy(RunScheduler.MISSED_HEARTBEATS));
        owned = new OwnedRuns(tables, clock);
        compatibility = new Compatibility(flows, tables, codec, budget);
        RunEnds ends = new RunEnds(tables, codec, clock, owned, meters);
        owner = new Owner(
                flows,
                tables,
                lane,
                transactions,
                codec,
                clock,
                owned,
                meters,
                traces,
                budget,
                new Takeovers(
                        instance, tables, codec, ends, meters, brainyflow.runs().maxTakeovers()),
                ends);
        meters.gauge(
                () -> owned.all().size(),
                () -> tables.runs().count(Status.WAITING),
                () -> tables.runs().count(Status.FAILED),
                compatibility::runs);
        scheduler = new RunScheduler(
                source,
                dialect,
                instance,
                () -> flows.get().keySet(),
                properties,
                clock,
                owner,
                owned,
                tables.requests());
        housekeeping = new Housekeeping(
                jdbc,
                tables,
                clock,
                scheduler,
                compatibility,
                () -> flows.get().keySet(),
                brainyflow.runs().keepEntries(),
                brainyflow.runs().retention());
        runs = new JdbcFlowRuns(flows, tables, codec, scheduler, owned, clock, traces, null);
    }

    FlowRuns runs() {
        return runs;
    }

    DatabaseClock clock() {
        return clock;
    }

    Compatibility compatibility() {
        return compatibility;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    @Override
    public void start() {
        flows.check();
        clock.compare();
        lane.start();
        owned.start(properties.pollingInterval());
        scheduler.start();
        housekeeping.start();
        running = true;
    }

    /** Lets visits that are under way end, and gives the runs to other instances; nothing is cancelled. */
    @Override
    public void stop() {
        owner.stop();
        running = false;
        try {
            housekeeping.close();
            awaitNone(patience);
            if (!owned.isEmpty()) {
                RunLog.LOG.warn(owned.all().size() + " run(s) are still active after " + patience
                        + "; their active visits are repeated elsewhere. Raise"
                        + " brainyflow.shutdown.await-termination-period to give them more time");
                owned.all().forEach(OwnedRun::abandon);
            }
            scheduler.stop();
            owned.close();
            lane.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitNone(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!owned.isEmpty() && System.nanoTime() < end) {
            owned.awaitRest(Duration.ofMillis(50));
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** A pause, as of a test's context that is not in use, is no end. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
