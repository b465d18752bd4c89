package com.example.expenses.nodes;

import com.example.expenses.Approval;
import com.example.expenses.Decision;
import com.example.expenses.Decision.Outcome;
import com.example.expenses.Finding;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The nodes that call nothing and need no class of their own. */
@Configuration(proxyBeanMethods = false)
class SmallNodes {

    /** Starts the flow, and comes again after each revision: is anything left to pay? */
    @Bean
    @FlowNode(startsFlow = "expense")
    @Successor(on = "valid", node = "screen")
    @Successor(on = "empty", node = "reject")
    Node<?, ?> validate() {
        return Node.route(
                "validate", memory -> memory.require(Keys.REPORT).items().isEmpty() ? "empty" : "valid");
    }

    /**
     * Screens every item, and then decides the report: the flow runs all that the first trigger leads to before it
     * follows the second.
     */
    @Bean
    @Successor(on = "items", node = "screenItems")
    @Successor(on = "decide", value = Decide.class)
    Node<?, ?> screen() {
        return Node.of("screen", (memory, signals) -> {
            signals.trigger("items");
            signals.trigger("decide");
        });
    }

    /** Gives each line item a branch of its own. */
    @Bean
    Node<?, ?> splitItems() {
        return Node.of("splitItems", (memory, signals) -> {
            List<LineItem> items = memory.require(Keys.REPORT).items();
            for (int i = 0; i < items.size(); i++) {
                signals.trigger("item", Map.of(Keys.ITEM.name(), items.get(i), Keys.PLACE.name(), i + 1));
            }
        });
    }

    /** Is asked first, and has as much time as {@code answer-within} says. */
    @Bean
    @FlowNode(transactional = true)
    @Successor(on = "approved", node = "approve")
    @Successor(on = "rejected", node = "reject")
    @Successor(on = "timeout", node = "escalation")
    AskManager approval(JdbcTemplate jdbc) {
        return new AskManager(jdbc);
    }

    /** Is asked next, and has all the time in the world. */
    @Bean
    @FlowNode(transactional = true)
    @Successor(on = "approved", node = "approve")
    @Successor(on = "rejected", node = "reject")
    AskManager escalation(JdbcTemplate jdbc) {
        return new AskManager(jdbc);
    }

    @Bean
    Node<?, ?> approve() {
        return Node.of("approve", memory -> conclude(memory, Outcome.APPROVED, memory.require(Keys.TOTAL)));
    }

    @Bean
    Node<?, ?> reject() {
        return Node.of("reject", memory -> conclude(memory, Outcome.REJECTED, BigDecimal.ZERO));
    }

    private static void conclude(Memory memory, Outcome outcome, BigDecimal amount) {
        Approval approval = memory.get(Keys.APPROVAL);
        Stream<String> asked = approval == null
                ? Stream.empty()
                : Stream.of((approval.approved() ? "Approved by " : "Rejected by ") + approval.by());
        Stream<String> found = memory.getOrDefault(Keys.FINDINGS, List.of()).stream()
                .sorted(Comparator.comparingInt(Finding::item))
                .map(finding -> "Item " + finding.item() + ": " + finding.text());
        memory.put(
                Keys.DECISION,
                new Decision(
                        memory.require(Keys.REPORT).id(),
                        outcome,
                        amount,
                        memory.getOrDefault(Keys.REVISIONS, 0),
                        Stream.concat(found, asked).toList()));
    }
}
