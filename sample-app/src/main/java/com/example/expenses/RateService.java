package com.example.expenses;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Service;

/** Stands for a remote service: every seventh call fails. */
@Service
public class RateService {

    private final ExpensePolicy policy;
    private final AtomicInteger calls = new AtomicInteger();

    RateService(ExpensePolicy policy) {
        this.policy = policy;
    }

    /** Returns what one unit of the currency is worth in euros, or nothing if it is unknown. */
    public Optional<BigDecimal> eurosFor(String currency) throws IOException {
        if (calls.incrementAndGet() % 7 == 0) {
            throw new IOException("The rate service did not answer");
        }
        return Optional.ofNullable(policy.rates().get(currency));
    }
}
