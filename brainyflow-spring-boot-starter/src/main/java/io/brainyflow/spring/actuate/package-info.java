/**
 * The operator's view. Start at {@link io.brainyflow.spring.actuate.BrainyFlowEndpoint}; what it returns is API.
 */
@NullMarked
package io.brainyflow.spring.actuate;

import org.jspecify.annotations.NullMarked;
