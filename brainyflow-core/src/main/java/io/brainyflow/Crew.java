package io.brainyflow;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The threads that perform the ready visits of a concurrent run: the one that began it, and helpers. Guarded by the run's lock unless
 * stated otherwise.
 */
final class Crew {

    private final Traversal traversal;
    private final RunFailure failure;
    private final FlowRuntime runtime;
    private final BriefLock lock;
    private final IdleCaller caller;
    private final Helpers helpers;
    private final Runnable wakeRetries;
    private final RunWaits waits;

    Crew(
            Traversal traversal,
            RunFailure failure,
            FlowRuntime runtime,
            BriefLock lock,
            Helpers helpers,
            Runnable wakeRetries,
            RunWaits waits) {
        this.traversal = traversal;
        this.failure = failure;
        this.runtime = runtime;
        this.lock = lock;
        this.caller = new IdleCaller(lock);
        this.helpers = helpers;
        this.wakeRetries = wakeRetries;
        this.waits = waits;
    }

    IdleCaller caller() {
        return caller;
    }

    /** Wakes the caller if it is idle and a visit is ready, and returns how many helpers to submit for the other ready visits. */
    int wanted() {
        int ready = traversal.readyCount;
        if (ready > 0 && caller.isIdle()) {
            caller.call();
            ready--;
        }
        return helpers.want(ready);
    }

    /** Hands over that many helpers, without the lock. */
    void submit(int wanted) {
        if (wanted == 0) {
            return;
        }
        int taken = helpers.submit(wanted, runtime);
        if (taken < wanted) {
            lock.lock();
            try {
                helpers.refused(wanted - taken);
                wakeRetries.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Asks others to perform what is ready, and returns whether any are to be expected. */
    boolean callOthers() {
        int wanted = wanted();
        if (wanted > 0) {
            lock.unlock();
            try {
                submit(wanted);
            } finally {
                lock.lock();
            }
        }
        return caller.isCalled() || helpers.areAwaited();
    }

    /** Applies a change from outside the run and, if there was one, makes sure that a thread goes on with the run. Takes the lock itself. */
    boolean changing(BooleanSupplier change) {
        int wanted = 0;
        Optional<Runnable> resume = Optional.empty();
        boolean changed;
        lock.lock();
        try {
            changed = change.getAsBoolean();
            if (changed) {
                resume = waits.resume();
                wanted = waits.isPerformed() && hasReady() ? wanted() : 0;
                wakeRetries.run();
                caller.call();
            }
        } finally {
            lock.unlock();
        }
        resume.ifPresent(Runnable::run);
        submit(wanted);
        return changed;
    }

    /** Returns whether there is something to perform. */
    boolean hasReady() {
        return !failure.isRunEnding() && traversal.readyCount > 0;
    }
}
