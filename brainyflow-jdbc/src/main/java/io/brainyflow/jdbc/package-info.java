/**
 * Runs of flows that survive their process: their journals are in PostgreSQL or H2, and instances of an application share them. Used
 * through {@link io.brainyflow.FlowRuns}; there is nothing else to call.
 */
@NullMarked
package io.brainyflow.jdbc;

import org.jspecify.annotations.NullMarked;
