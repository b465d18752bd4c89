package io.brainyflow;

/**
 * Wraps the visits of a run: each node's as a whole, and each flow's entering and leaving, the root flow's included.
 * Called on the thread that performs the visit, from several threads at once where branches run concurrently. A run's
 * interceptors are those of its root flow; the first one added is the outermost.
 *
 * <p>A flow that was entered is left exactly once. If it ended by a failure, {@link Invocation#proceed} throws that failure in
 * its {@link VisitPart#LEAVE} part, and a {@link FlowCancelledException} where the failure was in another branch.
 */
@FunctionalInterface
public interface NodeInterceptor {

    /**
     * Performs work around the step, and calls {@link Invocation#proceed} exactly once.
     *
     * @param visit what is being visited; {@link Visit#part} says which part of it the step is
     * @param step the interceptors further in, and then the node
     * @throws Exception to fail the visit; what {@code proceed} threw is best rethrown as it is
     */
    void intercept(Visit visit, Invocation step) throws Exception;
}
