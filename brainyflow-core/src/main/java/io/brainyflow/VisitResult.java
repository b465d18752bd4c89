package io.brainyflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one visit of a node: what {@link Node#exec} (or its fallback) returned, and what was triggered.
 *
 * @param result what {@code exec} returned, or the tree of a flow
 * @param triggers in the order they were made; {@code default} alone if none was
 * @param <R> the node's result
 */
public record VisitResult<R extends @Nullable Object>(R result, List<Trigger> triggers) {}
