package io.brainyflow;

/** The context class loader of the thread that made this, for the work that it has others do. */
final class CallersClassLoader {

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    /** Performs work with it as this thread's context class loader. */
    void run(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        if (own == loader) {
            work.run();
            return;
        }
        thread.setContextClassLoader(loader);
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(own);
        }
    }
}
