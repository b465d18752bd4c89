package io.brainyflow;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The attempt that an {@link ExecInterceptor} wraps: the interceptors further in, and the node's {@code exec}. */
public final class Attempt {

    private final Thread thread = Thread.currentThread();
    private final Visit visit;
    private final Callable<@Nullable Object> inner;
    private boolean closed;

    private Attempt(Visit visit, Callable<@Nullable Object> inner) {
        this.visit = visit;
        this.inner = inner;
    }

    /** Performs an attempt, with the first of the interceptors outermost. */
    static @Nullable Object perform(
            List<ExecInterceptor> interceptors, Visit visit, @Nullable Object prepared, Callable<@Nullable Object> exec)
            throws Exception {
        if (interceptors.isEmpty()) {
            return exec.call();
        }
        List<ExecInterceptor> further = interceptors.subList(1, interceptors.size());
        Attempt attempt = new Attempt(visit, () -> perform(further, visit, prepared, exec));
        try {
            return interceptors.get(0).intercept(visit, prepared, attempt);
        } finally {
            attempt.closed = true;
        }
    }

    /**
     * Proceeds with the attempt, and returns its result.
     *
     * @throws IllegalStateException if called a second time, by another thread, or after the interceptor has returned
     * @throws Exception if the attempt failed
     */
    public @Nullable Object proceed() throws Exception {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("An interceptor of exec proceeded on thread '"
                    + Thread.currentThread().getName() + "' at " + visit + "; proceed on its own, '" + thread.getName()
                    + "', where timeouts and interrupts find it");
        }
        if (closed) {
            throw new IllegalStateException("An interceptor of exec proceeded twice, or after it had returned, at "
                    + visit + "; to try again, throw, and let the node's retries do it");
        }
        closed = true;
        return inner.call();
    }
}
