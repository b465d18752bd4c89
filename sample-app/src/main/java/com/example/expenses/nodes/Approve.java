package com.example.expenses.nodes;

import com.example.expenses.Decision.Outcome;
import io.brainyflow.spring.FlowNode;

@FlowNode
class Approve extends Conclude {

    Approve() {
        super(Outcome.APPROVED);
    }
}
