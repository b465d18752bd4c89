package io.brainyflow;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The engine's own threads: virtual ones where the JVM has them, otherwise a cached pool of daemon threads. */
final class BranchThreads {

    private static final int MAX_PLATFORM_THREADS = 200;

    private BranchThreads() {}

    static Executor preferred() {
        return Preferred.EXECUTOR;
    }

    static Executor platform() {
        return Platform.EXECUTOR;
    }

    private static final class Preferred {
        static final Executor EXECUTOR = create();

        /** Virtual threads are final from 21 on; looked up, since the code is compiled for 17. */
        private static Executor create() {
            if (Runtime.version().feature() >= 21) {
                try {
                    return (Executor) Executors.class
                            .getMethod("newVirtualThreadPerTaskExecutor")
                            .invoke(null);
                } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("A JVM of version 21 or later has virtual threads", e);
                }
            }
            return platform();
        }
    }

    private static final class Platform {
        private static final AtomicInteger COUNT = new AtomicInteger();

        static final Executor EXECUTOR = new ThreadPoolExecutor(
                0, MAX_PLATFORM_THREADS, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), Platform::thread);

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, "brainyflow-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            // The pool outlives whoever first used it, so it must not hold on to that one's class loader.
            thread.setContextClassLoader(BranchThreads.class.getClassLoader());
            return thread;
        }
    }
}
