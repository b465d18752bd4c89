package io.brainyflow.spring.actuate;

import io.brainyflow.FlowGraph;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Adds to the endpoint what is text rather than data: a flow's picture. */
@EndpointWebExtension(endpoint = BrainyFlowEndpoint.class)
public class BrainyFlowEndpointWebExtension {

    private final BrainyFlowEndpoint endpoint;

    /** Creates an extension of the endpoint. */
    public BrainyFlowEndpointWebExtension(BrainyFlowEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Returns the flow's Mermaid picture for the view {@code mermaid}, and null for any other flow or view. */
    @ReadOperation(produces = "text/plain;charset=UTF-8")
    public @Nullable String view(@Selector String flow, @Selector String view) {
        FlowGraph graph = endpoint.graph(flow);
        return graph == null || !view.equals("mermaid") ? null : graph.toMermaid();
    }
}
