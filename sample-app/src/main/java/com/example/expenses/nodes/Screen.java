package com.example.expenses.nodes;

import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;

/**
 * Has every item screened, and then the report decided: the flow runs all that the first trigger leads to before it
 * follows the second.
 */
@FlowNode
@Successor(on = "items", node = "screenItems")
@Successor(on = "decide", value = Decide.class)
class Screen extends Node<Void, Void> {

    @Override
    public void post(Memory memory, Void prepared, Void result) {
        trigger("items");
        trigger("decide");
    }
}
