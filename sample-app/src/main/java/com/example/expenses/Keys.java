package com.example.expenses;

import io.brainyflow.MemoryKey;
import java.math.BigDecimal;
import java.util.List;

/** What the nodes share in the memory. */
public final class Keys {

    public static final MemoryKey<ExpenseReport> REPORT = MemoryKey.of("report", ExpenseReport.class);
    public static final MemoryKey<List<Finding>> FINDINGS = MemoryKey.of("findings", List.class);
    public static final MemoryKey<BigDecimal> TOTAL = MemoryKey.of("total", BigDecimal.class);
    public static final MemoryKey<Integer> REVISIONS = MemoryKey.of("revisions", Integer.class);
    public static final MemoryKey<Decision> DECISION = MemoryKey.of("decision", Decision.class);

    public static final MemoryKey<Approval> APPROVAL = MemoryKey.of("approval", Approval.class);

    /** The line item that a branch is about, its position in the report, and what the branch found about it. */
    public static final MemoryKey<LineItem> ITEM = MemoryKey.of("item", LineItem.class);

    public static final MemoryKey<Integer> PLACE = MemoryKey.of("place", Integer.class);
    public static final MemoryKey<Finding> FINDING = MemoryKey.of("finding", Finding.class);

    private Keys() {}
}
