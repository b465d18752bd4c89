/**
 * Multi-step work as a directed graph of small nodes. Start at {@link io.brainyflow.Node} and {@link io.brainyflow.Flow};
 * every public type is API, everything else is package-private.
 */
@NullMarked
package io.brainyflow;

import org.jspecify.annotations.NullMarked;
