package com.example.expenses.nodes;

import com.example.expenses.Decision.Outcome;
import io.brainyflow.spring.FlowNode;

@FlowNode
class Reject extends Conclude {

    Reject() {
        super(Outcome.REJECTED);
    }
}
