package io.brainyflow;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The engine's own threads: virtual ones where the JVM has them, otherwise a cached pool of daemon threads. Handed out as
 * plain executors, which cannot be shut down.
 */
final class BranchThreads {

    /** How many of the platform's threads there are at most. */
    static final int MAX_PLATFORM = 200;

    private BranchThreads() {}

    static Executor preferred() {
        return Preferred.EXECUTOR;
    }

    /** Returns whether the preferred threads are virtual. */
    static boolean areVirtual() {
        return preferred() != platform();
    }

    static Executor platform() {
        return Platform.EXECUTOR;
    }

    /**
     * Starts a whole run. The pool is for branches, which other threads can perform if it is full; a run has no other thread, so it
     * gets a thread of its own then, as it would among virtual threads.
     *
     * @throws RejectedExecutionException if an executor of the user's takes no task
     */
    static void start(Executor executor, Runnable run) {
        try {
            executor.execute(run);
        } catch (RejectedExecutionException e) {
            if (executor != platform()) {
                throw e;
            }
            Platform.thread(run).start();
        }
    }

    private static final class Preferred {
        static final Executor EXECUTOR = create();

        /** Virtual threads are final from 21 on; looked up, since the code is compiled for 17. */
        private static Executor create() {
            if (Runtime.version().feature() >= 21) {
                try {
                    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                    Class<?> type = Class.forName("java.lang.Thread$Builder");
                    type.getMethod("inheritInheritableThreadLocals", boolean.class)
                            .invoke(builder, false);
                    ThreadFactory factory =
                            (ThreadFactory) type.getMethod("factory").invoke(builder);
                    return task -> factory.newThread(task).start();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("A JVM of version 21 or later has virtual threads", e);
                }
            }
            return platform();
        }
    }

    private static final class Platform {
        private static final AtomicInteger COUNT = new AtomicInteger();

        private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
                0, MAX_PLATFORM, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), Platform::thread);

        static final Executor EXECUTOR = task -> POOL.execute(task);

        private static Thread thread(Runnable task) {
            return DaemonThreads.create("brainyflow-" + COUNT.incrementAndGet(), task);
        }
    }
}
