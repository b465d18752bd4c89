/**
 * Auto-configuration: binds the properties, finds the nodes and assembles the flows. Start at
 * {@link io.brainyflow.spring.autoconfigure.BrainyFlowAutoConfiguration}; API are the properties.
 */
@NullMarked
package io.brainyflow.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
