/**
 * Observations of visits and flows. Start at {@link io.brainyflow.spring.observation.BrainyFlowObservation}, which lists
 * names and keys; all of the package is API.
 */
@NullMarked
package io.brainyflow.spring.observation;

import org.jspecify.annotations.NullMarked;
