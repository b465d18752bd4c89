package com.example.expenses.nodes;

import com.example.expenses.Finding;
import com.example.expenses.Keys;
import com.example.expenses.LineItem;
import com.example.expenses.RateService;
import io.brainyflow.Memory;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Converts a line item to euros. How often the rate service is asked is set in {@code application.yml}. */
@FlowNode
class ConvertCurrency extends Node<LineItem, Optional<BigDecimal>> {

    private final RateService rates;

    ConvertCurrency(RateService rates) {
        this.rates = rates;
    }

    @Override
    public LineItem prep(Memory memory) {
        return memory.get(Keys.ITEM);
    }

    @Override
    public Optional<BigDecimal> exec(LineItem item) throws IOException {
        return rates.eurosFor(item.currency())
                .map(rate -> item.amount().multiply(rate).setScale(2, RoundingMode.HALF_UP));
    }

    @Override
    public void post(Memory memory, LineItem item, Optional<BigDecimal> euros) {
        if (euros.isPresent()) {
            trigger("converted", Keys.ITEM, item.inEuros(euros.get()));
        } else {
            String text = "there is no rate for the currency " + item.currency();
            Finding finding = new Finding(memory.get(Keys.PLACE), Finding.Kind.NOT_ALLOWED, text);
            trigger("unknown", Keys.FINDING, finding);
        }
    }
}
