package com.example.expenses;

import java.math.BigDecimal;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the company pays.
 *
 * @param limits Highest amount of one item, in euros, by category.
 * @param rates Euros for one unit of a currency.
 * @param maxRevisions Number of times that a report is cut down before it is rejected.
 * @param approvalAbove Total, in euros, above which a manager is asked.
 */
@ConfigurationProperties("expenses.policy")
public record ExpensePolicy(
        Map<String, BigDecimal> limits, Map<String, BigDecimal> rates, int maxRevisions, BigDecimal approvalAbove) {}
