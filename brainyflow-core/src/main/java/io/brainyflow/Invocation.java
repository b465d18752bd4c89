package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The remainder of a visit that a {@link NodeInterceptor} wraps: the interceptors further in and the visit's own work. */
public final class Invocation {

    private final VisitState visit;
    private final Visit seen;
    private final List<NodeInterceptor> interceptors;
    private final Work work;
    private int position;
    private @Nullable Completion completion;
    private @Nullable Throwable failure;

    interface Work {
        Completion perform();
    }

    Invocation(VisitState visit, List<NodeInterceptor> interceptors, Work work) {
        this(visit, null, interceptors, work);
    }

    /** Creates an invocation that shows another part than the visit's current one. */
    Invocation(VisitState visit, @Nullable VisitPart part, List<NodeInterceptor> interceptors, Work work) {
        this.visit = visit;
        this.seen = new Visit(visit, part);
        this.interceptors = interceptors;
        this.work = work;
    }

    /**
     * Proceeds with the visit.
     *
     * @throws NodeException if the visit fails
     * @throws FlowCancelledException if it is interrupted
     * @throws IllegalStateException if the interceptor called this before
     * @throws Exception if an interceptor further in fails the visit
     */
    public void proceed() throws Exception {
        int here = position++;
        if (here < interceptors.size()) {
            interceptors.get(here).intercept(seen, this);
            if (completion == null && failure == null) {
                throw new IllegalStateException(
                        "Interceptor " + interceptors.get(here) + " did not proceed at " + visit);
            }
        } else if (here == interceptors.size()) {
            try {
                completion = work.perform();
            } catch (Throwable e) {
                failure = e;
                throw e;
            }
        } else {
            throw new IllegalStateException("An interceptor proceeded twice at " + visit);
        }
    }

    /** Returns the result of the work, or null if it was not done, or failed. */
    @Nullable
    Completion completion() {
        return completion;
    }

    /** Performs the visit, wrapped. A failure of the work itself stands, whatever the interceptors make of it. */
    Completion perform() {
        try {
            proceed();
        } catch (Throwable e) {
            if (failure == null) {
                throw Failures.of(visit, "an interceptor", 0, e);
            }
        }
        if (failure != null) {
            throw Throwables.asUnchecked(failure);
        }
        if (completion == null) {
            throw new IllegalStateException("Nothing was performed at " + visit);
        }
        return completion;
    }
}
