/**
 * The annotations that make a bean a node of a flow and wire it. Start at {@link io.brainyflow.spring.FlowNode}; all of
 * the package is API.
 */
@NullMarked
package io.brainyflow.spring;

import org.jspecify.annotations.NullMarked;
