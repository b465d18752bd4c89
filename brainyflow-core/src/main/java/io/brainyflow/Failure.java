package io.brainyflow;

import org.jspecify.annotations.Nullable;

/**
 * The failure of a node that has successors for it. The branch that follows {@link Actions#FAILED} has it in its local store, under
 * {@link #KEY}.
 *
 * @param node the name of the node that failed; of a flow that is a node, the one in it whose failure ended it
 * @param step what failed: {@code prep}, {@code exec}, {@code execFallback}, {@code post}; {@code branches} for a flow that
 *     {@linkplain OnFailure#COLLECT collects} failures; or what the engine did for the node, in words
 * @param exceptionClass the name of the cause's class
 * @param message what was thrown, as text
 * @param attempts how many attempts of {@code exec} were made, 0 where there is none
 * @param cause what was thrown; null if it was thrown in an earlier process
 */
public record Failure(
        String node,
        String step,
        String exceptionClass,
        String message,
        int attempts,
        @Nullable Throwable cause) {

    /** The key, {@code brainyflow.failure}. */
    public static final MemoryKey<Failure> KEY = MemoryKey.of("brainyflow.failure", Failure.class);

    Failure(String node, String step, int attempts, Throwable cause) {
        this(node, step, cause.getClass().getName(), Throwables.describe(cause), attempts, cause);
    }
}
