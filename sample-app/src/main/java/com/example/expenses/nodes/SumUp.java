package com.example.expenses.nodes;

import com.example.expenses.Finding;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Sums up what the branches of all items have found, where they meet. */
@FlowNode
class SumUp extends Node<List<Map<String, Object>>, SumUp.Result> {

    record Result(List<Finding> findings, BigDecimal total) {}

    @Override
    public List<Map<String, Object>> prep(Memory memory) {
        return memory.joined();
    }

    @Override
    public Result exec(List<Map<String, Object>> branches) {
        List<Finding> findings =
                branches.stream().map(Keys.FINDING::in).filter(Objects::nonNull).toList();
        Map<Integer, LineItem> items = new HashMap<>(); // an item has a branch for each check
        branches.forEach(branch -> items.put(Keys.PLACE.in(branch), Keys.ITEM.in(branch)));
        return new Result(
                findings, items.values().stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Override
    public void post(Memory memory, List<Map<String, Object>> branches, Result result) {
        memory.put(Keys.FINDINGS, result.findings());
        memory.put(Keys.TOTAL, result.total());
    }
}
